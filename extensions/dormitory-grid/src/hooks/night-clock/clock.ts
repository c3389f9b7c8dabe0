import type { Knex } from 'knex';
import type { Logger } from 'pino';
import { readClock } from '../../database/read-clock.ts';
import { type ClockReading, judgeClockStep } from '../../domain/clock-guard.ts';
import { reconcile } from '../../services/reconcile.ts';
import { createLoop, type Loop } from './loop.ts';

/** Between two looks at what is due; a known moment is met by itself. */
const TICK_MS = 5_000;
/** No night takes so long: a tick that has not ended by now waits for an answer that will not come. */
const TICK_LIMIT_MS = 60_000;

/** One loop a process: any number of processes may tick at once, and so may a tick that was given up (services/reconcile.ts). */
export function createClock(
	db: Knex,
	logger: Pick<Logger, 'info' | 'warn' | 'error'>,
	{ limit = TICK_LIMIT_MS }: { limit?: number } = {},
): Loop {
	let last: ClockReading | null = null;

	async function tick(given: { up: boolean }): Promise<number> {
		const now = await readClock(db);
		// A reading from before would look like a jump to the ticks that have gone on without this one.
		if (given.up) return TICK_MS;
		const reading = { wall: now.getTime(), monotonic: performance.now() };
		const step = judgeClockStep(last, reading);
		last = reading;
		if (step.kind === 'jumped') {
			logger.warn(`[grid] the clock jumped by ${Math.round(step.by / 1000)} s; acting on it at the next tick`);
			return TICK_MS;
		}
		const { opened, reminded, closed, refreshed, climbed, posts, failures, nextDueAt } = await reconcile(db, now);
		for (const failure of failures)
			logger.error(failure, '[grid] a step of the tick failed; the next tick tries again');
		if (opened.length + reminded.length + closed.length + refreshed.length + climbed.length + posts > 0) {
			logger.info(
				`[grid] nights opened ${opened.length}, reminded ${reminded.length}, closed ${closed.length}, refreshed ${refreshed.length}, climbed ${climbed.length}; posts begun or ended ${posts}`,
			);
		}
		// From here, not from when this tick began: a long one must not make the close late by as much.
		const taken = performance.now() - reading.monotonic;
		return nextDueAt === null ? TICK_MS : Math.min(TICK_MS, nextDueAt.getTime() - now.getTime() - taken + 10);
	}

	return createLoop({
		run: tick,
		limit,
		rest: TICK_MS,
		onFailure: (error) => logger.error(error, '[grid] a tick failed; the next one tries again'),
		onLimit: () => logger.error(`[grid] a tick has not ended after ${limit / 1000} s; it is left to itself`),
	});
}
