import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import { mustReadMoment, readNumber } from './column-values.ts';

/** Whose photo it is: a person's, or a stranger's by the key under which the public channel knows him. */
export type PhotoOwner = { user: string } | { key: string };

export interface PhotoLink {
	collection: string;
	item: string;
}

const columnsOf = (owner: PhotoOwner) =>
	'user' in owner ? { uploaded_by: owner.user } : { upload_key: owner.key, uploaded_by: null };

/** The row comes before the file, so that attempts count, too, and two at once cannot both be the last that is allowed. */
export async function claimPhoto(
	db: Knex,
	owner: PhotoOwner,
	claim: { id: string; college: number | null; at: Date },
): Promise<void> {
	const { id, college, at } = claim;
	await db(COLLECTIONS.photos).insert({ id, college, uploaded_at: at, ...columnsOf(owner) });
}

export async function dropClaim(db: Knex, id: string): Promise<void> {
	await db(COLLECTIONS.photos).where({ id }).delete();
}

export async function countPhotosSince(db: Knex, owner: PhotoOwner, since: Date): Promise<number> {
	const row = await db(COLLECTIONS.photos)
		.where(columnsOf(owner))
		.where('uploaded_at', '>', since)
		.count({ photos: '*' })
		.first();
	return readNumber(row?.['photos']);
}

/** From here on it can be linked: the file is there. */
export async function finishPhoto(
	db: Knex,
	id: string,
	picture: { bytes: number; width: number; height: number },
): Promise<void> {
	await db(COLLECTIONS.photos).where({ id }).update(picture);
}

/** @returns how many of them were the owner's, whole, and not linked yet */
export async function linkOwnPhotos(
	trx: Knex,
	owner: PhotoOwner,
	ids: readonly string[],
	link: PhotoLink & { at: Date },
): Promise<number> {
	return await trx(COLLECTIONS.photos)
		.whereIn('id', [...ids])
		.where(columnsOf(owner))
		.whereNull('linked_collection')
		.whereNotNull('width')
		.update({ linked_collection: link.collection, linked_item: link.item, linked_at: link.at });
}

export interface PhotoHead {
	id: string;
	uploadedBy: string | null;
	link: PhotoLink | null;
}

/** A photo whose file is there. */
export async function findPhoto(db: Knex, id: string): Promise<PhotoHead | null> {
	const row = await db(COLLECTIONS.photos)
		.where({ id })
		.whereNotNull('width')
		.first('id', 'uploaded_by', 'linked_collection', 'linked_item');
	if (!row) return null;
	const link =
		row.linked_collection === null || row.linked_item === null
			? null
			: { collection: row.linked_collection, item: row.linked_item };
	return { id: row.id, uploadedBy: row.uploaded_by, link };
}

/** Photos of rows of one collection, each row's in the order in which they were taken in; by the row's key as text. */
export async function findPhotosOf(
	db: Knex,
	collection: string,
	items: readonly (string | number)[],
): Promise<Map<string, string[]>> {
	const rows = await db(COLLECTIONS.photos)
		.where({ linked_collection: collection })
		.whereIn('linked_item', items.map(String))
		.orderBy(['uploaded_at', 'id'])
		.select('id', 'linked_item');
	const photos = new Map<string, string[]>();
	for (const row of rows) photos.set(row.linked_item, [...(photos.get(row.linked_item) ?? []), row.id]);
	return photos;
}

/** What nobody has made use of since a moment; whoever links one at this instant wins or is told that it is not there. */
export async function dropUnlinkedPhotos(db: Knex, before: Date): Promise<void> {
	await db(COLLECTIONS.photos).whereNull('linked_collection').where('uploaded_at', '<', before).delete();
}

/** Files of the photos' folder that no row stands for, older than a moment: of an upload that was cut off, or of a row that was dropped. */
export async function findOrphanFiles(
	db: Knex,
	folder: string,
	{ before, limit }: { before: Date; limit: number },
): Promise<string[]> {
	const rows = await db('directus_files as f')
		.leftJoin(`${COLLECTIONS.photos} as p`, 'p.id', 'f.id')
		.where('f.folder', folder)
		.whereNull('p.id')
		.orderBy('f.created_on')
		.limit(limit)
		.select('f.id', 'f.created_on');
	return rows.filter((row) => mustReadMoment(row.created_on) < before).map((row) => row.id);
}
