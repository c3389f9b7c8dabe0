import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import { isPostgres } from './column-values.ts';
import { PLACE } from './issue-places.ts';
import { type IssueRead, issueRows } from './issue-rows.ts';

/** What the sweep of issues looks for, and holds. */

/** A part of what a sweep looks for. */
export interface SweepPart {
	/** `null`: all of them. */
	among: readonly number[] | null;
	except: readonly number[];
	limit: number;
}

function wherePart(query: Knex.QueryBuilder, { among, except, limit }: SweepPart): void {
	if (among !== null) void query.whereIn('i.id', [...among]);
	if (except.length > 0) void query.whereNotIn('i.id', [...except]);
	void query.limit(limit);
}

/**
 * Issues about which something falls due by itself, longest overdue first; those that another process holds are left to it.
 * As they are kept, so that one which cannot be read is known by its id.
 */
export async function holdDueIssues(trx: Knex, now: Date, part: SweepPart): Promise<IssueRead[]> {
	return await issueRows(trx)
		.where('i.next_due_at', '<=', now)
		.orderBy('i.next_due_at')
		.modify((query) => {
			wherePart(query, part);
			if (isPostgres(trx)) void query.forUpdate('i').skipLocked();
		});
}

/** Issues that are not closed and lie with nobody in office, or with a grid that their room has left. */
export async function holdOrphans(trx: Knex, part: SweepPart): Promise<IssueRead[]> {
	const { grids, offices } = await findEmptyHolders(trx);
	return await issueRows(trx)
		.whereNotNull('i.next_due_at')
		.where((held) => {
			void held
				.whereIn('i.holder_grid', grids)
				.orWhereIn('i.holder_office', offices)
				.orWhereRaw(`i.holder_level = 3 and coalesce(${PLACE.unit}, 0) <> i.holder_grid`)
				.orWhereRaw(`i.holder_level = 2 and coalesce(${PLACE.floor}, 0) <> i.holder_grid`)
				.orWhereRaw(`i.holder_level = 1 and coalesce(${PLACE.building}, 0) <> i.holder_grid`);
		})
		.orderBy('i.id')
		.modify((query) => {
			wherePart(query, part);
			if (isPostgres(trx)) void query.forUpdate('i').skipLocked();
		});
}

/** Grids and offices that hold something and have nobody in office. */
async function findEmptyHolders(db: Knex): Promise<{ grids: number[]; offices: number[] }> {
	const { issues, staffScopes } = COLLECTIONS;
	const held = async (column: 'holder_grid' | 'holder_office'): Promise<number[]> => {
		const rows = await db(issues).whereNot('state', 'closed').whereNotNull(column).distinct(column);
		return rows.map((row) => row[column]);
	};
	const staffed: { position: string; unit: number; floor: number; building: number; department: number }[] = await db(
		`${staffScopes} as s`,
	)
		.join('directus_users as p', 'p.id', 's.person')
		.where('p.status', 'active')
		.select('s.position', 's.unit', 's.floor', 's.building', 's.department');
	const inOffice = new Set(staffed.flatMap(({ unit, floor, building }) => [unit, floor, building]));
	const open = new Set(
		staffed.flatMap(({ position, department }) => (position === 'responsible_office' ? department : [])),
	);
	return {
		grids: (await held('holder_grid')).filter((grid) => !inOffice.has(grid)),
		offices: (await held('holder_office')).filter((office) => !open.has(office)),
	};
}
