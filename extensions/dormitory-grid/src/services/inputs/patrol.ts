import { z } from 'zod';
import { FACILITY_STATES } from '../../domain/facility.ts';
import { clientKey, integerKey, moment, photoList, shortText } from './fields.ts';

/** What one walk can tell of. */
export const MOST_FINDINGS = 50;
export const MOST_FACILITIES = 200;

export const patrolInput = z.object({
	client_key: clientKey,
	duty: integerKey.nullish(),
	grid: integerKey,
	started_at: moment,
	finished_at: moment,
	rooms: z.array(integerKey).max(300).nullish(),
	findings: z
		.array(
			z.object({
				item: integerKey.nullish(),
				room: integerKey.nullish(),
				what: shortText,
				settled: z.boolean(),
				hazard: z.boolean().nullish(),
				photos: photoList,
			}),
		)
		.max(MOST_FINDINGS)
		.nullish(),
	facilities: z
		.array(
			z.object({
				facility: integerKey,
				state: z.enum(FACILITY_STATES),
				expires_on: z.iso.date().nullish(),
				what: shortText,
				photos: photoList,
			}),
		)
		.max(MOST_FACILITIES)
		.nullish(),
	note: shortText,
	photos: photoList,
});
export type ParsedPatrol = z.infer<typeof patrolInput>;
