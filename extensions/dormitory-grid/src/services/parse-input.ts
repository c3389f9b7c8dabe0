import { ACTOR_STEPS, CATEGORIES, ISSUE_KINDS, SEVERITIES } from '../constants/issues.ts';
import { z } from 'zod';
import type { Language } from '../constants/languages.ts';

import { GridInvalidInputError } from '../errors/index.ts';
import { isTextKey, say, sayList } from '../lang/say.ts';
import { ACTIVITY_KINDS, ACTIVITY_OUTCOMES } from '../domain/activity.ts';
import { FACILITY_STATES } from '../domain/facility.ts';
import { MAX_PHOTOS_A_ROW } from '../constants/photos.ts';
import { withoutUnseen } from '../domain/plain-text.ts';
import { refusal } from './refuse.ts';

/** Parses unknown input at the boundary; what is wrong is said by field, all of it at once. */
export function parseInput<Output>(schema: z.ZodType<Output>, input: unknown, language: Language): Output {
	const result = schema.safeParse(input, { reportInput: true });
	if (result.success) return result.data;
	const issues = result.error.issues.map((issue) => {
		const path = issue.path.join('.');
		const missing = issue.code === 'invalid_type' && issue.input === undefined;
		return {
			path,
			message: say(language, missing ? 'field.required' : 'field.wrong', { field: fieldLabel(language, path) }),
		};
	});
	throw invalidInput(language, issues);
}

export function invalidInput(language: Language, issues: readonly { path: string; message: string }[]): Error {
	const text = sayList(
		language,
		issues.map((issue) => issue.message),
	);
	return refusal(GridInvalidInputError, language, 'errors.GRID_INVALID_INPUT', { issues: text }, { issues });
}

export function missingField(language: Language, field: string): Error {
	const message = say(language, 'field.required', { field: fieldLabel(language, field) });
	return invalidInput(language, [{ path: field, message }]);
}

export function wrongField(language: Language, field: string): Error {
	return invalidInput(language, [
		{ path: field, message: say(language, 'field.wrong', { field: fieldLabel(language, field) }) },
	]);
}

/** What a field is called in the forms; where it has no name of its own, its technical one. Of a list the line is said, too. */
export function fieldLabel(language: Language, path: string): string {
	const parts = path.split('.');
	const key = `field.name.${parts.at(-1)}`;
	const line = parts.findLast((part) => /^\d+$/.test(part));
	const name = isTextKey(key) ? say(language, key) : path;
	return line !== undefined && isTextKey(key) ? `${name} ${Number(line) + 1}` : name;
}

/** Directus sends a relation as its key, or as an object that holds the key. */
const keyed = <Key extends z.ZodType>(key: Key) =>
	z.preprocess((value) => (typeof value === 'object' && value !== null && 'id' in value ? value.id : value), key);

/** As it is stored: on PostgreSQL capitals would find a row and then differ from its key. */
export const uuid = z.uuid().toLowerCase();

/** What an integer column holds; PostgreSQL does not compare it with more. */
export const MOST_KEY = 2_147_483_647;
const integerKey = keyed(z.coerce.number().int().positive().max(MOST_KEY));
const anyMoment = z.iso.datetime({ offset: true, local: true });
/** A phone may think that it is 1970; PostgreSQL knows no year 0. */
const EARLIEST = Date.UTC(1900);
const moment = anyMoment.refine((value) => !(Date.parse(value) < EARLIEST)).nullish();
/** Held against the night's own span, which says whose it is. */
const returnMoment = anyMoment.nullish();
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
const shortText = text(255).nullish();

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

export const emergencyInput = z.object({
	client_key: clientKey,
	grid: integerKey,
	room: integerKey.nullish(),
	kind: z.enum(['injury', 'fire', 'conflict', 'missing', 'other']),
	note: text(2000).nullish(),
	students: z.array(integerKey).max(50).nullish(),
});
export type ParsedEmergency = z.infer<typeof emergencyInput>;

export const openingInput = z.object({ edition: integerKey });

export const checkResultInput = z.object({
	client_key: clientKey,
	night_check: integerKey,
	absent: z.array(integerKey).max(200).nullish(),
	note: shortText,
});

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

export const ackInput = z.object({
	client_key: clientKey,
	emergency: keyed(uuid),
	note: text(2000).nullish(),
});
/** Photos that the same person has sent before (services/photos). */
const photoList = z.array(z.string().max(64)).max(MAX_PHOTOS_A_ROW).nullish();

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
	held_at: anyMoment.refine((value) => !(Date.parse(value) < EARLIEST)).transform((value) => new Date(value)),
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

/** The key of a relation as the API may send it: a number, a digit string, or an object that holds one. */
export function readKey(value: unknown): number | null {
	const result = integerKey.safeParse(value);
	return result.success ? result.data : null;
}
