import { z } from 'zod';
import { ACTOR_STEPS, CATEGORIES, ISSUE_KINDS, SEVERITIES } from '../../constants/issues.ts';
import { MAX_PHOTOS_A_ROW } from '../../constants/photos.ts';
import { clientKey, integerKey, keyed, moment, text, uuid } from './fields.ts';

const photoIds = z.array(uuid).max(MAX_PHOTOS_A_ROW).nullish();
const dueMoment = moment.transform((value) => (value ? new Date(value) : null));

/** A new issue_steps row: the report that opens an issue, or a step on one. What the server sets is ignored when it is sent along. */
export const issueStepInput = z.discriminatedUnion('kind', [
	z.object({
		kind: z.literal('report'),
		client_key: clientKey,
		title: text(120, 1),
		note: text(4000).nullish(),
		issue_kind: z.enum(ISSUE_KINDS).exclude(['emergency']).nullish(),
		category: z.enum(CATEGORIES),
		severity: z.enum(SEVERITIES).nullish(),
		grid: integerKey,
		room: integerKey.nullish(),
		about: keyed(uuid).nullish(),
		until: dueMoment,
		photos: photoIds,
	}),
	z.object({
		kind: z.enum(ACTOR_STEPS),
		client_key: clientKey,
		issue: integerKey,
		seen: z.number().int().min(0).nullish(),
		note: text(4000).nullish(),
		until: dueMoment,
		to_level: z.number().int().min(0).max(3).nullish(),
		to_office: integerKey.nullish(),
		into: integerKey.nullish(),
		solved: z.boolean().nullish(),
		rating: z.number().int().min(1).max(5).nullish(),
		photos: photoIds,
	}),
]);
export type ParsedIssueStep = z.infer<typeof issueStepInput>;
