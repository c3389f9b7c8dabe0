import { z } from 'zod';
import { CATEGORIES } from '../../constants/issues.ts';
import { COMPLAINT_POSTS, MAX_PUBLIC_PHOTOS, MAX_PUBLIC_TEXT, PUBLIC_KINDS } from '../../constants/public.ts';
import { text, uuid } from '../inputs/fields.ts';

/** Drawn at random on the telephone: long enough that nobody meets another's. */
export const phoneKey = z.string().regex(/^[\w-]{16,64}$/);

/** Empty is not given. */
const optional = (max: number) =>
	text(max)
		.nullish()
		.transform((value) => (value ? value : null));

export const publicReport = z.object({
	client_key: phoneKey,
	kind: z.enum(PUBLIC_KINDS),
	category: z.enum(CATEGORIES),
	title: optional(60),
	description: text(MAX_PUBLIC_TEXT, 1),
	about: z.enum(COMPLAINT_POSTS).nullish(),
	name: optional(40),
	contact: optional(80),
	photos: z.array(uuid).max(MAX_PUBLIC_PHOTOS).nullish(),
	proof: z.unknown().optional(),
});

export const publicMeToo = z.object({ client_key: phoneKey, proof: z.unknown().optional() });

export const publicAnswer = z.object({
	receipt: z.unknown(),
	solved: z.boolean(),
	rating: z.number().int().min(1).max(5).nullish(),
	note: optional(500),
});
