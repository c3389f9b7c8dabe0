import { z } from 'zod';
import { MAX_PHOTOS_A_ROW } from '../../constants/photos.ts';
import { withoutUnseen } from '../../domain/plain-text.ts';

/** What the inputs are made of: each as Directus and the pages send it, and as the columns take it. */

/** Directus sends a relation as its key, or as an object that holds the key. */
export const keyed = <Key extends z.ZodType>(key: Key) =>
	z.preprocess((value) => (typeof value === 'object' && value !== null && 'id' in value ? value.id : value), key);

/** As it is stored: on PostgreSQL capitals would find a row and then differ from its key. */
export const uuid = z.uuid().toLowerCase();

/** What an integer column holds; PostgreSQL does not compare it with more. */
export const MOST_KEY = 2_147_483_647;
export const integerKey = keyed(z.coerce.number().int().positive().max(MOST_KEY));
export const anyMoment = z.iso.datetime({ offset: true, local: true });
/** A phone may think that it is 1970; PostgreSQL knows no year 0. */
const EARLIEST = Date.UTC(1900);
export const isOfACentury = (value: string) => !(Date.parse(value) < EARLIEST);
export const moment = anyMoment.refine(isOfACentury).nullish();
/** Held against the night's own span, which says whose it is. */
export const returnMoment = anyMoment.nullish();
/** What comes with pasted texts unseen is left out: a report is not refused for what its writer cannot see. */
export const text = (max: number, min = 0) =>
	z.string().transform(withoutUnseen).pipe(z.string().trim().min(min).max(max));
/** A key is compared as it was sent: nothing is left out of it. */
export const clientKey = z
	.string()
	.trim()
	.min(8)
	.max(64)
	.refine((value) => value === withoutUnseen(value));
export const shortText = text(255).nullish();

/** Photos that the same person has sent before (services/photos). */
export const photoList = z.array(z.string().max(64)).max(MAX_PHOTOS_A_ROW).nullish();
