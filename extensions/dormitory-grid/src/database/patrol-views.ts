import type { Knex } from 'knex';
import { COLLECTIONS as C } from '../constants/collections.ts';
import { areTopics } from '../domain/patrol.ts';
import type { OverviewWalk, PastPatrol, PatrolDuty, PatrolOverview, WalkGrid } from '../types/patrol.ts';
import { dateValue, mustReadMoment, readJson, readMoment, readNumber } from './column-values.ts';
import { personName } from './find-actor.ts';

const iso = (value: unknown): string => mustReadMoment(value).toISOString();

/** Walks of these grids that are anybody's or this person's, still owed or of the last days, soonest first. */
export async function findDutiesOf(
	db: Knex,
	grids: readonly number[],
	{ person, since }: { person: string; since: Date },
): Promise<PatrolDuty[]> {
	const rows = await db(`${C.patrolDuties} as d`)
		.join(`${C.grids} as g`, 'g.id', 'd.grid')
		.leftJoin(`${C.sensitivePeriods} as p`, 'p.id', 'd.period')
		.whereIn('d.grid', [...grids])
		.where('d.late_until', '>', since)
		.where((own) => own.whereNull('d.person').orWhere('d.person', person))
		.orderBy(['d.starts_at', 'g.position', 'd.id'])
		.limit(100)
		.select('d.id', 'd.grid', 'g.code', 'g.name', 'd.starts_at', 'd.due_at', 'd.late_until', 'd.topics', 'd.state')
		.select('d.settled_at', { period: 'p.name' });
	return rows.map((row) => {
		const topics = readJson(row.topics);
		return {
			id: row.id,
			grid: row.grid,
			code: row.code,
			name: row.name,
			starts_at: iso(row.starts_at),
			due_at: iso(row.due_at),
			late_until: iso(row.late_until),
			topics: areTopics(topics) ? topics : [],
			period: row.period,
			state: row.state,
			settled_at: readMoment(row.settled_at)?.toISOString() ?? null,
		};
	});
}

export async function findWalkGrids(db: Knex, ids: readonly number[]): Promise<WalkGrid[]> {
	return await db(C.grids)
		.whereIn('id', [...ids])
		.whereNot('state', 'retired')
		.orderBy(['level', 'position', 'id'])
		.select({ grid: 'id' }, 'code', 'name', 'level');
}

export async function findPastPatrols(db: Knex, person: string, limit: number): Promise<PastPatrol[]> {
	const rows = await db(`${C.patrols} as p`)
		.join(`${C.grids} as g`, 'g.id', 'p.grid')
		.where('p.patrolled_by', person)
		.orderBy('p.received_at', 'desc')
		.limit(limit)
		.select('p.id', 'g.code', 'p.received_at', 'p.kind', 'p.found', 'p.raised');
	return rows.map((row) => ({ ...row, received_at: iso(row.received_at) }));
}

/** The part of the tree that somebody oversees: grids below these, or a whole college. */
export interface Overseen {
	college: number | null;
	buildings: readonly number[];
	floors: readonly number[];
}

function below(query: Knex.QueryBuilder, table: string, { college, buildings, floors }: Overseen): void {
	void query.where((part) => {
		if (college !== null) void part.where(`${table}.college`, college);
		else void part.whereIn(`${table}.building`, [...buildings]).orWhereIn(`${table}.floor`, [...floors]);
	});
}

export async function findOverview(
	db: Knex,
	part: Overseen,
	{ date, limit }: { date: string; limit: number },
): Promise<OverviewWalk[]> {
	const query = db(`${C.patrolDuties} as d`)
		.join(`${C.grids} as g`, 'g.id', 'd.grid')
		.leftJoin(`${C.patrols} as p`, 'p.id', 'd.patrol')
		.leftJoin('directus_users as u', (on) => on.on('u.id', db.raw('coalesce(p.patrolled_by, d.person)')))
		.where('d.date', dateValue(date))
		.orderBy(['d.starts_at', 'g.building', 'g.floor', 'g.position', 'd.id'])
		.limit(limit)
		.select('d.grid', 'g.code', 'g.name', 'g.level', 'd.starts_at', 'd.due_at', 'd.late_until', 'd.state')
		.select('u.last_name', 'u.first_name', 'p.found', 'p.raised');
	below(query, 'd', part);
	const rows = await query;
	return rows.map((row) => ({
		grid: row.grid,
		code: row.code,
		name: row.name,
		level: row.level,
		starts_at: iso(row.starts_at),
		due_at: iso(row.due_at),
		late_until: iso(row.late_until),
		state: row.state,
		person: personName(row.last_name, row.first_name) || null,
		found: row.found ?? 0,
		raised: row.raised ?? 0,
	}));
}

/** Loss, damage and what is out of date, counted by the grid that keeps it. */
export async function countUnfit(db: Knex, part: Overseen, today: string): Promise<PatrolOverview['unfit']> {
	const rows: Record<string, unknown>[] = await db(`${C.facilities} as f`)
		.join(`${C.grids} as g`, 'g.id', 'f.grid')
		.modify((query) => below(query, 'f', part))
		.where((unfit) =>
			unfit.whereIn('f.state', ['empty', 'damaged', 'lost']).orWhere('f.expires_on', '<', dateValue(today)),
		)
		.groupBy('f.grid', 'g.code')
		.orderBy('g.code')
		.select('f.grid', 'g.code', db.raw('count(*) as facilities'))
		.select(db.raw("sum(case when f.state = 'lost' then 1 else 0 end) as lost"))
		.select(db.raw("sum(case when f.state = 'damaged' then 1 else 0 end) as damaged"));
	return rows.map((row) => ({
		grid: Number(row['grid']),
		code: String(row['code']),
		facilities: readNumber(row['facilities']),
		lost: readNumber(row['lost']),
		damaged: readNumber(row['damaged']),
	}));
}
