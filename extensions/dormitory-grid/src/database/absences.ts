import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import type { Standing } from '../domain/absence.ts';
import type { ResidentPlace } from '../domain/scope.ts';
import type { AbsenceState, FollowupKind, NightState } from '../types/api.ts';
import { mustReadMoment, readMoment } from './column-values.ts';
import { personName } from './find-actor.ts';
import { insertRows } from './insert-rows.ts';

/** A person's id that nobody has. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

interface AbsencePlace {
	room: number;
	college: number;
	building: number | null;
	floor: number | null;
	unit: number;
	department: number | null;
	counsellor: string | null;
}

/** New absences; one a night and student, whoever reports at the same time. */
export async function insertAbsences(
	db: Knex,
	night: number,
	students: readonly ({ student: number } & AbsencePlace)[],
	now: Date,
): Promise<void> {
	const columns = {
		night: 'integer',
		student: 'integer',
		state: 'text',
		opened_at: 'timestamptz',
		ladder_step: 'integer',
		room: 'integer',
		college: 'integer',
		building: 'integer',
		floor: 'integer',
		unit: 'integer',
		department: 'integer',
		counsellor: 'uuid',
	} as const;
	const opening = { night, state: 'open', opened_at: now, ladder_step: 0 };
	const rows = students.map(({ student, room, college, building, floor, unit, department, counsellor }) => {
		const place = { room, college, building, floor, unit, department, counsellor };
		return { ...opening, student, ...place };
	});
	await insertRows(db, COLLECTIONS.nightAbsences, columns, rows, 'id');
}

/** The steps of the ladder that were taken stay taken; those that came meanwhile fall due now. */
const REOPENED = { state: 'open', settled_at: null, settled_by: null, returned_at: null, handed_to: null };

/** Settled by nobody again: a report names the student anew. */
export async function reopenAbsences(db: Knex, ids: readonly number[], now: Date): Promise<void> {
	if (ids.length === 0) return;
	await db(COLLECTIONS.nightAbsences)
		.whereIn('id', [...ids])
		.update({ ...REOPENED, opened_at: now });
}

/** Missed again: what had settled him was recorded by mistake. @returns whether the absence was still as it was judged */
export async function reopenAbsence(db: Knex, seen: { id: number; state: AbsenceState }, now: Date): Promise<boolean> {
	const changed = await db(COLLECTIONS.nightAbsences)
		.where({ id: seen.id, state: seen.state })
		.update({ ...REOPENED, opened_at: now });
	return changed === 1;
}

/** A corrected report does not name the students any more. */
export async function correctAbsences(
	db: Knex,
	ids: readonly number[],
	{ by, now }: { by: string; now: Date },
): Promise<void> {
	if (ids.length === 0) return;
	await db(COLLECTIONS.nightAbsences)
		.whereIn('id', [...ids])
		.update({ state: 'corrected', settled_at: now, settled_by: by, returned_at: null, handed_to: null });
}

export interface StudentTonight extends Standing {
	/** `null`: no absence to settle. */
	id: number | null;
	place: {
		college: number;
		building: number;
		floor: number;
		unit: number;
		department: number | null;
		counsellor: string | null;
	};
	night: { closed: boolean; opensAt: Date; locksAt: Date; timeZone: string };
	/** The place, with whoever answers for him now: once the list is over that is his own counsellor alone. */
	answered: ResidentPlace;
	/** Who recorded what settles him, or his late return. */
	settledBy: string | null;
	/** The same person's follow-up under the same key. */
	earlier: { id: string; recordedAt: Date; student: number; night: number } | null;
}

/** Everything a follow-up is judged by, in one question. @returns `null`: not on the night's list */
export async function findStudentTonight(
	db: Knex,
	key: { night: number; student: number; recorder: string | null; clientKey: string | null; now: Date },
): Promise<StudentTonight | null> {
	const row = await db(`${COLLECTIONS.nightResidents} as f`)
		.join(`${COLLECTIONS.nights} as n`, 'n.id', 'f.night')
		.join(`${COLLECTIONS.colleges} as c`, 'c.id', 'f.college')
		.join(`${COLLECTIONS.students} as s`, 's.id', 'f.student')
		.leftJoin(`${COLLECTIONS.nightReports} as r`, (on) => on.on('r.night', 'f.night').andOn('r.grid', 'f.unit'))
		.leftJoin(`${COLLECTIONS.nightEntries} as e`, (on) =>
			on.on('e.submission', 'r.submission').andOn('e.student', 'f.student'),
		)
		.leftJoin(`${COLLECTIONS.nightAbsences} as a`, (on) => on.on('a.night', 'f.night').andOn('a.student', 'f.student'))
		.leftJoin(`${COLLECTIONS.nightFollowups} as k`, (on) =>
			on.onVal('k.recorded_by', key.recorder ?? NOBODY).andOnVal('k.client_key', key.clientKey ?? ''),
		)
		.where({ 'f.night': key.night, 'f.student': key.student })
		.select('f.college', 'f.building', 'f.floor', 'f.unit', 'f.department', 'f.counsellor')
		.select('n.state', 'n.opens_at', 'c.time_zone', 'e.kind', 'n.locks_at', 's.counsellor as own')
		.select({ absence: 'a.id', absenceState: 'a.state' })
		.select({ earlier: 'k.id', earlierAt: 'k.recorded_at', earlierStudent: 'k.student', earlierNight: 'k.night' })
		.select({
			backAt: lastOf(db, ['back', 'reopened'], 'returned_at'),
			settledBy: lastOf(db, ['back', 'handed_over'], 'recorded_by'),
		})
		.first();
	if (!row) return null;
	const { college, building, floor, unit, department, counsellor } = row;
	return {
		place: { college, building, floor, unit, department, counsellor },
		answered: {
			college,
			building,
			floor,
			unit,
			counsellor: mustReadMoment(row.locks_at) > key.now ? counsellor : row.own,
		},
		entry: row.kind,
		id: row.absence,
		absence: row.absenceState === 'corrected' ? null : row.absenceState,
		backAt: readMoment(row.backAt),
		settledBy: row.settledBy,
		night: {
			closed: row.state === 'closed',
			opensAt: mustReadMoment(row.opens_at),
			locksAt: mustReadMoment(row.locks_at),
			timeZone: row.time_zone,
		},
		earlier:
			row.earlier === null
				? null
				: {
						id: row.earlier,
						recordedAt: mustReadMoment(row.earlierAt),
						student: row.earlierStudent,
						night: row.earlierNight,
					},
	};
}

/** Of the last of some follow-ups about the student of `f`. */
function lastOf(db: Knex, kinds: readonly FollowupKind[], column: string): Knex.QueryBuilder {
	return db(`${COLLECTIONS.nightFollowups} as l`)
		.whereRaw('l.night = f.night and l.student = f.student')
		.whereIn('l.kind', [...kinds])
		.orderBy([
			{ column: 'l.recorded_at', order: 'desc' },
			{ column: 'l.id', order: 'desc' },
		])
		.limit(1)
		.select(`l.${column}`);
}

/** Holds the close off until the caller has committed, or waits until it has: what is written beside an open night is not overlooked by its editions. */
export async function holdNight(trx: Knex, night: number): Promise<NightState | null> {
	const row = await trx(COLLECTIONS.nights).where({ id: night }).forShare().first('state');
	return row?.state ?? null;
}

/** How often a person has noted something about a student tonight. */
export async function countFollowupsOf(
	db: Knex,
	{ night, student, recorder }: { night: number; student: number; recorder: string },
): Promise<number> {
	const row = await db(COLLECTIONS.nightFollowups)
		.where({ night, student, recorded_by: recorder })
		.count({ count: '*' })
		.first();
	return Number(row?.['count'] ?? 0);
}

/** @returns whether the absence was still as it was judged */
export async function settleAbsence(
	db: Knex,
	seen: { id: number; state: AbsenceState },
	settled: {
		state: 'back' | 'handed_over';
		by: string | null;
		now: Date;
		returnedAt: Date | null;
		handedTo: string | null;
	},
): Promise<boolean> {
	const changed = await db(COLLECTIONS.nightAbsences).where({ id: seen.id, state: seen.state }).update({
		state: settled.state,
		settled_at: settled.now,
		settled_by: settled.by,
		returned_at: settled.returnedAt,
		handed_to: settled.handedTo,
	});
	return changed === 1;
}

export interface AbsenceRow {
	unit: number;
	student: number;
	state: AbsenceState;
	since: Date;
	back_at: Date | null;
	handed_to: string | null;
}

/** How absent students of units stand, and late ones whose return has been noted. */
export async function findAbsencesOfUnits(db: Knex, night: number, units: readonly number[]): Promise<AbsenceRow[]> {
	const absent = await db(COLLECTIONS.nightAbsences)
		.where({ night })
		.whereIn('unit', [...units])
		.whereNot('state', 'corrected')
		.orderBy('id')
		.select('unit', 'student', 'state', 'handed_to', { since: 'opened_at', back_at: 'returned_at' });
	const late = await db(`${COLLECTIONS.nightFollowups} as f`)
		.join(`${COLLECTIONS.nightReports} as r`, (on) => on.on('r.night', 'f.night').andOn('r.grid', 'f.unit'))
		.join(`${COLLECTIONS.nightEntries} as e`, (on) =>
			on.on('e.submission', 'r.submission').andOn('e.student', 'f.student'),
		)
		.where({ 'f.night': night, 'f.kind': 'back', 'e.kind': 'late_return' })
		.whereNotExists(
			db(`${COLLECTIONS.nightFollowups} as x`)
				.whereRaw('x.night = f.night and x.student = f.student and x.recorded_at >= f.recorded_at')
				.where('x.kind', 'reopened'),
		)
		.whereIn('f.unit', [...units])
		.groupBy('f.unit', 'f.student', 'r.first_received_at')
		.orderBy('f.student')
		.select('f.unit', 'f.student', { since: 'r.first_received_at' })
		.max({ back_at: 'f.returned_at' });
	return [...absent, ...late.map((row) => ({ ...row, state: 'back', handed_to: null }))].map((row) => ({
		...row,
		since: mustReadMoment(row.since),
		back_at: readMoment(row.back_at),
	}));
}

export interface FollowupLine {
	kind: FollowupKind;
	at: Date;
	by: string;
	returnedAt: Date | null;
	recorder: string | null;
	/** Where he slept, when it was recorded. */
	place: ResidentPlace;
}

/** What was done about the students of a night, by student, oldest first. @param units limits them to theirs */
export async function findFollowups(
	db: Knex,
	night: number,
	units?: readonly number[],
): Promise<Map<number, FollowupLine[]>> {
	const rows = await db(`${COLLECTIONS.nightFollowups} as f`)
		.leftJoin('directus_users as u', 'u.id', 'f.recorded_by')
		.where({ 'f.night': night })
		.modify((query) => void (units === undefined || query.whereIn('f.unit', [...units])))
		.orderBy(['f.recorded_at', 'f.id'])
		.select('f.student', 'f.kind', 'f.recorded_at', 'f.returned_at', 'u.first_name', 'u.last_name')
		.select('f.recorded_by', 'f.college', 'f.building', 'f.floor', 'f.unit', 'f.counsellor');
	const byStudent = new Map<number, FollowupLine[]>();
	for (const row of rows) {
		const line = {
			kind: row.kind,
			at: mustReadMoment(row.recorded_at),
			by: personName(row.last_name, row.first_name),
			returnedAt: readMoment(row.returned_at),
			recorder: row.recorded_by,
			place: {
				college: row.college,
				building: row.building,
				floor: row.floor,
				unit: row.unit,
				counsellor: row.counsellor,
			},
		};
		byStudent.set(row.student, [...(byStudent.get(row.student) ?? []), line]);
	}
	return byStudent;
}
