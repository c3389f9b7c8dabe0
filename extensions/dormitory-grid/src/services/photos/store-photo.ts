import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import type { Language } from '../../constants/languages.ts';
import { claimPhoto, countPhotosSince, dropClaim, finishPhoto, type PhotoOwner } from '../../database/photos.ts';
import { photoType } from '../../domain/photo.ts';
import { GridBusyError, GridPhotoError, GridTooManyError } from '../../errors/index.ts';
import { refusal } from '../refuse.ts';
import type { PhotoFiles } from './photo-files.ts';
import { reencodePhoto } from './reencode.ts';

/** Attempts an hour; a stranger's key stands for an address, behind which others may sit. */
const MAX_AN_HOUR = { user: 60, key: 30 };

/** Who sends a photo: a person, or a stranger under a key that the public channel makes of his address. */
export type Uploader = PhotoOwner & { language: Language; college: number | null };

export interface StoredPhoto {
	id: string;
	width: number;
	height: number;
	bytes: number;
}

/**
 * Keeps a picture until a row takes it (services/photos/link-photos.ts); what no row takes within a day is dropped.
 * @throws GRID_PHOTO, GRID_TOO_MANY or GRID_BUSY; no file has been kept then
 */
export async function storePhoto(
	db: Knex,
	files: PhotoFiles,
	uploader: Uploader,
	bytes: Buffer,
	now: Date,
): Promise<StoredPhoto> {
	const { language, college } = uploader;
	const type = photoType(bytes);
	if (type === null) throw refusal(GridPhotoError, language, 'errors.GRID_PHOTO.type');
	const id = randomUUID();
	await claimPhoto(db, uploader, { id, college, at: now });
	const count = 'user' in uploader ? MAX_AN_HOUR.user : MAX_AN_HOUR.key;
	if ((await countPhotosSince(db, uploader, new Date(now.getTime() - 3_600_000))) > count) {
		await dropClaim(db, id);
		throw refusal(GridTooManyError, language, 'errors.GRID_TOO_MANY.photos', { count });
	}
	const made = await reencodePhoto(bytes, type);
	switch (made.kind) {
		case 'busy':
			await dropClaim(db, id);
			throw refusal(GridBusyError, language, 'errors.GRID_BUSY.photo');
		case 'too_many_pixels':
			throw refusal(GridPhotoError, language, 'errors.GRID_PHOTO.pixels');
		case 'unreadable':
			throw refusal(GridPhotoError, language, 'errors.GRID_PHOTO.unreadable');
		case 'picture': {
			const { jpeg, width, height } = made;
			await files.write(id, jpeg);
			await finishPhoto(db, id, { bytes: jpeg.length, width, height });
			return { id, width, height, bytes: jpeg.length };
		}
	}
}
