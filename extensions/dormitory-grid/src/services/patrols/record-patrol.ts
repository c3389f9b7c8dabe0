import { holdPerson } from '../../database/staff.ts';
import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { COLLECTIONS } from '../../constants/collections.ts';
import { deferForeignKeys } from '../../database/column-values.ts';
import { type EmergencyPlace, findEmergencyPlace } from '../../database/emergencies.ts';
import { findFacilitiesOn, holdFacilities, markSeen } from '../../database/facilities.ts';
import { findOpenIssues } from '../../database/open-issues.ts';
import { type Duty, findDuty, settleDuty } from '../../database/patrol-duties.ts';
import { findChecklist, findPatrol, findRoomsOf, insertFinding, keepRoomScores } from '../../database/patrols.ts';
import { clockTime, dateAt } from '../../domain/calendar.ts';
import { judgeWalk, roomScore } from '../../domain/patrol.ts';
import { type Actor, authorityOver } from '../../domain/scope.ts';
import { GridAlreadyReceivedError, GridForbiddenError, GridPatrolError } from '../../errors/index.ts';
import { say } from '../../lang/say.ts';
import type { PatrolRow } from '../../types/schema.ts';
import { openIssue } from '../issues/open-issue.ts';
import { parseInput, type ParsedPatrol, patrolInput, wrongField } from '../parse-input.ts';
import { linkPhotos } from '../photos/link-photos.ts';
import { refusal } from '../refuse.ts';
import { type Found, readFindings } from './read-findings.ts';
import { ringOfWalk } from './ring-facilities.ts';

const LONGEST_TITLE = 120;

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
	const issues = new Map<number, number>();
	for (const finding of found) {
		const issue = await keepFinding(trx, walk, finding);
		if (issue !== null && finding.facility) issues.set(finding.facility.id, issue);
	}
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

/** @returns the issue that it became */
async function keepFinding(trx: Knex, walk: Walked, finding: Found): Promise<number | null> {
	const { actor, place, now } = walk;
	const { room, item, facility, issue: asIssue, photos } = finding;
	const at = room ? { floor: room.floor, unit: room.unit, grid: room.unit } : null;
	const own = facility && !at ? { floor: facility.floor, unit: facility.unit, grid: facility.grid } : null;
	const { grid, ...scope } = { ...walk.scope, grid: place.id, ...at, ...own };
	const where = facility
		? `${facility.code}${facility.place ? ` ${facility.place}` : ''}`
		: (room?.number ?? place.code);
	const issue =
		asIssue === null
			? null
			: await openIssue(
					trx,
					actor,
					{
						...asIssue,
						grid,
						room: room?.id ?? null,
						title: say(actor.language, 'patrol.issue.title', { where, what: finding.what }).slice(0, LONGEST_TITLE),
						description: null,
						origin: 'patrol',
						source: walk.id,
						photos,
					},
					now,
				);
	const row = await insertFinding(trx, {
		patrol: walk.id,
		grid,
		room: room?.id ?? null,
		item: item?.id ?? null,
		facility: facility?.id ?? null,
		facility_state: finding.facilityState,
		what: finding.what,
		points: finding.points,
		settled: finding.settled,
		issue,
		found_at: now,
		...scope,
	});
	// An issue has taken its photos with it.
	if (issue === null) await linkPhotos(trx, actor, photos, { collection: COLLECTIONS.patrolFindings, item: row }, now);
	return issue;
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
