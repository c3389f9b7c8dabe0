import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import { readNumber } from './column-values.ts';

/** @returns whether this caller closed it: of any number of replicas exactly one */
export async function markNightClosed(db: Knex, night: number, now: Date, lateBySeconds: number): Promise<boolean> {
	const changed = await db(COLLECTIONS.nights)
		.where({ id: night, state: 'open' })
		.update({ state: 'closed', closed_at: now, closed_late_by: lateBySeconds });
	return changed === 1;
}

/** Whatever is still due at the close is missing. */
export async function markReportsMissing(db: Knex, night: number): Promise<void> {
	await db(COLLECTIONS.nightReports).where({ night, state: 'due' }).update({ state: 'missing' });
}

/** Floors and buildings carry what their units add up to, whatever was signed on; two statements for any number of grids. */
export async function rollUpReports(db: Knex, night: number): Promise<void> {
	for (const [level, column] of [
		[2, 'floor'],
		[1, 'building'],
	] as const) {
		const table = COLLECTIONS.nightReports;
		await db.raw(
			`update ?? set present = s.present, late_return = s.late_return, not_returned = s.not_returned,
				on_leave = s.on_leave, units_silent = s.silent
			from (select ?? as grid, sum(coalesce(present, 0)) as present, sum(coalesce(late_return, 0)) as late_return,
					sum(coalesce(not_returned, 0)) as not_returned, sum(coalesce(on_leave, 0)) as on_leave,
					sum(case when state in ('due', 'missing') then 1 else 0 end) as silent
				from ?? where night = ? and level = 3 group by ??) as s
			where ?? = ? and ?? = ? and ?? = s.grid`,
			[table, column, table, night, column, `${table}.night`, night, `${table}.level`, level, `${table}.grid`],
		);
	}
}

export interface NightTotals {
	units_expected: number;
	units_on_time: number;
	units_late: number;
	units_missing: number;
	residents: number;
	present: number;
	late_return: number;
	not_returned: number;
	on_leave: number;
	/** Residents of units that have not reported. */
	unaccounted: number;
}

export async function sumByGrid(db: Knex, night: number): Promise<NightTotals> {
	const row = await db(COLLECTIONS.nightReports)
		.where({ night, level: 3 })
		.first(
			db.raw(
				`count(*) as units_expected,
				sum(case when state = 'on_time' then 1 else 0 end) as units_on_time,
				sum(case when state = 'late' then 1 else 0 end) as units_late,
				sum(case when state in ('missing', 'due') then 1 else 0 end) as units_missing,
				sum(residents) as residents, sum(coalesce(present, 0)) as present, sum(coalesce(late_return, 0)) as late_return,
				sum(coalesce(not_returned, 0)) as not_returned, sum(coalesce(on_leave, 0)) as on_leave,
				sum(case when state in ('missing', 'due') then residents else 0 end) as unaccounted`,
			),
		);
	const total = (name: keyof NightTotals) => readNumber(row?.[name]);
	return {
		units_expected: total('units_expected'),
		units_on_time: total('units_on_time'),
		units_late: total('units_late'),
		units_missing: total('units_missing'),
		residents: total('residents'),
		present: total('present'),
		late_return: total('late_return'),
		not_returned: total('not_returned'),
		on_leave: total('on_leave'),
		unaccounted: total('unaccounted'),
	};
}

export interface DepartmentTotals {
	/** `null`: students without a department. */
	department: number | null;
	residents: number;
	late_return: number;
	not_returned: number;
	on_leave: number;
	unaccounted: number;
}

/** The same night summed the other way: by the students' departments, from the frozen list and the current entries. */
export async function sumByDepartment(db: Knex, night: number): Promise<DepartmentTotals[]> {
	const rows: Record<string, unknown>[] = await db(`${COLLECTIONS.nightResidents} as f`)
		.join(`${COLLECTIONS.nightReports} as r`, (on) => on.on('r.night', 'f.night').andOn('r.grid', 'f.unit'))
		.leftJoin(`${COLLECTIONS.nightEntries} as e`, (on) =>
			on.on('e.submission', 'r.submission').andOn('e.student', 'f.student'),
		)
		.where('f.night', night)
		.groupBy('f.department')
		.orderBy('f.department')
		.select(
			'f.department',
			db.raw(
				`count(*) as residents,
				sum(case when e.kind = 'late_return' then 1 else 0 end) as late_return,
				sum(case when e.kind = 'not_returned' then 1 else 0 end) as not_returned,
				sum(case when e.kind = 'on_leave' then 1 else 0 end) as on_leave,
				sum(case when r.state in ('missing', 'due') then 1 else 0 end) as unaccounted`,
			),
		);
	return rows.map((row) => ({
		department: row['department'] === null ? null : Number(row['department']),
		residents: readNumber(row['residents']),
		late_return: readNumber(row['late_return']),
		not_returned: readNumber(row['not_returned']),
		on_leave: readNumber(row['on_leave']),
		unaccounted: readNumber(row['unaccounted']),
	}));
}

export async function writeSummary(
	db: Knex,
	night: { id: number; college: number },
	totals: NightTotals,
	departments: DepartmentTotals[],
	agree: boolean,
	now: Date,
): Promise<void> {
	const row = {
		college: night.college,
		...totals,
		departments: JSON.stringify(departments),
		sums_agree: agree,
		computed_at: now,
	};
	await db(COLLECTIONS.nightSummaries)
		.insert({ night: night.id, ...row })
		.onConflict('night')
		.merge(row);
}

/** Takes a stale summary in hand. @returns whether this caller did: the row stays locked until its transaction ends */
export async function claimStaleSummary(db: Knex, night: number, now: Date): Promise<boolean> {
	const changed = await db(COLLECTIONS.nightSummaries)
		.where({ night })
		.whereNull('computed_at')
		.update({ computed_at: now });
	return changed === 1;
}
