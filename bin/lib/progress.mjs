import { Failure } from './failure.mjs';

/** Shows a long step with the seconds it has taken: a moving line on a terminal, a line every ten seconds in a log. */
export async function step(title, work) {
	const begun = Date.now();
	const seconds = () => Math.round((Date.now() - begun) / 1000);
	const tty = process.stdout.isTTY;
	const show = () => process.stdout.write(tty ? `\r\u001b[2K… ${title} ${seconds()} s` : `… ${title} ${seconds()} s\n`);
	if (tty) show();
	else process.stdout.write(`… ${title}\n`);
	const ticker = setInterval(show, tty ? 1000 : 10_000);
	try {
		const result = await work();
		process.stdout.write(`${tty ? '\r\u001b[2K' : ''}✔ ${title} ${seconds()} s\n`);
		return result;
	} catch (error) {
		process.stdout.write(`${tty ? '\r\u001b[2K' : ''}✘ ${title}\n`);
		if (error instanceof Failure) throw error;
		throw new Failure(`${title}: ${error.message}`);
	} finally {
		clearInterval(ticker);
	}
}
