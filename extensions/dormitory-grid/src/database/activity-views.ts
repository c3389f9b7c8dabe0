import type { Knex } from 'knex';
import { COLLECTIONS as C } from '../constants/collections.ts';
import type { ActivityKind, ActivityRule, Counted, GridLevel, OwingGrid } from '../domain/activity.ts';
import type { ActivityLine, CalledPerson } from '../types/activity.ts';
import type { ActivityRuleRow } from '../types/schema.ts';
import { mustReadMoment, readDate, readFlag, readNumber } from './column-values.ts';
import { personName } from './find-actor.ts';

/** The part of the tree that somebody answers for: his own grids and all below them, or a whole college. */
export interface ActivityPart {
	college: number | null;
	grids: readonly number[];
}

function within(query: Knex.QueryBuilder, { college, grids }: ActivityPart, column: (name: string) => string): void {
	void query.where((part) => {
		if (college !== null) void part.where(column('college'), college);
		else
			void part
				.whereIn(column('building'), [...grids])
				.orWhereIn(column('floor'), [...grids])
				.orWhereIn(column('unit'), [...grids]);
	});
}

/** Rules as they stand before a change. */
export async function findActivityRules(db: Knex, ids: readonly (string | number)[]): Promise<ActivityRuleRow[]> {
	return await db(C.activityRules)
		.whereIn('id', [...ids])
		.select('*');
}

export async function loadActivityRules(db: Knex, college: number): Promise<ActivityRule[]> {
	return await db(C.activityRules)
		.where({ college, active: true })
		.orderBy('id')
		.select('kind', 'level', { perTerm: 'per_term' });
}

export interface GridOfPart extends OwingGrid {
	code: string;
	name: string;
}

interface ServiceRow {
	[column: string]: unknown;
}

/** Grids of a part that are in service now, with the spans of their own and of what lies above. */
export async function findOwingGrids(db: Knex, part: ActivityPart): Promise<GridOfPart[]> {
	const levels = ['g', 'f', 'b'];
	const rows: (ServiceRow & { id: number; level: GridLevel; code: string; name: string })[] = await db(
		`${C.grids} as g`,
	)
		.leftJoin(`${C.grids} as f`, 'f.id', 'g.floor')
		.leftJoin(`${C.grids} as b`, 'b.id', 'g.building')
		.where((query) => {
			if (part.college !== null) void query.where('g.college', part.college);
			else
				void query
					.whereIn('g.id', [...part.grids])
					.orWhereIn('g.floor', [...part.grids])
					.orWhereIn('g.building', [...part.grids]);
		})
		.whereIn('g.state', ['pilot', 'active'])
		.where((above) => above.whereNull('b.id').orWhereIn('b.state', ['pilot', 'active']))
		.where((above) => above.whereNull('f.id').orWhereIn('f.state', ['pilot', 'active']))
		.orderByRaw('g.level, coalesce(b.position, g.position), coalesce(f.position, 0), g.position, g.id')
		.select('g.id', 'g.level', 'g.code', 'g.name')
		.select(
			levels.flatMap((level) => [
				`${level}.in_service_from as ${level}_from`,
				`${level}.in_service_until as ${level}_until`,
			]),
		);
	return rows.map((row) => ({
		id: row.id,
		level: row.level,
		code: row.code,
		name: row.name,
		services: levels.map((level) => ({ from: readDate(row[`${level}_from`]), until: readDate(row[`${level}_until`]) })),
	}));
}

/** How often each grid of a part has held each kind in a term, and what it has called besides; by `grid:kind`. */
export async function countActivities(db: Knex, part: ActivityPart, term: number): Promise<Map<string, Counted>> {
	const query = db(`${C.activities} as a`)
		.leftJoin(`${C.activityResults} as r`, 'r.activity', 'a.id')
		.where('a.term', term)
		.groupBy('a.grid', 'a.kind')
		.select('a.grid', 'a.kind')
		.select(db.raw("sum(case when r.outcome = 'held' then 1 else 0 end) as held"))
		.select(db.raw('sum(case when r.id is null then 1 else 0 end) as planned'));
	within(query, part, (name) => `a.${name}`);
	const rows: { grid: number; kind: ActivityKind; held: unknown; planned: unknown }[] = await query;
	return new Map(
		rows.map(({ grid, kind, held, planned }) => [
			`${grid}:${kind}`,
			{ held: readNumber(held), planned: readNumber(planned) },
		]),
	);
}

/** Names of who is on post at this moment, by grid. */
export async function findStaffNames(db: Knex, part: ActivityPart): Promise<Map<number, string[]>> {
	const rows = await db(`${C.staffScopes} as s`)
		.join('directus_users as u', 'u.id', 's.person')
		.join(`${C.grids} as g`, (on) => on.on('g.id', db.raw('coalesce(s.unit, s.floor, s.building)')))
		.where((query) => {
			if (part.college !== null) void query.where('g.college', part.college);
			else
				void query
					.whereIn('g.id', [...part.grids])
					.orWhereIn('g.floor', [...part.grids])
					.orWhereIn('g.building', [...part.grids]);
		})
		.orderBy('s.id')
		.select({ grid: 'g.id' }, 'u.last_name', 'u.first_name');
	const names = new Map<number, string[]>();
	for (const { grid, last_name, first_name } of rows)
		names.set(grid, [...new Set([...(names.get(grid) ?? []), personName(last_name, first_name)])]);
	return names;
}

export type ActivityHeadLine = Omit<ActivityLine, 'mine' | 'invited' | 'people' | 'photos'> & {
	result: string | null;
	place_of: { college: number; building: number | null; floor: number | null; level: GridLevel };
};

/** What is held in a part or what a person is called to, newest first. */
export async function findActivities(
	db: Knex,
	asked: { part: ActivityPart; person: string; limit: number },
): Promise<ActivityHeadLine[]> {
	const { part, person, limit } = asked;
	const rows = await db(`${C.activities} as a`)
		.join(`${C.grids} as g`, 'g.id', 'a.grid')
		.leftJoin(`${C.activityResults} as r`, 'r.activity', 'a.id')
		.leftJoin('directus_users as h', 'h.id', 'a.held_by')
		.leftJoin('directus_users as w', 'w.id', 'r.recorded_by')
		.where((mine) => {
			within(mine, part, (name) => `a.${name}`);
			void mine.orWhereIn('a.id', db(C.activityPeople).where({ person }).select('activity'));
		})
		.orderBy('a.held_at', 'desc')
		.orderBy('a.id')
		.limit(limit)
		.select('a.id', 'a.grid', 'g.code', 'g.level', 'a.kind', 'a.title', 'a.place', 'a.note', 'a.held_at')
		.select('a.college', 'g.building', 'g.floor', 'r.outcome', 'r.decided', 'r.students')
		.select({ result: 'r.id', remark: 'r.note', came: 'r.came_count' })
		.select({ holder_last: 'h.last_name', holder_first: 'h.first_name' })
		.select({ writer_last: 'w.last_name', writer_first: 'w.first_name' })
		.select(db(C.activityPeople).whereRaw('activity = a.id').count('*').as('called'));
	return rows.map((row) => ({
		id: row.id,
		grid: row.grid,
		code: row.code,
		kind: row.kind,
		title: row.title,
		place: row.place,
		note: row.note,
		held_at: mustReadMoment(row.held_at).toISOString(),
		held_by: personName(row.holder_last, row.holder_first) || null,
		outcome: row.outcome,
		decided: row.decided,
		remark: row.remark,
		students: row.students,
		recorded_by: personName(row.writer_last, row.writer_first) || null,
		called: readNumber(row.called),
		came: row.came,
		result: row.result,
		place_of: { college: row.college, building: row.building, floor: row.floor, level: row.level },
	}));
}

/** Who was called to which activity, by activity, in the order of the tree. */
export async function findCalledPeople(db: Knex, activities: readonly string[]): Promise<Map<string, CalledPerson[]>> {
	const rows = await db(`${C.activityPeople} as p`)
		.leftJoin('directus_users as u', 'u.id', 'p.person')
		.leftJoin(`${C.grids} as g`, 'g.id', 'p.grid')
		.whereIn('p.activity', [...activities])
		.orderBy('p.id')
		.select('p.activity', 'p.person', 'p.position', 'p.came', 'g.code', 'u.last_name', 'u.first_name');
	const people = new Map<string, CalledPerson[]>();
	for (const row of rows) {
		const { activity, person, position, code, last_name, first_name } = row;
		const came = row.came === null ? null : readFlag(row.came);
		const called = { person: person ?? '', name: personName(last_name, first_name), position, code: code ?? '', came };
		people.set(activity, [...(people.get(activity) ?? []), called]);
	}
	return people;
}
