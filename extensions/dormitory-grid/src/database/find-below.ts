import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import type { GridPlace } from '../domain/scope.ts';

/** The grids directly below a floor (its units) or a building (its floors) that have not reported. */
export async function findSilentChildren(
	db: Knex,
	night: number,
	grid: GridPlace,
): Promise<{ grid: number; code: string }[]> {
	return await db(`${COLLECTIONS.nightReports} as r`)
		.join(`${COLLECTIONS.grids} as g`, 'g.id', 'r.grid')
		.where({ 'r.night': night, 'g.parent': grid.id })
		.whereIn('r.state', ['due', 'missing'])
		.select('r.grid', 'g.code')
		.orderBy('g.position')
		.orderBy('g.id');
}

/** What the units below a floor or building add up to now. Silent units count their residents and nothing else. */
export async function sumUnitsBelow(
	db: Knex,
	night: number,
	grid: GridPlace,
): Promise<{
	residents: number;
	present: number;
	late_return: number;
	not_returned: number;
	on_leave: number;
	silent: number;
}> {
	const row = await db(COLLECTIONS.nightReports)
		.where({ night, level: 3, [grid.level === 1 ? 'building' : 'floor']: grid.id })
		.first(
			db.raw(
				`sum(residents) as residents, sum(coalesce(present, 0)) as present, sum(coalesce(late_return, 0)) as late_return,
				sum(coalesce(not_returned, 0)) as not_returned, sum(coalesce(on_leave, 0)) as on_leave,
				sum(case when state in ('due', 'missing') then 1 else 0 end) as silent`,
			),
		);
	const number = (value: unknown) => Number(value ?? 0);
	return {
		residents: number(row?.residents),
		present: number(row?.present),
		late_return: number(row?.late_return),
		not_returned: number(row?.not_returned),
		on_leave: number(row?.on_leave),
		silent: number(row?.silent),
	};
}
