import type { EventEmitter } from 'node:events';

/** On the process itself, so that the bundle loaded twice (every CLI command, an extension reload) still listens and counts once. */
const LISTENING = Symbol.for('dormitory-grid.shield.rejections');

interface Counter {
	count: number;
}

type Watched = Pick<EventEmitter, 'on'> & { [LISTENING]?: Counter };

/**
 * Directus installs no handler, so one rejection nobody awaited ends the process (RELIABILITY.md 0, F1). This logs and counts
 * it instead. What is thrown synchronously still ends the process: then its state is unknown.
 */
export function watchRejections(log: (reason: unknown) => void, watched: Watched = process): void {
	if (watched[LISTENING]) return;
	const counter: Counter = { count: 0 };
	watched[LISTENING] = counter;
	watched.on('unhandledRejection', (reason: unknown) => {
		counter.count += 1;
		log(reason);
	});
}

/** Rejections nobody awaited since the start; the health route shows it, and no test run may end with one (invariant I14). */
export function rejectionCount(watched: Watched = process): number {
	return watched[LISTENING]?.count ?? 0;
}
