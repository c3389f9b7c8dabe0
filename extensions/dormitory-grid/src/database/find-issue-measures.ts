import type { IssueCategory } from '../constants/issues.ts';
import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import { DONE } from '../domain/issue.ts';
import type { Leg } from '../domain/issue-measure.ts';
import type { Actor } from '../domain/scope.ts';
import type { FeedbackDebt } from '../types/issue-measures.ts';
import { mustReadMoment, readFlag, readMoment, readNumber } from './column-values.ts';
import { personName } from './find-actor.ts';
import { whereMyPlaces } from './find-issues.ts';

/** What is asked of the measures; each question is one statement, whatever the number of issues. */
export interface MeasureQuestion {
	college: number;
	building: number | null;
	category: IssueCategory | null;
}

type Row = Record<string, unknown>;

/** Issues as the asker reads them: where he answers for something, and nothing that is about him. */
function readable(db: Knex, actor: Actor, { college, building, category }: MeasureQuestion) {
	const query = db(`${COLLECTIONS.issues} as i`)
		.join(`${COLLECTIONS.grids} as g`, 'g.id', 'i.grid')
		.where('i.college', college);
	whereMyPlaces(query, actor);
	if (category !== null) void query.where('i.category', category);
	// By where it lies, not by who reads it: a confidential case has readers only.
	if (building !== null) void query.where((at) => at.where('g.id', building).orWhere('g.building', building));
	return query;
}

const STARTS = 't.take_due_at is not null';
const DONE_STATES = "('settled', 'explained', 'closed')";

/** The stretches of all issues reported in a span, each issue's in their order. @param until not included */
export async function findLegs(
	db: Knex,
	actor: Actor,
	question: MeasureQuestion & { from: Date; until: Date },
): Promise<Leg[]> {
	const steps = readable(db, actor, question)
		.where('i.reported_at', '>=', question.from)
		.where('i.reported_at', '<', question.until)
		.join(`${COLLECTIONS.issueSteps} as s`, 's.issue', 'i.id')
		.select('s.issue', 's.kind', 's.at', 's.state', 's.to_level', 's.to_office', 's.take_due_at')
		.select('i.category', 'i.severity', db.raw('coalesce(g.building, g.id) as building'))
		// A step that starts the clock to take begins a stretch.
		.select(
			db.raw(
				'sum(case when s.take_due_at is not null then 1 else 0 end) over (partition by s.issue order by s.number) as leg',
			),
		);
	const columns = ['t.issue', 't.leg', 't.category', 't.severity', 't.building'] as const;
	const rows: Row[] = await db
		.from(steps.as('t'))
		.groupBy(columns)
		.orderBy(['t.issue', 't.leg'])
		.select(columns)
		.select(
			db.raw(`max(case when ${STARTS} then t.kind end) as begun_by,
				max(case when ${STARTS} then t.at end) as started_at,
				max(case when ${STARTS} then t.to_level end) as level,
				max(case when ${STARTS} then t.to_office end) as office,
				min(case when t.kind = 'take' then t.at end) as taken_at,
				min(case when t.kind in ('settle', 'explain') then t.at end) as done_at,
				min(case when t.kind in ('feed_back', 'answer') and t.state in ${DONE_STATES} then t.at end) as told_at,
				max(case when t.kind = 'overdue' and t.take_due_at is null then 1 else 0 end) as late_done`),
		);
	return rows.map((row) => ({
		issue: Number(row['issue']),
		category: row['category'] as Leg['category'],
		severity: row['severity'] as Leg['severity'],
		building: Number(row['building']),
		level: row['level'] === null ? null : (Number(row['level']) as Leg['level']),
		office: row['office'] === null ? null : Number(row['office']),
		begunBy: row['begun_by'] as Leg['begunBy'],
		startedAt: mustReadMoment(row['started_at']),
		takenAt: readMoment(row['taken_at']),
		doneAt: readMoment(row['done_at']),
		toldAt: readMoment(row['told_at']),
		lateDone: readFlag(row['late_done']),
	}));
}

type NowQuestion = MeasureQuestion & { office: number | null };

function openNow(db: Knex, actor: Actor, question: NowQuestion) {
	const query = readable(db, actor, question).whereNotNull('i.next_due_at');
	if (question.office !== null) void query.where('i.holder_office', question.office);
	return query;
}

/** What is not closed, by class of age. @param cuts the moments between the classes, the youngest first */
export async function countByAge(
	db: Knex,
	actor: Actor,
	question: NowQuestion,
	cuts: readonly Date[],
): Promise<{ age: number; done: boolean; issues: number }[]> {
	const cases = cuts.map((_, age) => `when i.reported_at > ? then ${age}`).join(' ');
	const aged = openNow(db, actor, question).select(
		'i.state',
		db.raw(`case ${cases} else ${cuts.length} end as age`, [...cuts]),
	);
	const rows: Row[] = await db
		.from(aged.as('t'))
		.groupBy('t.age', 't.state')
		.select('t.age', 't.state')
		.count({ issues: '*' });
	return rows.map((row) => ({
		age: Number(row['age']),
		done: DONE.some((state) => state === row['state']),
		issues: readNumber(row['issues']),
	}));
}

/** Settled or explained, and nobody told: by whom, and with whom the case is. */
export async function findFeedbackDebts(
	db: Knex,
	actor: Actor,
	question: NowQuestion,
	now: Date,
): Promise<FeedbackDebt[]> {
	const columns = ['i.settled_by', 'u.last_name', 'u.first_name', 'i.holder_level', 'd.name'] as const;
	const rows: Row[] = await openNow(db, actor, question)
		.whereIn('i.state', [...DONE])
		.whereNull('i.told_at')
		.leftJoin('directus_users as u', 'u.id', 'i.settled_by')
		.leftJoin(`${COLLECTIONS.departments} as d`, 'd.id', 'i.holder_office')
		.groupBy(columns)
		.select('i.settled_by', 'u.last_name', 'u.first_name', 'i.holder_level', 'd.name as office')
		.select(
			db.raw(
				`count(*) as debts, min(i.settled_at) as since, sum(case when i.close_due_at <= ? then 1 else 0 end) as overdue`,
				[now],
			),
		)
		.orderBy([
			{ column: 'debts', order: 'desc' },
			{ column: 'since' },
			{ column: 'i.settled_by' },
			{ column: 'i.holder_level' },
		]);
	return rows.map((row) => ({
		person: textOf(row['settled_by']),
		name: row['settled_by'] === null ? null : personName(textOf(row['last_name']), textOf(row['first_name'])),
		level: row['holder_level'] === null ? null : (Number(row['holder_level']) as FeedbackDebt['level']),
		office: textOf(row['office']),
		debts: readNumber(row['debts']),
		overdue: readNumber(row['overdue']),
		since: mustReadMoment(row['since']).toISOString(),
	}));
}

/** The buildings of a college, in their order. */
export async function findBuildings(db: Knex, college: number): Promise<{ id: number; name: string }[]> {
	return await db(COLLECTIONS.grids).where({ college, level: 1 }).orderBy(['position', 'id']).select('id', 'name');
}

function textOf(value: unknown): string | null {
	return typeof value === 'string' ? value : null;
}
