import { z } from 'zod';
import { integerKey, keyed, shortText, text, uuid } from './fields.ts';

export const assignmentInput = z.object({
	person: keyed(uuid),
	position: z.string(),
	grid: integerKey.nullish(),
	room: integerKey.nullish(),
	department: integerKey.nullish(),
	college: integerKey.nullish(),
	stand_in: z.boolean().nullish(),
	starts_on: z.iso.date(),
	ends_on: z.iso.date().nullish(),
});

export const endingInput = z.object({
	assignment: keyed(uuid),
	last_day: z.iso.date(),
	how: z.enum(['resigned', 'term_end', 'replaced', 'moved']).nullish(),
	reason: text(2000).nullish(),
});

export const leaveInput = z.object({
	student: integerKey,
	starts_at: z.iso.datetime({ offset: true, local: true }),
	ends_at: z.iso.datetime({ offset: true, local: true }),
	reason: shortText,
});

export const leaveChange = z.object({ state: z.enum(['approved', 'cancelled']) });

export const stayInput = z.object({ period: integerKey, student: integerKey, note: shortText });
