import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import { absenceOf, lastReturn, type Standing } from '../domain/absence.ts';
import type { ResidentPlace } from '../domain/scope.ts';
import type { FollowupKind } from '../types/api.ts';
import { mustReadMoment, readMoment } from './column-values.ts';
import { personName } from './find-actor.ts';

/** A person's id that nobody has. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

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
	/** What was done about him tonight, oldest first. */
	followups: FollowupLine[];
	/** The same person's follow-up under the same key. */
	earlier: { id: string; recordedAt: Date; student: number; night: number } | null;
}

/** Everything a follow-up is judged by. @returns `null`: not on the night's list */
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
		.first();
	if (!row) return null;
	const followups = (await findFollowups(db, key.night, { student: key.student })).get(key.student) ?? [];
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
		absence: absenceOf(row.absenceState),
		backAt: lastReturn(followups)?.returnedAt ?? null,
		followups,
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

export interface FollowupLine {
	kind: FollowupKind;
	at: Date;
	by: string;
	returnedAt: Date | null;
	recorder: string | null;
	/** Where he slept, when it was recorded. */
	place: ResidentPlace;
}

/** What was done about the students of a night, by student, oldest first. @param of limits them to units or to one student */
export async function findFollowups(
	db: Knex,
	night: number,
	of: { units?: readonly number[]; student?: number } = {},
): Promise<Map<number, FollowupLine[]>> {
	const rows = await db(`${COLLECTIONS.nightFollowups} as f`)
		.leftJoin('directus_users as u', 'u.id', 'f.recorded_by')
		.where({ 'f.night': night })
		.modify((query) => {
			if (of.units !== undefined) query.whereIn('f.unit', [...of.units]);
			if (of.student !== undefined) query.where('f.student', of.student);
		})
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
