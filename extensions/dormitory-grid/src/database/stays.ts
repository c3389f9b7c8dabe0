import type { Knex } from 'knex';
import { COLLECTIONS as C } from '../constants/collections.ts';
import type { CalendarRow } from '../domain/calendar-rule.ts';
import { readDate, readJson } from './column-values.ts';
import { insertRows } from './insert-rows.ts';

export async function findCalendarRows(
	db: Knex,
	ids: readonly number[],
): Promise<(CalendarRow & { id: number; college: number })[]> {
	const rows = await db(C.nightCalendar)
		.whereIn('id', [...ids])
		.select('*');
	return rows.map((row) => ({
		...row,
		starts_on: readDate(row.starts_on),
		ends_on: readDate(row.ends_on),
		weekdays: readJson(row.weekdays),
	}));
}

export interface StayPeriod {
	id: number;
	name: string;
	college: number;
	startsOn: string;
	endsOn: string;
}

/** The holidays of those who stay (留校) of a college, the latest first. */
export async function findStayPeriods(db: Knex, where: { college: number } | { id: number }): Promise<StayPeriod[]> {
	const rows = await db(C.nightCalendar)
		.where({ kind: 'stay_over', ...where })
		.orderBy('starts_on', 'desc')
		.select('id', 'name', 'college', 'starts_on', 'ends_on');
	return rows.flatMap(({ id, name, college, starts_on, ends_on }) => {
		const [startsOn, endsOn] = [readDate(starts_on), readDate(ends_on)];
		return startsOn === null || endsOn === null ? [] : [{ id, name, college, startsOn, endsOn }];
	});
}

export async function countStays(db: Knex, periods: readonly number[]): Promise<number> {
	const row = await db(C.holidayStays)
		.whereIn('period', [...periods])
		.where({ state: 'staying' })
		.count({ stays: '*' })
		.first();
	return Number(row?.['stays'] ?? 0);
}

/** How many stay, by period. @param counsellor only his students' */
export async function countStaysOf(db: Knex, college: number, counsellor: string | null): Promise<Map<number, number>> {
	const rows: { period: number; stays: unknown }[] = await db(`${C.holidayStays} as h`)
		.join(`${C.students} as s`, 's.id', 'h.student')
		.where({
			's.college': college,
			'h.state': 'staying',
			...(counsellor === null ? {} : { 's.counsellor': counsellor }),
		})
		.groupBy('h.period')
		.select('h.period')
		.count({ stays: '*' });
	return new Map(rows.map((row) => [row.period, Number(row.stays)]));
}

export interface Stay {
	id: number;
	period: number;
	student: number;
	state: 'staying' | 'cancelled';
	college: number;
	counsellor: string | null;
}

export async function findStays(db: Knex, where: { ids: readonly number[] } | { period: number }): Promise<Stay[]> {
	return await db(`${C.holidayStays} as h`)
		.join(`${C.students} as s`, 's.id', 'h.student')
		.modify((query) => {
			if ('ids' in where) query.whereIn('h.id', [...where.ids]);
			else query.where('h.period', where.period);
		})
		.select('h.id', 'h.period', 'h.student', 'h.state', 's.college', 's.counsellor');
}

/** Date of the last regular night of a college that has closed. */
export async function findLastClosedDate(db: Knex, college: number): Promise<string | null> {
	const row = await db(C.nights)
		.where({ college, kind: 'regular', state: 'closed' })
		.orderBy('date', 'desc')
		.first('date');
	return readDate(row?.date);
}

export interface NewStay {
	student: number;
	note: string | null;
	college: number;
	building: number | null;
	floor: number | null;
	unit: number | null;
	department: number | null;
	counsellor: string | null;
}

/** Over a holiday of those who stay (留校) only who is registered as staying is expected, of students `s`. @param period `null`: none */
export function onlyStaying(query: Knex.QueryBuilder, db: Knex, period: number | null): void {
	if (period === null) return;
	const stays = db(C.holidayStays).where({ period, state: 'staying' });
	void query.whereIn('s.id', stays.select('student'));
}

/** Registers students as staying, cancelled ones again; a constant number of statements. */
export async function writeStays(
	trx: Knex,
	period: number,
	stays: readonly NewStay[],
	by: { user: string | null; now: Date },
): Promise<number> {
	const rows = stays.map((stay) => ({
		...stay,
		period,
		state: 'staying',
		recorded_by: by.user,
		recorded_at: by.now,
	}));
	const columns = {
		period: 'integer',
		student: 'integer',
		state: 'text',
		note: 'text',
		recorded_by: 'uuid',
		recorded_at: 'timestamptz',
		college: 'integer',
		building: 'integer',
		floor: 'integer',
		unit: 'integer',
		department: 'integer',
		counsellor: 'uuid',
	} as const;
	const inserted = await insertRows(trx, C.holidayStays, columns, rows, 'student');
	const known = new Set(inserted);
	const again = stays.map(({ student }) => student).filter((student) => !known.has(student));
	const revived = await trx(C.holidayStays)
		.where({ period, state: 'cancelled' })
		.whereIn('student', again)
		.update({ state: 'staying', recorded_by: by.user, recorded_at: by.now });
	return inserted.length + revived;
}
