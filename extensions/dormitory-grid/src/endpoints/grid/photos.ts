import { pipeline } from 'node:stream/promises';
import type { Accountability } from '@directus/types';
import type { Request, Response, Router } from 'express';
import { ROUTES } from '../../constants/routes.ts';
import type { PhotoLink } from '../../database/photos.ts';
import { GridForbiddenError } from '../../errors/index.ts';
import { type FilesContext, createPhotoFiles, type PhotoFiles } from '../../services/photos/photo-files.ts';
import { isUuid } from '../../services/photos/link-photos.ts';
import { refusal } from '../../services/refuse.ts';
import { checkPhoto } from '../../services/photos/show-photo.ts';
import { storePhoto } from '../../services/photos/store-photo.ts';
import { ask, path } from './ask.ts';
import { withPhotoBody } from './read-photo.ts';

/** Photos come in one by one and are shown to whoever may read the row that they belong to. */
export function registerPhotos(router: Router, context: FilesContext): void {
	const db = context.database;
	const files = createPhotoFiles(context);
	router.post(
		path(ROUTES.photos),
		ask(db, async ({ actor, college, now }, req, res) => {
			const { user, language } = actor;
			if (user === null || college === null) throw refusal(GridForbiddenError, language, 'errors.GRID_FORBIDDEN');
			const stored = await withPhotoBody(
				req,
				{ sender: user, language },
				async (bytes) => await storePhoto(db, files, { user, language, college }, bytes, now),
			);
			res.status(201).json(stored);
		}),
	);
	router.get(
		path(`${ROUTES.photos}/:id`),
		ask(db, async ({ actor }, req, res) => {
			const id = String(req.params['id']).toLowerCase();
			if (!isUuid(id)) throw refusal(GridForbiddenError, actor.language, 'errors.GRID_FORBIDDEN');
			await checkPhoto(db, actor, id, async (link) => await reads(context, req, link));
			await sendPhoto(req, res, files, id);
		}),
	);
}

/** The permission table is the only place that says who reads a row: Directus is asked for it under the asker's own rights. */
async function reads({ services, getSchema, database }: FilesContext, req: Request, link: PhotoLink): Promise<boolean> {
	const { accountability } = req as Request & { accountability?: Accountability };
	if (!accountability?.user) return false;
	const rows = new services.ItemsService(link.collection, {
		knex: database,
		schema: await getSchema(),
		accountability,
	});
	try {
		const found = await rows.readByQuery({ filter: { id: { _eq: link.item } }, fields: ['id'], limit: 1 });
		return found.length > 0;
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'FORBIDDEN') return false;
		throw error;
	}
}

/**
 * Sends a photo that may be seen. A browser keeps it and asks each time whether it may still show it: phones are shared,
 * and posts end. Opened by itself it is a document without any right.
 */
export async function sendPhoto(req: Request, res: Response, files: PhotoFiles, id: string): Promise<void> {
	const tag = `"${id}"`;
	res.set({
		'Cache-Control': 'private, no-cache',
		ETag: tag,
		'Content-Type': 'image/jpeg',
		'Content-Disposition': `inline; filename="${id}.jpg"`,
		'X-Content-Type-Options': 'nosniff',
		'Content-Security-Policy': "default-src 'none'; sandbox",
		'Cross-Origin-Resource-Policy': 'same-origin',
	});
	if (req.get('if-none-match')?.includes(tag)) return void res.status(304).end();
	try {
		await pipeline(await files.read(id), res);
	} catch (error) {
		// Whoever has gone wants no answer.
		if (!res.headersSent && !res.destroyed) throw error;
	}
}
