import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import type { FloorSums } from '../domain/board.ts';
import type { ReportState } from '../types/api.ts';
import { isPostgres, mustReadMoment, readDate, readFlag, readJson, readMoment } from './column-values.ts';

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
		standIn: boolean;
		handedBack: { at: Date; reason: string } | null;
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
	'r.stand_in',
	'r.handed_back_at',
	'r.handed_back_reason',
] as const;
const MOMENTS: readonly string[] = ['r.due_at', 'r.first_received_at', 'r.received_at', 'r.handed_back_at'];

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
	standIn: unknown,
	handedBackAt: number | null,
	handedBackReason: string | null,
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
		standIn,
		handedBackAt,
		handedBackReason,
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
			standIn: readFlag(standIn),
			handedBack: handedBackAt === null ? null : { at: mustReadMoment(handedBackAt), reason: handedBackReason ?? '' },
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
