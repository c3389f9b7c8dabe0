import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import type { CalendarRule, WindowSettings } from '../domain/night-duty.ts';
import type { NightKind, NightState } from '../types/api.ts';
import { dateValue, mustReadMoment, readDate, readJson, readMoment } from './column-values.ts';

export interface CollegeCalendar {
	id: number;
	settings: WindowSettings;
	reportsFrom: string | null;
	/** When the evening's posts are looked through, 'HH:MM'; `null`: never. */
	preflightAt: string | null;
	rules: CalendarRule[];
}

/** Every college with its window and calendar, as they stand now. */
export async function loadCalendars(db: Knex, only: number | null = null): Promise<CollegeCalendar[]> {
	const colleges = await db(COLLECTIONS.colleges)
		.where(only === null ? {} : { id: only })
		.select('*')
		.orderBy('id');
	const rules = await db(COLLECTIONS.nightCalendar)
		.where(only === null ? {} : { college: only })
		.select('*');
	return colleges.map((college) => ({
		id: college.id,
		settings: {
			time_zone: college.time_zone,
			opens: college.opens,
			closes: college.closes,
			unit_minute: college.unit_minute,
			floor_minute: college.floor_minute,
			late_hours: college.late_hours,
		},
		reportsFrom: readDate(college.reports_from),
		preflightAt: college.preflight_at,
		rules: rules
			.filter((rule) => rule.college === college.id)
			.map((rule) => ({
				...rule,
				starts_on: readDate(rule.starts_on),
				ends_on: readDate(rule.ends_on),
				weekdays: readWeekdays(readJson(rule.weekdays)),
			})),
	}));
}

export async function loadCalendar(db: Knex, college: number): Promise<CollegeCalendar | null> {
	const [calendar] = await loadCalendars(db, college);
	return calendar ?? null;
}

/** Regular nights that exist for a college since a date. */
export async function findNightDates(db: Knex, college: number, since: string): Promise<Set<string>> {
	const rows = await db(COLLECTIONS.nights)
		.where({ college, kind: 'regular' })
		.where('date', '>=', dateValue(since))
		.select('date');
	return new Set(rows.map((row) => readDate(row.date) ?? ''));
}

export interface PendingNight {
	id: number;
	college: number;
	kind: NightKind;
	state: NightState;
	timeZone: string;
	root: number | null;
	/** The holiday of those who stay that this night belongs to (night_calendar). */
	stayOver: number | null;
	date: string;
	opensAt: Date;
	unitDueAt: Date;
	floorDueAt: Date;
	closesAt: Date;
	locksAt: Date;
	openedAt: Date | null;
}

/** Nights that are not closed yet, oldest first. */
export async function findPendingNights(db: Knex): Promise<PendingNight[]> {
	const rows = await pendingNights(db).whereIn('n.state', ['planned', 'open']).orderBy('n.closes_at').orderBy('n.id');
	return rows.map(toPending);
}

export async function findNight(db: Knex, id: number): Promise<PendingNight | null> {
	const row = await pendingNights(db).where('n.id', id).first();
	return row ? toPending(row) : null;
}

/** Rehearsals asked for that have no night yet. */
export async function findUnplannedRehearsals(db: Knex): Promise<
	{
		id: string;
		college: number;
		root: number | null;
		opensAt: Date;
		closesAt: Date;
		timeZone: string;
		lateHours: number;
	}[]
> {
	const rows = await db(`${COLLECTIONS.nightRehearsals} as h`)
		.join(`${COLLECTIONS.colleges} as c`, 'c.id', 'h.college')
		.leftJoin(`${COLLECTIONS.nights} as n`, 'n.rehearsal', 'h.id')
		.whereNull('n.id')
		.select('h.id', 'h.college', 'h.root', 'h.opens_at', 'h.closes_at', 'c.time_zone', 'c.late_hours');
	return rows.map((row) => ({
		id: row.id,
		college: row.college,
		root: row.root,
		opensAt: mustReadMoment(row.opens_at),
		closesAt: mustReadMoment(row.closes_at),
		timeZone: row.time_zone,
		lateHours: row.late_hours,
	}));
}

/** Closed nights whose totals and editions a late report has made stale, the newest first. */
export async function findStaleNights(db: Knex): Promise<{ id: number; closesAt: Date }[]> {
	const rows = await db(`${COLLECTIONS.nightSummaries} as s`)
		.join(`${COLLECTIONS.nights} as n`, 'n.id', 's.night')
		.whereNull('s.computed_at')
		.orderBy('n.id', 'desc')
		.select('n.id', 'n.closes_at');
	return rows.map(({ id, closes_at }) => ({ id, closesAt: mustReadMoment(closes_at) }));
}

function pendingNights(db: Knex) {
	return db(`${COLLECTIONS.nights} as n`)
		.join(`${COLLECTIONS.colleges} as c`, 'c.id', 'n.college')
		.select(
			'n.id',
			'n.college',
			'n.kind',
			'n.state',
			'n.root',
			'n.stay_over',
			'n.date',
			'n.opens_at',
			'n.unit_due_at',
			'n.floor_due_at',
		)
		.select('n.closes_at', 'n.locks_at', 'n.opened_at', 'c.time_zone');
}

function toPending(
	row: Record<string, unknown> & {
		id: number;
		college: number;
		kind: NightKind;
		state: NightState;
		root: number | null;
		stay_over: number | null;
		time_zone: string;
	},
): PendingNight {
	return {
		id: row.id,
		college: row.college,
		kind: row.kind,
		state: row.state,
		timeZone: row.time_zone,
		root: row.root,
		stayOver: row.stay_over,
		date: readDate(row['date']) ?? '',
		opensAt: mustReadMoment(row['opens_at']),
		unitDueAt: mustReadMoment(row['unit_due_at']),
		floorDueAt: mustReadMoment(row['floor_due_at']),
		closesAt: mustReadMoment(row['closes_at']),
		locksAt: mustReadMoment(row['locks_at']),
		openedAt: readMoment(row['opened_at']),
	};
}

function readWeekdays(value: unknown): number[] | null {
	return Array.isArray(value) ? value.map(Number) : null;
}

/** Nights that should have closed before a moment and have not. */
export async function countOverdueNights(db: Knex, before: Date): Promise<number> {
	const row = await db(COLLECTIONS.nights)
		.whereIn('state', ['planned', 'open'])
		.where('closes_at', '<', before)
		.count({ overdue: '*' })
		.first();
	return Number(row?.['overdue'] ?? 0);
}
