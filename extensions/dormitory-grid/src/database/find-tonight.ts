import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import type { Position } from '../constants/positions.ts';
import type { FloorSums } from '../domain/board.ts';
import type { Actor } from '../domain/scope.ts';
import type { NightHead, ReportState } from '../types/api.ts';
import { isPostgres, mustReadMoment, readDate, readFlag, readJson, readMoment } from './column-values.ts';

/** A night as the API shows it. */
export async function findNightHead(db: Knex, id: number, college: number): Promise<NightHead | null> {
	const row = await nightHeads(db).where({ id, college }).first();
	return row ? toHead(row) : null;
}

export async function findRecentNights(db: Knex, college: number, limit: number): Promise<NightHead[]> {
	const rows = await nightHeads(db).where({ college }).orderBy('opens_at', 'desc').orderBy('id', 'desc').limit(limit);
	return rows.map(toHead);
}

/**
 * The night that is tonight for a person: an open one (a regular one before a rehearsal), else the newest that has begun.
 * A rehearsal of a part of the tree concerns only those who stand in it, above it, or over all.
 */
export async function findTonight(db: Knex, college: number, actor: Actor, now: Date): Promise<NightHead | null> {
	const own = (column: 'building' | 'floor' | 'unit') => actor.scopes.flatMap((scope) => scope[column] ?? []);
	const everywhere =
		actor.admin || actor.scopes.some((scope) => scope.college === college || scope.counsellor !== null);
	const inside = db(COLLECTIONS.grids)
		.whereIn('id', [...own('building'), ...own('floor'), ...own('unit')])
		.select('id', 'building', 'floor');
	const row = await nightHeads(db)
		.where({ college })
		.where('opens_at', '<=', now)
		.whereIn('state', ['open', 'closed'])
		.modify((query) => {
			if (everywhere) return;
			const path = ['id', 'building', 'floor'].map((column) =>
				db(inside.clone().as('mine')).whereNotNull(column).select(column),
			);
			const below = db(COLLECTIONS.grids)
				.whereIn('building', own('building'))
				.orWhereIn('floor', own('floor'))
				.select('id');
			query.where((part) => {
				part.whereNull('root').orWhereIn('root', below);
				for (const ids of path) part.orWhereIn('root', ids);
			});
		})
		.orderByRaw(
			"case when state = 'open' then 0 else 1 end, case when state = 'open' and kind = 'regular' then 0 else 1 end",
		)
		.orderBy('closes_at', 'desc')
		.first();
	return row ? toHead(row) : null;
}

export interface GridTonight {
	id: number;
	code: string;
	name: string;
	level: 1 | 2 | 3;
	parent: number | null;
	building: number | null;
	floor: number | null;
	state: 'planned' | 'pilot' | 'active' | 'retired';
	inServiceFrom: string | null;
	inServiceUntil: string | null;
	report: {
		state: ReportState;
		submission: string | null;
		dueAt: Date;
		firstReceivedAt: Date | null;
		receivedAt: Date | null;
		onBehalf: boolean;
		residents: number;
		present: number | null;
		lateReturn: number | null;
		notReturned: number | null;
		onLeave: number | null;
		responsibleName: string | null;
		responsiblePhone: string | null;
	} | null;
}

/** Which part of a college's tree to read; `null` lists are not restricted. */
export interface GridSelection {
	college: number;
	buildings?: readonly number[];
	floors?: readonly number[];
	units?: readonly number[];
	/** The whole college. */
	all?: boolean;
	/** Buildings and floors only. */
	upper?: boolean;
}

/** A grid and its report as one flat list of values, in this order; moments are epoch milliseconds. */
const TONIGHT_COLUMNS = [
	'g.id',
	'g.code',
	'g.name',
	'g.level',
	'g.parent',
	'g.building',
	'g.floor',
	'g.state',
	'g.in_service_from',
	'g.in_service_until',
	'r.id',
	'r.state',
	'r.submission',
	'r.due_at',
	'r.first_received_at',
	'r.received_at',
	'r.on_behalf',
	'r.residents',
	'r.present',
	'r.late_return',
	'r.not_returned',
	'r.on_leave',
	'r.responsible_name',
	'r.responsible_phone',
] as const;
const MOMENTS: readonly string[] = ['r.due_at', 'r.first_received_at', 'r.received_at'];

/**
 * Grids with their report of a night, in tree order. Retired grids are left out unless they have a report. One statement,
 * whose rows the database itself hands over as one JSON text: with 30,000 units a driver's row objects cost more than all
 * the rest together.
 */
export async function findGridsTonight(
	db: Knex,
	night: number | null,
	selection: GridSelection,
): Promise<GridTonight[]> {
	const { buildings = [], floors = [], units = [] } = selection;
	const postgres = isPostgres(db);
	const values = TONIGHT_COLUMNS.map((column) =>
		postgres && MOMENTS.includes(column) ? `(extract(epoch from ${column}) * 1000)` : column,
	);
	const rows = db(`${COLLECTIONS.grids} as g`)
		.leftJoin(`${COLLECTIONS.nightReports} as r`, (on) => on.on('r.grid', 'g.id').andOnVal('r.night', night ?? 0))
		.where('g.college', selection.college)
		.where((kept) => kept.whereNot('g.state', 'retired').orWhereNotNull('r.id'))
		.modify((query) => {
			if (selection.upper) query.where('g.level', '<=', 2);
			if (selection.all) return;
			query.where((part) =>
				part
					.whereIn('g.id', [...buildings, ...floors, ...units])
					.orWhereIn('g.building', [...buildings])
					.orWhereIn('g.floor', [...floors]),
			);
		})
		.orderBy(['g.level', 'g.position', 'g.id'])
		.select(db.raw(`${postgres ? 'json_build_array' : 'json_array'}(${values.join(', ')}) as row`));
	const listed = await db(rows.as('listed')).first(
		db.raw(postgres ? 'json_agg("row") as list' : 'json_group_array(json("row")) as list'),
	);
	const list = readJson(listed?.list);
	return Array.isArray(list) ? list.map(toGridTonight) : [];
}

/** How many units each floor of a college has; retired ones do not count. */
export async function countUnitsByFloor(db: Knex, college: number): Promise<Map<number, number>> {
	const rows: { floor: unknown; units: unknown }[] = await db(COLLECTIONS.grids)
		.where({ college, level: 3 })
		.whereNot('state', 'retired')
		.groupBy('floor')
		.select('floor', db.raw('count(*) as units'));
	return new Map(rows.map(({ floor, units }) => [Number(floor), Number(units)]));
}

/** What the units of each floor add up to in a night; from the reports alone. */
export async function sumReportsByFloor(db: Knex, night: number): Promise<Map<number, FloorSums>> {
	const known = 'case when present is not null then';
	const rows: Record<keyof FloorSums | 'floor', unknown>[] = await db(COLLECTIONS.nightReports)
		.where({ night, level: 3 })
		.groupBy('floor')
		.select('floor')
		.select(
			db.raw(
				`sum(case when state = 'due' then 1 else 0 end) as due, sum(case when state = 'on_time' then 1 else 0 end) as on_time,
				sum(case when state = 'late' then 1 else 0 end) as late, sum(case when state = 'missing' then 1 else 0 end) as missing,
				sum(${known} 1 else 0 end) as reported, sum(${known} residents else 0 end) as residents, sum(present) as present,
				sum(late_return) as late_return, sum(not_returned) as not_returned, sum(on_leave) as on_leave`,
			),
		);
	return new Map(
		rows.map(({ floor, ...sums }) => [
			Number(floor),
			{
				due: Number(sums.due),
				on_time: Number(sums.on_time),
				late: Number(sums.late),
				missing: Number(sums.missing),
				reported: Number(sums.reported),
				residents: Number(sums.residents),
				present: Number(sums.present ?? 0),
				late_return: Number(sums.late_return ?? 0),
				not_returned: Number(sums.not_returned ?? 0),
				on_leave: Number(sums.on_leave ?? 0),
			},
		]),
	);
}

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
		reporter: { first: first_name, last: last_name },
		entries: entries
			.filter((entry) => entry.submission === row.id)
			.map(({ submission: _, ...entry }) => ({ ...entry, returned_at: readMoment(entry.returned_at) })),
	}));
}

/** The college a person belongs to: by his scopes, else the first. */
export async function findCollegeOf(db: Knex, actor: Actor): Promise<{ id: number; timeZone: string } | null> {
	const assignment = actor.scopes[0]?.assignment;
	const row = await db(`${COLLECTIONS.colleges} as c`)
		.modify((query) => {
			if (assignment) query.join(`${COLLECTIONS.staffAssignments} as a`, 'a.college', 'c.id').where('a.id', assignment);
		})
		.orderBy('c.id')
		.first('c.id', 'c.time_zone');
	return row ? { id: row.id, timeZone: row.time_zone } : null;
}

function nightHeads(db: Knex) {
	return db(COLLECTIONS.nights).select(
		'id',
		'date',
		'kind',
		'state',
		'opens_at',
		'unit_due_at',
		'floor_due_at',
		'closes_at',
		'locks_at',
		'closed_at',
		'root',
	);
}

function toHead(row: Record<string, unknown> & Pick<NightHead, 'id' | 'kind' | 'state' | 'root'>): NightHead {
	const moment = (name: string) => mustReadMoment(row[name]).toISOString();
	return {
		id: row.id,
		date: readDate(row['date']) ?? '',
		kind: row.kind,
		state: row.state,
		opens_at: moment('opens_at'),
		unit_due_at: moment('unit_due_at'),
		floor_due_at: moment('floor_due_at'),
		closes_at: moment('closes_at'),
		locks_at: moment('locks_at'),
		closed_at: readMoment(row['closed_at'])?.toISOString() ?? null,
		root: row.root,
	};
}

type Values = [
	id: number,
	code: string,
	name: string,
	level: 1 | 2 | 3,
	parent: number | null,
	building: number | null,
	floor: number | null,
	state: GridTonight['state'],
	from: unknown,
	until: unknown,
	report: number | null,
	reportState: ReportState,
	submission: string | null,
	due: number,
	firstReceived: number | null,
	received: number | null,
	onBehalf: unknown,
	residents: number,
	present: number | null,
	late: number | null,
	missing: number | null,
	leave: number | null,
	name: string | null,
	phone: string | null,
];

function toGridTonight(values: Values): GridTonight {
	const [
		id,
		code,
		name,
		level,
		parent,
		building,
		floor,
		state,
		from,
		until,
		report,
		reportState,
		submission,
		due,
		firstReceived,
		received,
		onBehalf,
		residents,
		present,
		lateReturn,
		notReturned,
		onLeave,
		responsibleName,
		responsiblePhone,
	] = values;
	const grid = {
		id,
		code,
		name,
		level,
		parent,
		building,
		floor,
		state,
		inServiceFrom: readDate(from),
		inServiceUntil: readDate(until),
	};
	if (report === null) return { ...grid, report: null };
	return {
		...grid,
		report: {
			state: reportState,
			submission,
			dueAt: mustReadMoment(due),
			firstReceivedAt: readMoment(firstReceived),
			receivedAt: readMoment(received),
			onBehalf: readFlag(onBehalf),
			residents,
			present,
			lateReturn,
			notReturned,
			onLeave,
			responsibleName,
			responsiblePhone,
		},
	};
}
