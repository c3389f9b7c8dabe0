import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { chooseLanguage } from '../../constants/languages.ts';
import {
	countActivitiesSince,
	findActivity,
	findStaffWithin,
	insertCalled,
	insertOutcome,
	type StaffOnPost,
} from '../../database/activities.ts';
import { deferForeignKeys } from '../../database/column-values.ts';
import { type EmergencyPlace, findEmergencyPlace } from '../../database/emergencies.ts';
import { findLanguages } from '../../database/find-edition-lines.ts';
import { findTerms } from '../../database/find-student-nights.ts';
import { holdPerson } from '../../database/staff.ts';
import { judgeCalled, judgeDate, kindsOn, WRITTEN_WITHIN_DAYS } from '../../domain/activity.ts';
import { dateAt, dayAndTime } from '../../domain/calendar.ts';
import { type Actor, authorityOver } from '../../domain/scope.ts';
import { GridActivityError, GridForbiddenError, GridTooManyError } from '../../errors/index.ts';
import { say } from '../../lang/say.ts';
import type { ActivityRow } from '../../types/schema.ts';
import { activityInput, type ParsedActivity } from '../inputs/activity.ts';
import { type Message, notify } from '../notify.ts';
import { parseInput, wrongField } from '../parse-input.ts';
import { alreadyReceived, refusal } from '../refuse.ts';
import { scopeOf, settleOutcome } from './record-outcome.ts';

/** Each tells up to a building's staff. */
const MOST_A_DAY = 30;
const DAY_MS = 86_400_000;

/**
 * A meeting or activity, called ahead or written down afterwards (DOMAIN.md 2), in the transaction in which Directus
 * inserts it: who holds it there, in which term, and whom it calls; whoever is called to what is to come is told.
 * @throws GRID_* errors; nothing has been written then
 */
export async function recordActivity(
	trx: Knex,
	actor: Actor,
	payload: object,
	now: Date,
): Promise<Partial<ActivityRow>> {
	const { language, user } = actor;
	const input = parseInput(activityInput, payload, language);
	const place = user === null ? null : await findEmergencyPlace(trx, input.grid);
	const authority = place === null ? null : authorityOver(actor, place);
	if (user === null || place === null || authority === null || authority.kind === 'none')
		throw refusal(GridForbiddenError, language, 'errors.GRID_FORBIDDEN');
	await holdPerson(trx, user);
	await refuseRepetition(trx, { ...actor, user }, input, place);
	if (!kindsOn(place.level).includes(input.kind)) {
		const values = { code: place.code };
		throw refusal(GridActivityError, language, 'errors.GRID_ACTIVITY.level', values, { reason: 'level' });
	}
	const heldOn = dateAt(input.held_at, place.timeZone);
	const term = await findTermOf(trx, actor, place, { heldOn, now });
	const called = await findCalledStaff(trx, actor, input, place, heldOn);
	await refuseTooMany(trx, actor, user, now);

	await deferForeignKeys(trx);
	const id = randomUUID();
	const scope = scopeOf(place);
	await insertCalled(trx, id, called, scope);
	const activity = { id, grid: place.id, kind: input.kind, title: input.title, heldAt: input.held_at };
	if (input.outcome) {
		const by = { ...actor, user };
		const people = called.map(({ person }) => person);
		const row = await settleOutcome(
			trx,
			{ actor: by, as: authority.position, place, activity, people, now },
			input.outcome,
		);
		await insertOutcome(trx, { ...row, client_key: id, recorded_at: now });
	} else if (input.held_at > now) {
		await tellCalled(trx, actor, { id, input, place, called, now });
	}
	return {
		id,
		client_key: input.client_key,
		grid: place.id,
		kind: input.kind,
		held_at: input.held_at.toISOString(),
		title: input.title,
		place: input.place || null,
		note: input.note || null,
		called: called.map(({ person }) => person),
		outcome: input.outcome ?? null,
		held_on: heldOn,
		term,
		held_by: user,
		held_as: authority.position,
		received_at: now.toISOString(),
		...scope,
	};
}

async function findTermOf(
	trx: Knex,
	{ language }: Actor,
	place: EmergencyPlace,
	{ heldOn, now }: { heldOn: string; now: Date },
): Promise<number> {
	const terms = await findTerms(trx, place.college);
	const verdict = judgeDate(heldOn, dateAt(now, place.timeZone), terms);
	switch (verdict.kind) {
		case 'fits':
			return verdict.term.id;
		case 'no_term':
			throw refusal(
				GridActivityError,
				language,
				'errors.GRID_ACTIVITY.no_term',
				{ date: heldOn },
				{ reason: 'no_term' },
			);
		case 'over': {
			const { name, ends_on } = verdict.term;
			const values = { term: name, date: ends_on, days: WRITTEN_WITHIN_DAYS };
			throw refusal(GridActivityError, language, 'errors.GRID_ACTIVITY.over', values, { reason: 'over' });
		}
	}
}

/** Whom it calls, each once, by the highest post that the person holds there that day. */
async function findCalledStaff(
	trx: Knex,
	{ language }: Actor,
	input: ParsedActivity,
	place: EmergencyPlace,
	heldOn: string,
): Promise<StaffOnPost[]> {
	const asked = [...new Set(input.called)];
	const staff = asked.length > 0 || input.kind === 'meeting' ? await findStaffWithin(trx, place.id, heldOn) : [];
	const verdict = judgeCalled(input.kind, asked, staff);
	switch (verdict.kind) {
		case 'fits':
			return asked.flatMap((person) => staff.find((one) => one.person === person) ?? []);
		case 'not_on_post': {
			const values = { count: verdict.people.length, code: place.code };
			const details = { reason: 'not_on_post', people: verdict.people };
			throw refusal(GridActivityError, language, 'errors.GRID_ACTIVITY.not_on_post', values, details);
		}
		case 'nobody_below': {
			const details = { reason: 'nobody_below' };
			throw refusal(GridActivityError, language, 'errors.GRID_ACTIVITY.nobody_below', {}, details);
		}
	}
}

async function tellCalled(
	trx: Knex,
	actor: Actor,
	told: { id: string; input: ParsedActivity; place: EmergencyPlace; called: readonly StaffOnPost[]; now: Date },
): Promise<void> {
	const { id, input, place, called, now } = told;
	const people = called.map(({ person }) => person).filter((person) => person !== actor.user);
	const languages = await findLanguages(trx, people);
	const messages = people.map((person): Message => {
		const language = chooseLanguage(languages.get(person));
		const values = {
			kind: say(language, `activity.kind.${input.kind}`),
			title: input.title,
			at: dayAndTime(input.held_at, place.timeZone),
			by: actor.name,
			code: place.code,
			place: input.place || say(language, 'activity.called.no_place'),
		};
		const lead = say(language, 'activity.called', values);
		return {
			key: `activity:${id}:${person}`,
			college: place.college,
			night: null,
			kind: 'activity',
			recipient: person,
			subject: say(language, 'activity.called.subject', values),
			message: input.note ? `${lead}\n${input.note}` : lead,
			mail: false,
		};
	});
	await notify(trx, { now, messages });
}

async function refuseRepetition(
	trx: Knex,
	{ user, language }: Actor & { user: string },
	input: ParsedActivity,
	place: EmergencyPlace,
): Promise<void> {
	const earlier = await findActivity(trx, { held_by: user, client_key: input.client_key });
	if (earlier === null) return;
	if (earlier.grid !== place.id) throw wrongField(language, 'client_key');
	throw alreadyReceived(language, { id: earlier.id, at: earlier.receivedAt, timeZone: place.timeZone });
}

async function refuseTooMany(trx: Knex, { language }: Actor, user: string, now: Date): Promise<void> {
	const count = await countActivitiesSince(trx, user, new Date(now.getTime() - DAY_MS));
	if (count >= MOST_A_DAY) throw refusal(GridTooManyError, language, 'errors.GRID_TOO_MANY.activities', { count });
}
