import { Readable } from 'node:stream';
import type { ApiExtensionContext } from '@directus/types';
import type { Knex } from 'knex';
import { PHOTO_FOLDER_ID } from '../../constants/photos.ts';

/** Where the bytes of photos lie: Directus's own file storage, whatever that is set to. */
export interface PhotoFiles {
	write: (id: string, jpeg: Buffer) => Promise<void>;
	read: (id: string) => Promise<Readable>;
	remove: (ids: readonly string[]) => Promise<void>;
}

export type FilesContext = Pick<ApiExtensionContext, 'services' | 'getSchema'> & { database: Knex };

export function createPhotoFiles({ services, getSchema, database }: FilesContext): PhotoFiles {
	const options = async () => ({ knex: database, schema: await getSchema() });
	return {
		async write(id, jpeg) {
			const files = new services.FilesService(await options());
			const file = { id, folder: PHOTO_FOLDER_ID, type: 'image/jpeg', filename_download: `${id}.jpg`, title: id };
			await files.uploadOne(Readable.from([jpeg]), file, undefined, { emitEvents: false });
		},
		async read(id) {
			const assets = new services.AssetsService(await options());
			const { stream } = await assets.getAsset(id, { transformationParams: {} });
			return stream;
		},
		async remove(ids) {
			const files = new services.FilesService(await options());
			await files.deleteMany([...ids]);
		},
	};
}
