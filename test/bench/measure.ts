/** Interleaved rounds (A B A B …) and the median of their ratios: machines are noisy, so only ratios of one run are compared. */
export interface Result {
	name: string;
	/** Bigger is better for throughput ratios, smaller for time ratios; `bar` says which. */
	ratio: number;
	ours: number[];
	against: number[];
	unit: 'req/s' | 'ms';
	bar: { at: 'least' | 'most'; value: number };
}

export const ROUNDS = Number(process.env['GRID_BENCH_ROUNDS'] ?? 5);

export async function interleave(
	ours: (round: number) => Promise<number>,
	against: (round: number) => Promise<number>,
): Promise<{ ours: number[]; against: number[] }> {
	// One round of each is thrown away: caches, pools and the compiler warm up.
	await ours(-1);
	await against(-1);
	const times = { ours: [] as number[], against: [] as number[] };
	for (let round = 0; round < ROUNDS; round++) {
		times.ours.push(await ours(round));
		times.against.push(await against(round));
	}
	return times;
}

/** Each round against its own neighbour: a machine that changes its speed in the middle of a run changes both. */
export function ratioOf({ ours, against }: { ours: readonly number[]; against: readonly number[] }): number {
	return median(ours.map((value, round) => value / (against[round] ?? Number.NaN)));
}

export function median(values: readonly number[]): number {
	const sorted = values.toSorted((a, b) => a - b);
	const middle = Math.floor(sorted.length / 2);
	return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

export async function timed(step: () => Promise<unknown>): Promise<number> {
	const start = performance.now();
	await step();
	return performance.now() - start;
}

/** Requests a second when `count` requests are sent over `connections` connections, each as soon as the last one answered. */
export async function throughput(
	count: number,
	connections: number,
	request: (index: number) => Promise<void>,
): Promise<number> {
	const queue = Array.from({ length: count }, (_, index) => index).values();
	const elapsed = await timed(() =>
		Promise.all(
			Array.from({ length: connections }, async () => {
				for (const index of queue) await request(index);
			}),
		),
	);
	return (count * 1000) / elapsed;
}

export function report(result: Result, database: string): boolean {
	const show = (values: readonly number[]) =>
		`${median(values).toFixed(1)}${result.unit} [${Math.min(...values).toFixed(1)}–${Math.max(...values).toFixed(1)}]`;
	const met = result.bar.at === 'least' ? result.ratio >= result.bar.value : result.ratio <= result.bar.value;
	console.log(
		`bench ${result.name} ratio=${result.ratio.toFixed(2)} ours=${show(result.ours)} against=${show(result.against)} db=${database} bar=${result.bar.at === 'least' ? '>=' : '<='}${result.bar.value} ${met ? 'met' : 'NOT MET'}`,
	);
	return met;
}
