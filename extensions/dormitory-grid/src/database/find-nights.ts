import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import type { Actor } from '../domain/scope.ts';
import type { NightHead } from '../types/api.ts';
import { mustReadMoment, readDate, readMoment } from './column-values.ts';

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

/** The college a person belongs to by his scopes; an administrator of the installation, who has none, sees the first. */
export async function findCollegeOf(db: Knex, actor: Actor): Promise<{ id: number; timeZone: string } | null> {
	const assignment = actor.scopes[0]?.assignment;
	if (!assignment && !actor.admin) return null;
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
