import type { Knex } from 'knex';
import { PHOTO_FOLDER_ID } from '../../constants/photos.ts';
import { readMark, writeMark } from '../../database/installation.ts';
import { dropUnlinkedPhotos, findOrphanFiles } from '../../database/photos.ts';
import type { PhotoFiles } from './photo-files.ts';

const KEPT_MS = 86_400_000;
const BETWEEN_MS = 600_000;
const FILES_A_SWEEP = 200;

/**
 * Drops what no row has taken within a day: first the rows, then every file without one, so that a process which ends
 * between the two leaves nothing that the next sweep does not find.
 */
export async function sweepPhotos(db: Knex, files: PhotoFiles, now: Date): Promise<void> {
	const last = await readMark(db, 'photos_swept_at');
	if (last !== null && now.getTime() - Date.parse(last) < BETWEEN_MS) return;
	const before = new Date(now.getTime() - KEPT_MS);
	await dropUnlinkedPhotos(db, before);
	const orphans = await findOrphanFiles(db, PHOTO_FOLDER_ID, { before, limit: FILES_A_SWEEP });
	if (orphans.length > 0) await files.remove(orphans);
	// More are waiting: the next tick goes on.
	if (orphans.length < FILES_A_SWEEP) await writeMark(db, 'photos_swept_at', now.toISOString(), now);
}
