import type { Knex } from 'knex';
import { PHOTO_FOLDER_ID } from '../extensions/dormitory-grid/src/constants/photos.ts';
import { insertMissing } from './lib/rows.ts';

/** Where the bytes of photos lie; no policy has a permission on files or folders. */
export async function seedPhotoFolder(db: Knex): Promise<void> {
	await insertMissing(db, 'directus_folders', 'id', [
		{ id: PHOTO_FOLDER_ID, name: '网格照片 Grid photos', parent: null },
	]);
}
