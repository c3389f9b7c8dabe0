/**
 * Points at which the fault tests stop, slow or end the process (RELIABILITY.md 5.1), named in GRID_FAILPOINTS as
 * `close.after-mark=kill;submit.after-insert=sleep:50`. Without that variable a point costs one look at a Map.
 */
const POINTS = new Map(
	(process.env['GRID_FAILPOINTS'] ?? '')
		.split(';')
		.filter(Boolean)
		.map((entry) => entry.split('=') as [string, string]),
);

export async function failpoint(name: string): Promise<void> {
	const action = POINTS.get(name);
	if (action === undefined) return;
	const [verb, argument] = action.split(':');
	if (verb === 'kill') process.kill(process.pid, 'SIGKILL');
	if (verb === 'pause') process.kill(process.pid, 'SIGSTOP');
	if (verb === 'throw') throw new Error(`failpoint ${name}`);
	if (verb === 'sleep') await new Promise((wake) => setTimeout(wake, Number(argument)));
	if (verb === 'jitter') await new Promise((wake) => setTimeout(wake, Math.random() * Number(argument)));
}
