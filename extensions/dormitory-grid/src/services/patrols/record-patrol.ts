import { holdPerson } from '../../database/staff.ts';
import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { COLLECTIONS } from '../../constants/collections.ts';
import { deferForeignKeys } from '../../database/column-values.ts';
import { type EmergencyPlace, findEmergencyPlace } from '../../database/emergencies.ts';
import { findFacilitiesOn, holdFacilities, markSeen } from '../../database/facilities.ts';
import { countRaisedSince } from '../../database/issues.ts';
import { findOpenIssues } from '../../database/open-issues.ts';
import { type Duty, findDuty, settleDuty } from '../../database/patrol-duties.ts';
import {
	countPatrolsSince,
	findChecklist,
	findPatrol,
	findRoomsOf,
	insertFindings,
	keepRoomScores,
} from '../../database/patrols.ts';
import { clockTime, dateAt } from '../../domain/calendar.ts';
import { judgeWalk, roomScore } from '../../domain/patrol.ts';
import { type Actor, authorityOver } from '../../domain/scope.ts';
import { GridAlreadyReceivedError, GridForbiddenError, GridPatrolError, GridTooManyError } from '../../errors/index.ts';
import { say } from '../../lang/say.ts';
import type { PatrolRow } from '../../types/schema.ts';
import { type IssueReport, openIssues } from '../issues/open-issue.ts';
import {
	MOST_FACILITIES,
	MOST_FINDINGS,
	parseInput,
	type ParsedPatrol,
	patrolInput,
	wrongField,
} from '../parse-input.ts';
import { linkPhotos } from '../photos/link-photos.ts';
import { refusal } from '../refuse.ts';
import { type Found, readFindings } from './read-findings.ts';
import { ringOfWalk } from './ring-facilities.ts';

const LONGEST_TITLE = 120;
const HOUR_MS = 3_600_000;
/** A phone that comes back from a day without network has no more. */
const MOST_WALKS_AN_HOUR = 120;
/** Issues of one person's walks an hour: as many as one walk can find, so that none is refused for itself alone. */
const MOST_ISSUES_AN_HOUR = MOST_FINDINGS + MOST_FACILITIES;

interface Walked {
	id: string;
	actor: Actor & { user: string };
	place: EmergencyPlace;
	scope: { college: number; building: number; floor: number | null; unit: number | null };
	now: Date;
}

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
	const walks = await countPatrolsSince(trx, user, new Date(now.getTime() - HOUR_MS));
	if (walks >= MOST_WALKS_AN_HOUR)
		throw refusal(GridTooManyError, language, 'errors.GRID_TOO_MANY.walks', { count: MOST_WALKS_AN_HOUR });
	const duty = input.duty ? await findOwnDuty(trx, actor, user, input.duty, place, now) : null;
	await holdFacilities(
		trx,
		(input.facilities ?? []).map(({ facility }) => facility),
	);
	const [rooms, checklist, facilities] = [
		await findRoomsOf(trx, place.id),
		await findChecklist(trx, place.college, place.level),
		await findFacilitiesOn(trx, place),
	];
	const known = await findOpenIssues(
		trx,
		facilities.flatMap(({ issue }) => issue ?? []),
	);
	const today = dateAt(now, place.timeZone);
	const {
		found,
		seen,
		rooms: walkedRooms,
	} = readFindings(input, { rooms, checklist, facilities, known, today }, language);

	await deferForeignKeys(trx);
	const id = randomUUID();
	const scope = {
		college: place.college,
		building: place.level === 1 ? place.id : (place.building ?? 0),
		floor: place.level === 2 ? place.id : place.floor,
		unit: place.level === 3 ? place.id : null,
	};
	const walk: Walked = { id, actor: { ...actor, user }, place, scope, now };
	const kind = await settle(trx, duty, id, now);
	const issues = await keepFindings(trx, walk, found);
	for (const { facility, state, expiresOn } of seen)
		await markSeen(trx, facility.id, { state, at: now, expiresOn, issue: issues.get(facility.id) });
	await ringOfWalk(trx, walk, seen);
	const scores = walkedRooms.map((room) => ({
		room: room.id,
		...roomScore(found.flatMap((finding) => (finding.room?.id === room.id ? finding.points : []))),
	}));
	await keepRoomScores(
		trx,
		walkedRooms.map(({ unit, floor, building }, index) => ({
			...(scores[index] ?? { room: 0, score: 0, points: 0 }),
			patrol: id,
			walked_at: now,
			college: place.college,
			building,
			floor,
			unit,
		})),
	);
	await linkPhotos(trx, actor, input.photos ?? [], { collection: COLLECTIONS.patrols, item: id }, now);
	return {
		id,
		client_key: input.client_key,
		duty: duty?.id ?? null,
		grid: place.id,
		started_at: input.started_at ?? null,
		finished_at: input.finished_at ?? null,
		rooms: walkedRooms.map((room) => room.id),
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

/** Writes what was found, and opens what has to be followed. @returns the issues of facilities, by facility */
async function keepFindings(trx: Knex, walk: Walked, found: readonly Found[]): Promise<Map<number, number>> {
	const { actor, now } = walk;
	const placed = found.map((finding) => ({ finding, ...placeOf(walk, finding) }));
	const raised = placed.flatMap(({ finding, grid }) => {
		const report = reportOf(walk, finding, grid);
		return report === null ? [] : { finding, report };
	});
	await refuseFlood(trx, walk, raised.length);
	const ids = await openIssues(
		trx,
		actor,
		raised.map(({ report }) => report),
		now,
	);
	const issues = new Map(raised.map(({ finding }, index) => [finding, ids[index] ?? 0]));
	const rows = await insertFindings(
		trx,
		placed.map(({ finding, ...where }) => ({
			patrol: walk.id,
			room: finding.room?.id ?? null,
			item: finding.item?.id ?? null,
			facility: finding.facility?.id ?? null,
			facility_state: finding.facilityState,
			what: finding.what,
			points: finding.points,
			settled: finding.settled,
			issue: issues.get(finding) ?? null,
			found_at: now,
			...where,
		})),
	);
	for (const [index, { finding }] of placed.entries()) {
		const to = { collection: COLLECTIONS.patrolFindings, item: rows[index] ?? 0 };
		// An issue has taken its photos with it.
		if (!issues.has(finding)) await linkPhotos(trx, actor, finding.photos, to, now);
	}
	return new Map([...issues].flatMap(([{ facility }, issue]) => (facility ? [[facility.id, issue]] : [])));
}

function placeOf({ scope, place }: Walked, { room, facility }: Found): Walked['scope'] & { grid: number } {
	const at = room ? { floor: room.floor, unit: room.unit, grid: room.unit } : null;
	const own = facility && !at ? { floor: facility.floor, unit: facility.unit, grid: facility.grid } : null;
	return { ...scope, grid: place.id, ...at, ...own };
}

/** `null`: it was handled on the spot, or its issue is open already. */
function reportOf({ id, actor, place }: Walked, finding: Found, grid: number): IssueReport | null {
	const { room, facility, issue, photos } = finding;
	if (issue === null) return null;
	const where = facility
		? `${facility.code}${facility.place ? ` ${facility.place}` : ''}`
		: (room?.number ?? place.code);
	return {
		...issue,
		grid,
		room: room?.id ?? null,
		title: say(actor.language, 'patrol.issue.title', { where, what: finding.what }).slice(0, LONGEST_TITLE),
		description: null,
		origin: 'patrol',
		source: id,
		photos,
	};
}

/** Several walks may come in one request, each in the same transaction: they are counted together. */
async function refuseFlood(trx: Knex, { actor, now }: Walked, more: number): Promise<void> {
	if (more === 0) return;
	const by = { reporter: actor.user, origin: 'patrol' } as const;
	const earlier = await countRaisedSince(trx, by, new Date(now.getTime() - HOUR_MS));
	if (earlier + more <= MOST_ISSUES_AN_HOUR) return;
	const values = { count: MOST_ISSUES_AN_HOUR, earlier, more };
	throw refusal(GridTooManyError, actor.language, 'errors.GRID_TOO_MANY.patrol', values);
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
	const values = { received: clockTime(earlier.receivedAt, place.timeZone) };
	const details = { id: earlier.id, received_at: earlier.receivedAt.toISOString() };
	throw refusal(GridAlreadyReceivedError, actor.language, 'errors.GRID_ALREADY_RECEIVED', values, details);
}
