import { holdPerson } from '../../database/staff.ts';
import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { COLLECTIONS } from '../../constants/collections.ts';
import { deferForeignKeys } from '../../database/column-values.ts';
import { type EmergencyPlace, findEmergencyPlace } from '../../database/emergencies.ts';
import { findFacilitiesOn, holdFacilities, markSeen } from '../../database/facilities.ts';
import { findOpenIssues } from '../../database/open-issues.ts';
import { type Duty, findDuty, settleDuty } from '../../database/patrol-duties.ts';
import { countPatrolsSince, findChecklist, findPatrol, findRoomsOf } from '../../database/patrols.ts';
import { clockTime, dateAt } from '../../domain/calendar.ts';
import { judgeWalk } from '../../domain/patrol.ts';
import { type Actor, authorityOver } from '../../domain/scope.ts';
import { GridForbiddenError, GridPatrolError, GridTooManyError } from '../../errors/index.ts';
import type { PatrolRow } from '../../types/schema.ts';
import { type ParsedPatrol, patrolInput } from '../inputs/patrol.ts';
import { parseInput, wrongField } from '../parse-input.ts';
import { linkPhotos } from '../photos/link-photos.ts';
import { alreadyReceived, refusal } from '../refuse.ts';
import { keepFindings, keepScores, type Walked } from './keep-findings.ts';
import { readFindings } from './read-findings.ts';
import { ringOfWalk } from './ring-facilities.ts';

const HOUR_MS = 3_600_000;
/** A phone that comes back from a day without network has no more. */
const MOST_WALKS_AN_HOUR = 120;

/**
 * Takes a walk in the transaction in which Directus inserts it (DOMAIN.md 4): the walk that was owed is settled, rooms
 * get their score, facilities their state, and what could not be handled on the spot becomes an issue with its photos.
 * Nothing of what was seen is lost: a walk that nobody owed, or that comes too late to count, is recorded all the same.
 * @throws GRID_* errors; nothing has been written then
 */
export async function recordPatrol(trx: Knex, actor: Actor, payload: object, now: Date): Promise<Partial<PatrolRow>> {
	const { language, user } = actor;
	const input = parseInput(patrolInput, payload, language);
	const place = user === null ? null : await findEmergencyPlace(trx, input.grid);
	const authority = place === null ? null : authorityOver(actor, place);
	if (user === null || place === null || authority === null || authority.kind === 'none')
		throw refusal(GridForbiddenError, language, 'errors.GRID_FORBIDDEN');
	// The same walk twice at the same moment: the second waits here, and finds the first.
	await holdPerson(trx, user);
	await refuseRepetition(trx, actor, user, input, place);
	await refuseHaste(trx, actor, user, now);
	const duty = input.duty ? await findOwnDuty(trx, actor, user, input.duty, place, now) : null;
	const { found, seen, rooms: walked } = await read(trx, actor, input, place, now);

	await deferForeignKeys(trx);
	const id = randomUUID();
	const scope = scopeOf(place);
	const walk: Walked = { id, actor: { ...actor, user }, place, scope, now };
	const kind = await settle(trx, duty, id, now);
	const issues = await keepFindings(trx, walk, found);
	for (const { facility, state, expiresOn } of seen)
		await markSeen(trx, facility.id, { state, at: now, expiresOn, issue: issues.get(facility.id) });
	await ringOfWalk(trx, walk, seen);
	const scores = await keepScores(trx, walk, walked, found);
	await linkPhotos(trx, actor, input.photos ?? [], { collection: COLLECTIONS.patrols, item: id }, now);
	return {
		id,
		client_key: input.client_key,
		duty: duty?.id ?? null,
		grid: place.id,
		started_at: input.started_at ?? null,
		finished_at: input.finished_at ?? null,
		rooms: walked.map((room) => room.id),
		findings: input.findings ?? [],
		facilities: input.facilities ?? [],
		scores,
		note: input.note || null,
		photos: input.photos ?? [],
		kind,
		patrolled_by: user,
		patrolled_as: authority.position,
		received_at: now.toISOString(),
		found: found.length,
		raised: found.filter(({ issue }) => issue !== null).length,
		...scope,
	};
}

async function refuseHaste(trx: Knex, { language }: Actor, user: string, now: Date): Promise<void> {
	const walks = await countPatrolsSince(trx, user, new Date(now.getTime() - HOUR_MS));
	if (walks >= MOST_WALKS_AN_HOUR)
		throw refusal(GridTooManyError, language, 'errors.GRID_TOO_MANY.walks', { count: MOST_WALKS_AN_HOUR });
}

/** What was seen, against what there is; the facilities are held until the walk is kept. */
async function read(
	trx: Knex,
	{ language }: Actor,
	input: ParsedPatrol,
	place: EmergencyPlace,
	now: Date,
): Promise<ReturnType<typeof readFindings>> {
	await holdFacilities(
		trx,
		(input.facilities ?? []).map(({ facility }) => facility),
	);
	const rooms = await findRoomsOf(trx, place.id);
	const checklist = await findChecklist(trx, place.college, place.level);
	const facilities = await findFacilitiesOn(trx, place);
	const known = await findOpenIssues(
		trx,
		facilities.flatMap(({ issue }) => issue ?? []),
	);
	const today = dateAt(now, place.timeZone);
	return readFindings(input, { rooms, checklist, facilities, known, today }, language);
}

function scopeOf(place: EmergencyPlace): Walked['scope'] {
	return {
		college: place.college,
		building: place.level === 1 ? place.id : (place.building ?? 0),
		floor: place.level === 2 ? place.id : place.floor,
		unit: place.level === 3 ? place.id : null,
	};
}

async function findOwnDuty(
	trx: Knex,
	actor: Actor,
	user: string,
	id: number,
	place: EmergencyPlace,
	now: Date,
): Promise<Duty> {
	const duty = await findDuty(trx, id);
	// A walk of everybody is each one's own.
	if (duty === null || duty.grid !== place.id || (duty.person !== null && duty.person !== user))
		throw wrongField(actor.language, 'duty');
	if (judgeWalk(duty, now).kind === 'early') {
		const values = { starts: clockTime(duty.startsAt, place.timeZone) };
		throw refusal(GridPatrolError, actor.language, 'errors.GRID_PATROL.early', values, {
			starts_at: duty.startsAt.toISOString(),
		});
	}
	return duty;
}

/** What the walk counts as; of two at the same moment the first settles what was owed, and the other was free. */
async function settle(trx: Knex, duty: Duty | null, patrol: string, now: Date): Promise<'on_time' | 'late' | 'free'> {
	const verdict = duty === null ? 'missed' : judgeWalk(duty, now).kind;
	if (duty === null || (verdict !== 'on_time' && verdict !== 'late')) return 'free';
	const state = verdict === 'on_time' ? 'done' : 'late';
	return (await settleDuty(trx, duty.id, { state, patrol, at: now })) ? verdict : 'free';
}

async function refuseRepetition(
	trx: Knex,
	actor: Actor,
	user: string,
	input: ParsedPatrol,
	place: EmergencyPlace,
): Promise<void> {
	const earlier = await findPatrol(trx, { patrolled_by: user, client_key: input.client_key });
	if (earlier === null) return;
	if (earlier.grid !== place.id) throw wrongField(actor.language, 'client_key');
	throw alreadyReceived(actor.language, { id: earlier.id, at: earlier.receivedAt, timeZone: place.timeZone });
}
