import type { Knex } from 'knex';
import type { Logger } from 'pino';
import { readClock } from '../../database/read-clock.ts';
import { deliverOutbox, type Mail } from '../../services/deliver-outbox.ts';

const LOOK_MS = 3_000;

/** Its own loop beside the clock: a mail server that hangs keeps no night open. Any number of processes may deliver at once. */
export function createDelivery(db: Knex, logger: Logger, sendMail: (mail: Mail) => Promise<void>) {
	let timer: NodeJS.Timeout | null = null;
	let running: Promise<void> = Promise.resolve();
	let started = false;

	function schedule(): void {
		if (!started) return;
		timer = setTimeout(() => {
			running = deliverOutbox(db, { sendMail, clock: async () => await readClock(db) })
				.then(() => undefined)
				.catch((error: unknown) => logger.error(error, '[grid] delivery failed; it goes on'))
				.then(schedule);
		}, LOOK_MS);
		timer.unref();
	}

	return {
		start() {
			started = true;
			schedule();
		},
		async stop() {
			started = false;
			if (timer) clearTimeout(timer);
			await running;
		},
	};
}
