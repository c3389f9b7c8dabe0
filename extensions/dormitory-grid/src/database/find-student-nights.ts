import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import { absenceOf, type KeptState } from '../domain/absence.ts';
import type { EntryKind, TermSpan } from '../types/api.ts';
import type { StudentNight } from '../types/api-counsellor.ts';
import { dateValue, readDate, readFlag, readMoment } from './column-values.ts';

export interface StudentPlace {
	id: number;
	number: string;
	name: string;
	college: number;
	counsellor: string | null;
	/** Whom lists that can still be changed name for him. */
	trusted: string[];
	building: number | null;
	floor: number | null;
	unit: number | null;
	department: string | null;
	class_name: string | null;
	room_number: string | null;
	unit_code: string | null;
}

export async function findStudentPlace(db: Knex, id: number, now: Date): Promise<StudentPlace | null> {
	const row: Omit<StudentPlace, 'trusted'> | undefined = await db(`${COLLECTIONS.students} as s`)
		.leftJoin(`${COLLECTIONS.departments} as d`, 'd.id', 's.department')
		.leftJoin(`${COLLECTIONS.rooms} as r`, 'r.id', 's.room')
		.leftJoin(`${COLLECTIONS.grids} as u`, 'u.id', 'r.unit')
		.where('s.id', id)
		.first('s.id', 's.number', 's.name', 's.college', 's.counsellor', 's.class_name')
		// From the room itself: the student's own copy may be stale (see repairStudentPlaces).
		.select(
			'r.building',
			'r.floor',
			'r.unit',
			'd.name as department',
			'r.number as room_number',
			'u.code as unit_code',
		);
	if (!row) return null;
	const trusted = await db(`${COLLECTIONS.nightResidents} as f`)
		.join(`${COLLECTIONS.nights} as n`, 'n.id', 'f.night')
		.where('f.student', id)
		.where('n.locks_at', '>', now)
		.whereNotNull('f.counsellor')
		.distinct()
		.pluck('f.counsellor');
	return { ...row, trusted };
}

export async function findTerms(db: Knex, college: number): Promise<TermSpan[]> {
	const rows = await db(COLLECTIONS.terms)
		.where({ college })
		.orderBy('starts_on', 'desc')
		.select('id', 'name', 'starts_on', 'ends_on');
	return rows.map((row) => ({
		id: row.id,
		name: row.name,
		starts_on: readDate(row.starts_on) ?? '',
		ends_on: readDate(row.ends_on) ?? '',
	}));
}

/** Which of a student's nights to read; `places` limits them to nights slept in one of these grids, `null` does not. */
export interface StudentNightsSelection {
	student: number;
	from: string;
	to: string;
	places: readonly number[] | null;
}

interface NightFound extends Record<'date' | 'returned_at' | 'approved_leave' | 'back_at', unknown> {
	id: number;
	submission: string | null;
	kind: EntryKind | null;
	reason: string | null;
	state: KeptState | null;
	handed_to: string | null;
	code: string | null;
	number: string | null;
}

/** The regular nights on whose list a student stood, newest first, with what his unit's current report tells of him. */
export async function findStudentNights(db: Knex, selection: StudentNightsSelection): Promise<StudentNight[]> {
	const { student, from, to, places } = selection;
	const rows = await db(`${COLLECTIONS.nightResidents} as f`)
		.join(`${COLLECTIONS.nights} as n`, 'n.id', 'f.night')
		.join(`${COLLECTIONS.nightReports} as r`, (on) => on.on('r.night', 'f.night').andOn('r.grid', 'f.unit'))
		.leftJoin(`${COLLECTIONS.nightEntries} as e`, (on) =>
			on.on('e.submission', 'r.submission').andOn('e.student', 'f.student'),
		)
		.leftJoin(`${COLLECTIONS.nightAbsences} as a`, (on) => on.on('a.night', 'f.night').andOn('a.student', 'f.student'))
		.leftJoin(`${COLLECTIONS.grids} as u`, 'u.id', 'f.unit')
		.leftJoin(`${COLLECTIONS.rooms} as m`, 'm.id', 'f.room')
		.where({ 'f.student': student, 'n.kind': 'regular' })
		.whereBetween('n.date', [dateValue(from), dateValue(to)])
		.modify((query) => {
			if (places === null) return;
			const own = [...places];
			query.where((place) => place.whereIn('f.unit', own).orWhereIn('f.floor', own).orWhereIn('f.building', own));
		})
		.orderBy('n.date', 'desc')
		.select('n.id', 'n.date', 'r.submission', 'e.kind', 'e.returned_at', 'e.reason', 'e.approved_leave')
		.select('a.state', 'a.returned_at as back_at', 'a.handed_to', 'u.code', 'm.number');
	return rows.map((row: NightFound) => ({
		night: row.id,
		date: readDate(row.date) ?? '',
		mark: row.submission === null ? 'unknown' : (row.kind ?? 'in'),
		returned_at: readMoment(row.returned_at)?.toISOString() ?? null,
		reason: row.reason,
		approved_leave: readFlag(row.approved_leave),
		state: absenceOf(row.state),
		back_at: readMoment(row.back_at)?.toISOString() ?? null,
		handed_to: row.handed_to,
		unit: row.code ?? '',
		room: row.number,
	}));
}
