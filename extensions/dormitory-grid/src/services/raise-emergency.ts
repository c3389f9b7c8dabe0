import type { EmergencyAudience, IssueCategory } from '../constants/issues.ts';
import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import type { Position } from '../constants/positions.ts';
import {
	type ConcernedStudent,
	countEmergenciesSince,
	type EmergencyPlace,
	findConcerned,
	findEmergency,
	findEmergencyPlace,
	findRoomIn,
} from '../database/emergencies.ts';
import { deferForeignKeys } from '../database/column-values.ts';
import { insertLevels, type NewLevel } from '../database/emergency-levels.ts';
import { loadIssueClocks } from '../database/issue-clocks.ts';
import { findOnDuty } from '../database/on-duty.ts';
import type { OfficeHolder } from '../domain/ladder.ts';
import { type Actor, authorityOver } from '../domain/scope.ts';
import { GridForbiddenError, GridStudentNotHereError, GridTooManyError } from '../errors/index.ts';
import { sayList } from '../lang/say.ts';
import { emergencyInput, type ParsedEmergency } from './inputs/emergency.ts';
import { parseInput, wrongField } from './parse-input.ts';
import { openIssue } from './issues/open-issue.ts';
import { alreadyReceived, refusal } from './refuse.ts';
import { type Emergency, emergencySubject, tellEmergency } from './tell-emergency.ts';

/** How many emergencies one person may raise an hour; each alarms a whole building. */
const MAX_AN_HOUR = 10;

/**
 * Something happens now (DESIGN.md 6): everybody who answers for the grid at any level, the counsellors of the students
 * concerned and the working group are told in the transaction that records it, and by mail at once.
 */
export async function raiseEmergency(trx: Knex, actor: Actor, payload: object, now: Date): Promise<object> {
	const input = parseInput(emergencyInput, payload, actor.language);
	const forbidden = () => refusal(GridForbiddenError, actor.language, 'errors.GRID_FORBIDDEN');
	const place = actor.user === null ? null : await findEmergencyPlace(trx, input.grid);
	if (actor.user === null || place === null) throw forbidden();
	const building = place.level === 1 ? place.id : (place.building ?? 0);
	const floor = place.level === 2 ? place.id : place.floor;
	const room = input.room ? await findRoomIn(trx, input.room, place.id) : null;
	const named = input.students ?? [];
	const students = await findStudents(trx, actor, { named, room, place });
	const staff = await findOnDuty(trx, {
		colleges: [place.college],
		buildings: [building],
		floors: floor === null ? (room === null ? [] : [room.floor]) : [floor],
		units: place.level === 3 ? [place.id] : room === null ? [] : [room.unit],
		rooms: room === null ? [] : [room.id],
		...(place.level < 3 ? { inside: place.id } : {}),
	});
	const reportedAs = postOf(actor, place, staff, students);
	if (reportedAs === null) throw forbidden();
	if (input.room && room === null) throw wrongField(actor.language, 'room');
	const strangers = named.filter((id) => !students.some((student) => student.id === id));
	if (strangers.length > 0) {
		const values = { count: strangers.length, students: sayList(actor.language, strangers) };
		throw refusal(GridStudentNotHereError, actor.language, 'errors.GRID_STUDENT_NOT_HERE', values, {
			students: strangers,
		});
	}
	await refuseRepetition(trx, actor, actor.user, input, place, now);

	const emergency = { id: randomUUID(), input, place, room, students };
	const told = await tellEmergency(trx, { ...actor, user: actor.user }, emergency, staff, now);
	const where = {
		college: place.college,
		building,
		floor: floor ?? room?.floor ?? null,
		unit: place.level === 3 ? place.id : (room?.unit ?? null),
	};
	await askLevels(trx, { ...actor, user: actor.user }, emergency, where, staff, now);
	const issue = await followAsIssue(trx, actor, emergency, now);
	return {
		id: emergency.id,
		client_key: input.client_key,
		grid: place.id,
		room: room?.id ?? null,
		kind: input.kind,
		note: input.note || null,
		students: named,
		reported_by: actor.user,
		reported_as: reportedAs,
		reported_at: now.toISOString(),
		told,
		issue,
		college: place.college,
		building,
		floor,
		unit: place.level === 3 ? place.id : null,
	};
}

/** The students named; else whoever lives in the room or unit it is about. */
async function findStudents(
	trx: Knex,
	actor: Actor,
	about: { named: readonly number[]; room: { id: number } | null; place: EmergencyPlace },
): Promise<ConcernedStudent[]> {
	const { named, room, place } = about;
	if (named.length > 0) {
		const found = await findConcerned(trx, { students: named });
		return found.filter((student) => livesIn(student, place) && mayName(actor, student, place));
	}
	if (room !== null) return await findConcerned(trx, { room: room.id });
	return place.level === 3 ? await findConcerned(trx, { unit: place.id }) : [];
}

function livesIn({ unit, floor, building }: ConcernedStudent, { id }: EmergencyPlace): boolean {
	return unit === id || floor === id || building === id;
}

/** Whoever alarms for more than he answers for names none but his own: else he could ask who lives where. */
function mayName(actor: Actor, { counsellor, room, unit, floor }: ConcernedStudent, place: EmergencyPlace): boolean {
	if (authorityOver(actor, place).kind !== 'none') return true;
	return actor.scopes.some(
		(scope) =>
			(scope.counsellor !== null && scope.counsellor === counsellor) ||
			(scope.room !== null && scope.room === room) ||
			(scope.unit !== null && scope.unit === unit) ||
			(scope.floor !== null && scope.floor === floor),
	);
}

/** As what he may speak: whoever answers for the grid, above it or for a part of it, and a counsellor of a student concerned. */
function postOf(
	actor: Actor,
	place: EmergencyPlace,
	staff: readonly OfficeHolder[],
	students: readonly ConcernedStudent[],
): Position | null {
	const authority = authorityOver(actor, place);
	if (authority.kind !== 'none') return authority.position;
	const own = staff.find(({ person }) => person === actor.user);
	if (own) return own.position;
	const counsels = actor.scopes.some(
		({ counsellor }) => counsellor !== null && students.some((student) => student.counsellor === counsellor),
	);
	return counsels ? 'counsellor' : null;
}

async function refuseRepetition(
	trx: Knex,
	actor: Actor,
	user: string,
	input: ParsedEmergency,
	place: EmergencyPlace,
	now: Date,
): Promise<void> {
	const earlier = await findEmergency(trx, { reported_by: user, client_key: input.client_key });
	if (earlier !== null) {
		if (earlier.grid !== place.id) throw wrongField(actor.language, 'client_key');
		throw alreadyReceived(actor.language, { id: earlier.id, at: earlier.reportedAt, timeZone: place.timeZone });
	}
	const hourAgo = new Date(now.getTime() - 3_600_000);
	if ((await countEmergenciesSince(trx, user, hourAgo)) >= MAX_AN_HOUR)
		throw refusal(GridTooManyError, actor.language, 'errors.GRID_TOO_MANY.emergency', { count: MAX_AN_HOUR });
}

const CATEGORY: Readonly<Record<ParsedEmergency['kind'], IssueCategory>> = {
	injury: 'safety',
	fire: 'fire',
	conflict: 'relations',
	missing: 'safety',
	other: 'other',
};

/** What has been alarmed is followed to its end like everything else; everybody has been told already. */
async function followAsIssue(trx: Knex, actor: Actor, emergency: Emergency, now: Date): Promise<number> {
	const { id, input, place, room } = emergency;
	const report = {
		title: emergencySubject('zh-CN', emergency),
		description: input.note || null,
		kind: 'emergency' as const,
		category: CATEGORY[input.kind],
		severity: 'urgent' as const,
		origin: 'emergency' as const,
		source: id,
		grid: place.id,
		room: room?.id ?? null,
		photos: [],
	};
	return await openIssue(trx, actor, report, now, { tell: false });
}

/** Each level of the grid, every counsellor concerned and the working group is asked to say that it knows; whoever raised it does. */
async function askLevels(
	trx: Knex,
	actor: Actor & { user: string },
	{ id, place, students }: Emergency,
	where: Pick<NewLevel, 'college' | 'building' | 'floor' | 'unit'>,
	staff: readonly OfficeHolder[],
	now: Date,
): Promise<void> {
	const settings = (await loadIssueClocks(trx, place.college)).get(place.college);
	const minutes = settings?.emergencyMinutes ?? 0;
	const level = (audience: EmergencyAudience, person: string | null, people: readonly string[]): NewLevel => {
		const knows = people.includes(actor.user);
		return {
			emergency: id,
			audience,
			person,
			people: people.length,
			asked_at: now,
			rings: 0,
			// Where nobody is, the next level hears of it with the next tick.
			next_ring_at: knows ? null : new Date(now.getTime() + (people.length === 0 ? 0 : minutes * 60_000)),
			acknowledged_at: knows ? now : null,
			acknowledged_by: knows ? actor.user : null,
			...where,
		};
	};
	const inOffice = (test: (one: OfficeHolder) => boolean) => staff.filter(test).map(({ person }) => person);
	const counsellors = [...new Set(students.flatMap(({ counsellor }) => counsellor ?? []))];
	await deferForeignKeys(trx);
	await insertLevels(trx, [
		...(['unit', 'floor', 'building'] as const)
			.filter((audience) => where[audience] !== null)
			.map((audience) => {
				const people = inOffice((one) => one[audience] === where[audience]);
				return level(audience, null, people);
			}),
		...counsellors.map((person) => level('counsellor', person, [person])),
		level(
			'working_group',
			null,
			inOffice((one) => one.position === 'working_group' && one.college === where.college),
		),
	]);
}
