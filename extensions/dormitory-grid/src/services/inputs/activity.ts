import { z } from 'zod';
import { ACTIVITY_KINDS, ACTIVITY_OUTCOMES } from '../../domain/activity.ts';
import { anyMoment, clientKey, integerKey, isOfACentury, keyed, photoList, text, uuid } from './fields.ts';

const outcomeFields = {
	outcome: z.enum(ACTIVITY_OUTCOMES),
	came: z.array(uuid).max(500).nullish(),
	students: z.number().int().min(0).max(10_000).nullish(),
	decided: text(4000).nullish(),
	note: text(2000).nullish(),
	photos: photoList,
};
export type ParsedOutcome = z.infer<z.ZodObject<typeof outcomeFields>>;

/** A new activities row; `outcome` where it has been held already. */
export const activityInput = z.object({
	client_key: clientKey,
	grid: integerKey,
	kind: z.enum(ACTIVITY_KINDS),
	held_at: anyMoment.refine(isOfACentury).transform((value) => new Date(value)),
	title: text(120, 1),
	place: text(120).nullish(),
	note: text(4000).nullish(),
	called: z.array(uuid).max(500).nullish(),
	outcome: z.object(outcomeFields).nullish(),
});
export type ParsedActivity = z.infer<typeof activityInput>;

export const activityResultInput = z.object({
	client_key: clientKey,
	activity: keyed(uuid),
	...outcomeFields,
});
