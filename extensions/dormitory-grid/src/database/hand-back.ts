import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import type { GridPlace } from '../domain/scope.ts';
import { mustReadMoment } from './column-values.ts';

export interface ReportToHandBack {
	/** The report's key. */
	id: number;
	submission: string | null;
	reporter: string | null;
	night: { id: number; locksAt: Date; timeZone: string };
	grid: GridPlace & { code: string };
	/** The same person's hand-back under the same key. */
	earlier: { id: string; handedAt: Date; night: number; grid: number } | null;
}

/** @returns `null`: no such unit owes a report in such a night */
export async function findReportToHandBack(
	db: Knex,
	key: { night: number; grid: number; person: string; clientKey: string },
): Promise<ReportToHandBack | null> {
	const row = await db(`${COLLECTIONS.nightReports} as r`)
		.join(`${COLLECTIONS.nights} as n`, 'n.id', 'r.night')
		.join(`${COLLECTIONS.colleges} as c`, 'c.id', 'n.college')
		.join(`${COLLECTIONS.grids} as g`, 'g.id', 'r.grid')
		.leftJoin(`${COLLECTIONS.nightHandbacks} as h`, (on) =>
			on.onVal('h.handed_by', key.person).andOnVal('h.client_key', key.clientKey),
		)
		.where({ 'r.night': key.night, 'r.grid': key.grid, 'r.level': 3 })
		.first({
			id: 'r.id',
			submission: 'r.submission',
			reporter: 'r.reporter',
			locksAt: 'n.locks_at',
			timeZone: 'c.time_zone',
			grid: 'g.id',
			code: 'g.code',
			college: 'g.college',
			building: 'g.building',
			floor: 'g.floor',
			earlier: 'h.id',
			earlierAt: 'h.handed_at',
			earlierNight: 'h.night',
			earlierGrid: 'h.grid',
		});
	if (!row) return null;
	const { id, submission, reporter, code, college, building, floor } = row;
	return {
		id,
		submission,
		reporter,
		night: { id: key.night, locksAt: mustReadMoment(row.locksAt), timeZone: row.timeZone },
		grid: { id: row.grid, level: 3, code, college, building, floor },
		earlier:
			row.earlier === null
				? null
				: {
						id: row.earlier,
						handedAt: mustReadMoment(row.earlierAt),
						night: row.earlierNight,
						grid: row.earlierGrid,
					},
	};
}

/** @returns whether that submission was still the current one and not handed back */
export async function markHandedBack(
	db: Knex,
	seen: { id: number; submission: string },
	reason: string,
	now: Date,
): Promise<boolean> {
	const changed = await db(COLLECTIONS.nightReports)
		.where(seen)
		.whereNull('handed_back_at')
		.update({ handed_back_at: now, handed_back_reason: reason });
	return changed === 1;
}
