import type { Knex } from 'knex';
import type { Logger } from 'pino';
import { dropOldUses } from '../../database/public.ts';
import { readClock } from '../../database/read-clock.ts';
import type { PhotoFiles } from '../../services/photos/photo-files.ts';
import { sweepPhotos } from '../../services/photos/sweep-photos.ts';
import { createLoop, type Loop } from './loop.ts';

/** How often a process asks whether it is time; how often it is, the installation's mark says (services/photos/sweep-photos.ts). */
const LOOK_MS = 15_000;
const LIMIT_MS = 120_000;

/** Its own loop beside the clock: a file storage that hangs keeps no night open. */
export function createPhotoSweep(db: Knex, logger: Pick<Logger, 'error'>, files: PhotoFiles): Loop {
	return createLoop({
		async run() {
			const now = await readClock(db);
			await dropOldUses(db, now);
			await sweepPhotos(db, files, now);
			return LOOK_MS;
		},
		limit: LIMIT_MS,
		rest: LOOK_MS,
		onFailure: (error) =>
			logger.error(error, '[grid] photos that nobody took were not dropped; the next look tries again'),
		onLimit: () => logger.error('[grid] the file storage does not answer; the next look tries again'),
	});
}
