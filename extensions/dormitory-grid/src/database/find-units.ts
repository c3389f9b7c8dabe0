import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import type { Position } from '../constants/positions.ts';
import { mustReadMoment, readFlag, readMoment } from './column-values.ts';

export interface ResidentRow {
	unit: number;
	room: number;
	roomNumber: string;
	student: number;
	name: string;
	number: string;
	bed: number | null;
	major: string | null;
	on_leave: boolean;
}

/** The frozen residents of units, by room along the corridor and bed. */
export async function findResidentsOfUnits(db: Knex, night: number, units: readonly number[]): Promise<ResidentRow[]> {
	const rows = await db(`${COLLECTIONS.nightResidents} as f`)
		.join(`${COLLECTIONS.students} as s`, 's.id', 'f.student')
		.join(`${COLLECTIONS.rooms} as r`, 'r.id', 'f.room')
		.leftJoin(`${COLLECTIONS.majors} as m`, 'm.id', 's.major')
		.where('f.night', night)
		.whereIn('f.unit', [...units])
		.orderBy(['r.position', 'r.number', 'f.bed', 's.number'])
		.select('f.unit', 'f.room', 'r.number as roomNumber', 'f.student', 's.name', 's.number', 'f.bed', 'f.on_leave')
		.select(db.raw('coalesce(m.short_name, m.name) as major'));
	return rows.map((row) => ({ ...row, on_leave: readFlag(row.on_leave) }));
}

export interface SubmissionRow {
	id: string;
	grid: number;
	number: number;
	received_at: Date;
	received_state: 'on_time' | 'late';
	reporter: { first: string | null; last: string | null };
	reported_as: Position | null;
	on_behalf: boolean;
	stand_in: boolean;
	reason: string | null;
	note: string | null;
	entries: {
		student: number;
		kind: 'late_return' | 'not_returned' | 'on_leave';
		returned_at: Date | null;
		reason: string | null;
	}[];
}

/** The current submission of each unit, with its entries. */
export async function findCurrentSubmissions(
	db: Knex,
	night: number,
	units: readonly number[],
): Promise<SubmissionRow[]> {
	const rows = await db(`${COLLECTIONS.nightReports} as r`)
		.join(`${COLLECTIONS.nightSubmissions} as s`, 's.id', 'r.submission')
		.leftJoin('directus_users as u', 'u.id', 's.reporter')
		.where('r.night', night)
		.whereIn('r.grid', [...units])
		.select(
			's.id',
			's.grid',
			's.number',
			's.received_at',
			's.received_state',
			's.reported_as',
			's.on_behalf',
			's.stand_in',
			's.reason',
			's.note',
		)
		.select('u.first_name', 'u.last_name');
	const entries = await db(COLLECTIONS.nightEntries)
		.whereIn(
			'submission',
			rows.map((row) => row.id),
		)
		.select('submission', 'student', 'kind', 'returned_at', 'reason');
	return rows.map(({ first_name, last_name, ...row }) => ({
		...row,
		received_at: mustReadMoment(row.received_at),
		on_behalf: readFlag(row.on_behalf),
		stand_in: readFlag(row.stand_in),
		reporter: { first: first_name, last: last_name },
		entries: entries
			.filter((entry) => entry.submission === row.id)
			.map(({ submission: _, ...entry }) => ({ ...entry, returned_at: readMoment(entry.returned_at) })),
	}));
}
