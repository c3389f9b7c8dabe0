import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { COLLECTIONS as C } from '../../constants/collections.ts';
import { chooseLanguage } from '../../constants/languages.ts';
import type { Position } from '../../constants/positions.ts';
import {
	type ActivityHead,
	type ActivityScope,
	findActivity,
	findCalled,
	findOutcome,
	holdActivity,
	markPresence,
} from '../../database/activities.ts';
import { type EmergencyPlace, findEmergencyPlace } from '../../database/emergencies.ts';
import { findLanguages } from '../../database/find-edition-lines.ts';
import { findTerms } from '../../database/find-student-nights.ts';
import { judgeDate, WRITTEN_WITHIN_DAYS } from '../../domain/activity.ts';
import { clockTime, dateAt, dayAndTime } from '../../domain/calendar.ts';
import { type Actor, authorityOver } from '../../domain/scope.ts';
import { GridActivityError, GridForbiddenError } from '../../errors/index.ts';
import { say } from '../../lang/say.ts';
import type { ActivityResultRow } from '../../types/schema.ts';
import { activityResultInput, type ParsedOutcome } from '../inputs/activity.ts';
import { type Message, notify } from '../notify.ts';
import { parseInput } from '../parse-input.ts';
import { linkPhotos } from '../photos/link-photos.ts';
import { alreadyReceived, refusal } from '../refuse.ts';

/**
 * What came of an activity that was called: who came, what was decided, or that it was cancelled and why. Once each; by
 * whoever answers for its grid or stands above it, visibly.
 * @throws GRID_* errors; nothing has been written then
 */
export async function recordOutcome(
	trx: Knex,
	actor: Actor,
	payload: object,
	now: Date,
): Promise<Partial<ActivityResultRow>> {
	const { language, user } = actor;
	const input = parseInput(activityResultInput, payload, language);
	await holdActivity(trx, input.activity);
	const activity = user === null ? null : await findActivity(trx, { id: input.activity });
	const place = activity === null ? null : await findEmergencyPlace(trx, activity.grid);
	const authority = place === null ? null : authorityOver(actor, place);
	if (user === null || activity === null || place === null || authority === null || authority.kind === 'none')
		throw refusal(GridForbiddenError, language, 'errors.GRID_FORBIDDEN');
	await refuseSecond(trx, { ...actor, user }, input, place);
	const terms = await findTerms(trx, place.college);
	const verdict = judgeDate(dateAt(activity.heldAt, place.timeZone), dateAt(now, place.timeZone), terms);
	if (verdict.kind === 'over') {
		const values = { term: verdict.term.name, date: verdict.term.ends_on, days: WRITTEN_WITHIN_DAYS };
		throw refusal(GridActivityError, language, 'errors.GRID_ACTIVITY.over', values, { reason: 'over' });
	}
	const people = await findCalled(trx, activity.id);
	const by = { ...actor, user };
	const row = await settleOutcome(trx, { actor: by, as: authority.position, place, activity, people, now }, input);
	return { ...row, client_key: input.client_key };
}

export interface Outcome {
	actor: Actor & { user: string };
	as: Position;
	place: EmergencyPlace;
	activity: Omit<ActivityHead, 'receivedAt'>;
	/** Who was called. */
	people: readonly string[];
	now: Date;
}

/** Judges an outcome, marks who came and takes its photos; the row itself is the caller's to insert. */
export async function settleOutcome(
	trx: Knex,
	{ actor, as, place, activity, people, now }: Outcome,
	input: ParsedOutcome,
): Promise<Partial<ActivityResultRow>> {
	const { language } = actor;
	const held = input.outcome === 'held';
	const refuse = (reason: 'early' | 'not_called' | 'decided' | 'reason', values = {}) =>
		refusal(GridActivityError, language, `errors.GRID_ACTIVITY.${reason}`, values, { reason });
	if (held && activity.heldAt > now) throw refuse('early', { starts: dayAndTime(activity.heldAt, place.timeZone) });
	if (held && activity.kind === 'meeting' && !input.decided) throw refuse('decided');
	if (!held && !input.note) throw refuse('reason');
	const came = held ? [...new Set(input.came)] : [];
	const strangers = came.filter((person) => !people.includes(person));
	if (strangers.length > 0) throw refuse('not_called', { count: strangers.length });

	const id = randomUUID();
	if (held) await markPresence(trx, activity.id, came);
	else if (activity.heldAt > now) await tellCancelled(trx, { actor, place, activity, people, now }, input.note ?? '');
	const photos = held ? (input.photos ?? []) : [];
	await linkPhotos(trx, actor, photos, { collection: C.activityResults, item: id }, now);
	return {
		id,
		activity: activity.id,
		outcome: input.outcome,
		came,
		students: held ? (input.students ?? null) : null,
		decided: (held && input.decided) || null,
		note: input.note || null,
		photos,
		recorded_by: actor.user,
		recorded_as: as,
		recorded_at: now.toISOString(),
		called_count: people.length,
		came_count: came.length,
		...scopeOf(place),
	};
}

export function scopeOf(place: EmergencyPlace): ActivityScope {
	return {
		college: place.college,
		building: place.level === 1 ? place.id : place.building,
		floor: place.level === 2 ? place.id : place.floor,
		unit: place.level === 3 ? place.id : null,
	};
}

async function tellCancelled(
	trx: Knex,
	{ actor, place, activity, people, now }: Omit<Outcome, 'as'>,
	reason: string,
): Promise<void> {
	const others = people.filter((person) => person !== actor.user);
	const languages = await findLanguages(trx, others);
	const messages = others.map((person): Message => {
		const language = chooseLanguage(languages.get(person));
		const kind = say(language, `activity.kind.${activity.kind}`);
		const values = { kind, title: activity.title, at: dayAndTime(activity.heldAt, place.timeZone), reason };
		return {
			key: `activity:${activity.id}:cancelled:${person}`,
			college: place.college,
			night: null,
			kind: 'activity',
			recipient: person,
			subject: say(language, 'activity.cancelled.subject', values),
			message: say(language, 'activity.cancelled', values),
			mail: false,
		};
	});
	await notify(trx, { now, messages });
}

async function refuseSecond(
	trx: Knex,
	{ user, language }: Actor & { user: string },
	input: { activity: string; client_key: string },
	place: EmergencyPlace,
): Promise<void> {
	const earlier = await findOutcome(trx, input.activity);
	if (earlier === null) return;
	if (earlier.recordedBy === user && earlier.clientKey === input.client_key)
		throw alreadyReceived(language, { id: earlier.id, at: earlier.recordedAt, timeZone: place.timeZone });
	const details = { id: earlier.id, received_at: earlier.recordedAt.toISOString() };
	const values = { name: earlier.name, time: clockTime(earlier.recordedAt, place.timeZone) };
	throw refusal(GridActivityError, language, 'errors.GRID_ACTIVITY.closed', values, { reason: 'closed', ...details });
}
