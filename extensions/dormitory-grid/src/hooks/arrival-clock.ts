/** For how long the best sight of the clock holds; after that it may have been set. */
const HOLDS_MS = 30_000;

/**
 * When a request came in, by the clock that rules (the database's, on PostgreSQL). Its answer takes a while to get here,
 * longer the busier the process: reckoned by that answer alone a request would seem to have come before it did. The answer
 * that took least tells the two clocks' difference best, so nobody is judged earlier than he came.
 * @returns takes the moment the clock told, how long the request has waited by now, and the process's own milliseconds now
 */
export function createArrivalClock(): (told: Date, waitedMs: number, processNow: number) => Date {
	let best: { difference: number; at: number } | null = null;
	return (told, waitedMs, processNow) => {
		const difference = told.getTime() - processNow;
		if (best === null || difference >= best.difference || processNow - best.at > HOLDS_MS)
			best = { difference, at: processNow };
		return new Date(Math.min(processNow - waitedMs + best.difference, told.getTime()));
	};
}
