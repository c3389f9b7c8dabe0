import { z } from 'zod';
import { anyMoment, clientKey, integerKey, moment, returnMoment, shortText, text } from './fields.ts';

/**
 * A new night_submissions row as its actor may write it; what the server sets is ignored when it is sent along.
 * Night, grid and key are required here and not by the columns: Directus would build a schema of checks for each such
 * column at every create, a twentieth of what a report costs.
 */
export const submissionInput = z.object({
	client_key: clientKey,
	night: integerKey,
	grid: integerKey,
	rooms: z
		.array(z.object({ room: integerKey, present: z.number().int().min(0).max(1000) }))
		.max(200)
		.nullish(),
	entries: z
		.array(
			z.object({
				student: integerKey,
				kind: z.enum(['late_return', 'not_returned', 'on_leave']),
				returned_at: returnMoment,
				reason: shortText,
			}),
		)
		.max(2000)
		.nullish(),
	gaps: z.array(integerKey).max(5000).nullish(),
	reason: shortText,
	note: shortText,
	seen_at: moment,
	sent_at: moment,
	// Only measured, never kept: the clock of no century is none, and no reason to refuse a report.
	phone_clock: anyMoment.nullish(),
});
export type ParsedSubmission = z.infer<typeof submissionInput>;

export const rehearsalInput = z.object({
	college: integerKey.nullish(),
	root: integerKey.nullish(),
	opens_at: moment,
	closes_at: z.iso.datetime({ offset: true, local: true }),
	note: shortText,
});

export const followupInput = z.object({
	client_key: clientKey.nullish(),
	night: integerKey,
	student: integerKey,
	kind: z.enum(['contacted', 'not_reached', 'back', 'handed_over', 'reopened']),
	returned_at: returnMoment,
	handed_to: shortText,
	note: shortText,
});
export type ParsedFollowup = z.infer<typeof followupInput>;

export const handbackInput = z.object({
	client_key: clientKey,
	night: integerKey,
	grid: integerKey,
	reason: text(255, 1),
});
export type ParsedHandback = z.infer<typeof handbackInput>;

export const openingInput = z.object({ edition: integerKey });

export const checkResultInput = z.object({
	client_key: clientKey,
	night_check: integerKey,
	absent: z.array(integerKey).max(200).nullish(),
	note: shortText,
});
