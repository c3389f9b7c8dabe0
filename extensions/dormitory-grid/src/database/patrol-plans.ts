import type { Knex } from 'knex';
import { COLLECTIONS as C } from '../constants/collections.ts';
import { areTimes, areTopics, type PatrolPlan, type SensitivePeriod, type Walk } from '../domain/patrol.ts';
import { dateValue, isPostgres, param, readDate, readJson } from './column-values.ts';

export interface CollegePlans {
	plans: PatrolPlan[];
	periods: SensitivePeriod[];
}

/** What every college has its grids walk, by college; colleges without a plan are left out. */
export async function loadPlans(db: Knex): Promise<Map<number, CollegePlans>> {
	const plans = await db(C.patrolPlans).where({ active: true }).orderBy('id').select('*');
	if (plans.length === 0) return new Map();
	const periods = await db(C.sensitivePeriods).orderBy('id').select('*');
	const colleges = new Map<number, CollegePlans>(plans.map(({ college }) => [college, { plans: [], periods: [] }]));
	for (const row of plans) colleges.get(row.college)?.plans.push(toPlan(row));
	for (const row of periods) colleges.get(row.college)?.periods.push(toPeriod(row));
	return colleges;
}

function toPlan(
	row: Record<string, unknown> & Pick<PatrolPlan, 'id' | 'level' | 'root' | 'rhythm' | 'who' | 'weekday'>,
) {
	const { id, level, root, rhythm, who, weekday } = row;
	const [times, topics] = [readJson(row['times']), readJson(row['topics'])];
	return {
		id,
		level,
		root,
		rhythm,
		who,
		weekday,
		times: areTimes(times) ? times : [],
		topics: areTopics(topics) ? topics : [],
		beforeMinutes: Number(row['before_minutes']),
		afterMinutes: Number(row['after_minutes']),
		lateMinutes: Number(row['late_minutes']),
	};
}

function toPeriod(row: Record<string, unknown> & Pick<SensitivePeriod, 'id' | 'building'>): SensitivePeriod {
	const [times, topics] = [readJson(row['extra_times']), readJson(row['extra_topics'])];
	return {
		id: row.id,
		building: row.building,
		startsOn: readDate(row['starts_on']) ?? '',
		endsOn: readDate(row['ends_on']) ?? '',
		extraTimes: areTimes(times) ? times : [],
		extraTopics: areTopics(topics) ? topics : [],
	};
}

/**
 * Every grid that owes a walk gets its row, and for a walk of everybody each of its staff: one statement, whatever the
 * number of grids. In service that day with all above it, and somebody lives there. Known rows stay as they are.
 */
export async function planWalk(trx: Knex, college: number, date: string, walk: Walk): Promise<void> {
	const { plan } = walk;
	const text = (value: string) => param(trx, 'text', value);
	const each = plan.who === 'all_of_us';
	const column = plan.level === 3 ? 'unit' : 'floor';
	const json = isPostgres(trx) ? 'cast(? as json)' : '?';
	const rows = trx(`${C.grids} as g`)
		.join(`${C.grids} as b`, 'b.id', 'g.building')
		.where({ 'g.college': college, 'g.level': plan.level })
		.modify((query) => {
			inService(query, 'g', date);
			inService(query, 'b', date);
			if (plan.level === 3) {
				query.join(`${C.grids} as f`, 'f.id', 'g.floor');
				inService(query, 'f', date);
			}
			const { root } = plan;
			if (root !== null)
				query.where((part) => part.where('g.id', root).orWhere('g.floor', root).orWhere('g.building', root));
			if (walk.building !== null) query.where('g.building', walk.building);
			if (each) query.join(`${C.staffScopes} as s`, `s.${column}`, 'g.id');
		})
		.whereExists(
			trx(`${C.students} as d`)
				.join(`${C.rooms} as r`, 'r.id', 'd.room')
				.where('d.residence_state', 'resident')
				.whereRaw(`r.${column} = g.id`)
				.select(trx.raw('1')),
		)
		.select(
			trx.raw(each ? "? || ':' || g.id || ':' || s.person" : "? || ':' || g.id", [text(walk.key)]),
			param(trx, 'integer', plan.id),
			text(walk.key),
			'g.id',
			each ? 's.person' : param(trx, 'uuid', null),
			param(trx, 'date', dateValue(date)),
			param(trx, 'timestamptz', walk.startsAt),
			param(trx, 'timestamptz', walk.dueAt),
			param(trx, 'timestamptz', walk.lateUntil),
			trx.raw(json, [JSON.stringify(walk.topics)]),
			param(trx, 'integer', walk.period),
			text('owed'),
			'g.college',
			'g.building',
			plan.level === 2 ? 'g.id' : 'g.floor',
			plan.level === 3 ? 'g.id' : param(trx, 'integer', null),
		);
	const columns =
		'key, plan, walk, grid, person, date, starts_at, due_at, late_until, topics, period, state, college, building, floor, unit';
	// 'where true' keeps SQLite's parser from reading "on conflict" as a join condition.
	await trx.raw(`insert into ?? (${columns}) select * from ? as owed where true on conflict do nothing`, [
		C.patrolDuties,
		rows,
	]);
}

/** What was planned for a date, has not begun, and is no longer asked for. */
export async function dropUnaskedDuties(
	trx: Knex,
	college: number,
	asked: { date: string; walks: readonly string[]; now: Date },
): Promise<void> {
	await trx(C.patrolDuties)
		.where({ college, date: dateValue(asked.date), state: 'owed' })
		.where('starts_at', '>', asked.now)
		.whereNotIn('walk', [...asked.walks])
		.delete();
}

/** Marks of one kind, by college. */
export async function findCollegeMarks(
	db: Knex,
	kind: 'patrols_planned' | 'facilities_rung',
): Promise<Map<number, string>> {
	const rows = await db(C.installation).whereLike('key', `${kind}:%`).select('key', 'value');
	return new Map(rows.map(({ key, value }) => [Number(String(key).split(':')[1]), value]));
}

function inService(query: Knex.QueryBuilder, grid: string, date: string): void {
	const day = dateValue(date);
	query
		.whereIn(`${grid}.state`, ['pilot', 'active'])
		.where((from) => from.whereNull(`${grid}.in_service_from`).orWhere(`${grid}.in_service_from`, '<=', day))
		.where((until) => until.whereNull(`${grid}.in_service_until`).orWhere(`${grid}.in_service_until`, '>=', day));
}
