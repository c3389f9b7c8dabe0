import type { Knex } from 'knex';
import type { Logger } from 'pino';
import { readClock } from '../../database/read-clock.ts';
import { type ClockReading, judgeClockStep } from '../../domain/clock-guard.ts';
import { reconcile } from '../../services/reconcile.ts';

/** Between two looks at what is due; a known moment is met by itself. */
const TICK_MS = 5_000;

export interface Clock {
	start: () => void;
	/** Ticks as soon as the running tick is done. */
	wake: () => void;
	/** Resolves when no tick is running any more. */
	stop: () => Promise<void>;
}

/** One loop a process: ticks never overlap here, and any number of processes may tick at once (services/reconcile.ts). */
export function createClock(db: Knex, logger: Logger): Clock {
	let timer: NodeJS.Timeout | null = null;
	let running: Promise<void> | null = null;
	let started = false;
	let wanted = false;
	let last: ClockReading | null = null;

	async function tick(): Promise<number> {
		const now = await readClock(db);
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

	function schedule(delay: number): void {
		if (!started) return;
		if (timer) clearTimeout(timer);
		timer = setTimeout(run, Math.max(0, delay));
		timer.unref();
	}

	function run(): void {
		if (running) {
			wanted = true;
			return;
		}
		running = tick()
			.catch((error: unknown) => {
				logger.error(error, '[grid] a tick failed; the next one tries again');
				return TICK_MS;
			})
			.then((delay) => {
				running = null;
				schedule(wanted ? 0 : delay);
				wanted = false;
			});
	}

	return {
		start() {
			started = true;
			run();
		},
		wake() {
			if (started) run();
		},
		async stop() {
			started = false;
			if (timer) clearTimeout(timer);
			await running;
		},
	};
}
