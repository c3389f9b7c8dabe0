import type { IssueState, StepKind } from '../constants/issues.ts';
import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import type { Step } from '../domain/issue.ts';
import { holderLevel } from '../domain/issue-holder.ts';

import type { IssueStepRow } from '../types/schema.ts';
import { mustReadMoment, readFlag, readMoment, readNumber } from './column-values.ts';
import { insertRows } from './insert-rows.ts';
import { toHolder } from './issue-rows.ts';
import { frequentQuestion } from './frequent-question.ts';

/** A step's columns that follow from the decision, as Directus or {@link insertSystemSteps} writes them. */
export function stepColumns(step: Step, after: { state: IssueState; steps: number; college: number }) {
	const { to } = step;
	return {
		number: after.steps,
		kind: step.kind,
		until: step.until?.toISOString() ?? null,
		to_level: to === null ? null : holderLevel(to),
		to_grid: to?.kind === 'grid' ? to.grid : null,
		to_office: to?.kind === 'office' ? to.office : null,
		into: step.into,
		solved: step.solved,
		by: step.by,
		at: step.at.toISOString(),
		state: after.state,
		take_due_at: step.takeDueAt?.toISOString() ?? null,
		settle_due_at: step.settleDueAt?.toISOString() ?? null,
		close_due_at: step.closeDueAt?.toISOString() ?? null,
		whole_due_at: step.wholeDueAt?.toISOString() ?? null,
		college: after.college,
	};
}

export interface SystemStepRow {
	id: string;
	issue: number;
	number: number;
	step: Step;
	state: IssueState;
	college: number;
}

/** Steps of people that do not come through Directus's create; their moments as Directus would be given them. */
export async function insertSteps(
	trx: Knex,
	rows: readonly (ReturnType<typeof stepColumns> & {
		[column: string]: unknown;
		id: string;
		photos?: readonly string[] | null;
	})[],
): Promise<void> {
	const moment = (text: string | null) => (text === null ? null : new Date(text));
	await trx(COLLECTIONS.issueSteps).insert(
		rows.map((row) => ({
			...row,
			photos: row.photos ? JSON.stringify(row.photos) : null,
			at: moment(row.at),
			until: moment(row.until),
			take_due_at: moment(row.take_due_at),
			settle_due_at: moment(row.settle_due_at),
			close_due_at: moment(row.close_due_at),
			whole_due_at: moment(row.whole_due_at),
		})),
	);
}

/** What happened by itself, in one statement; none may be there already. */
export async function insertSystemSteps(trx: Knex, rows: readonly SystemStepRow[]): Promise<void> {
	const inserted = await insertRows(
		trx,
		COLLECTIONS.issueSteps,
		{
			id: 'uuid',
			issue: 'integer',
			number: 'integer',
			kind: 'text',
			until: 'timestamptz',
			to_level: 'integer',
			to_grid: 'integer',
			to_office: 'integer',
			at: 'timestamptz',
			state: 'text',
			take_due_at: 'timestamptz',
			settle_due_at: 'timestamptz',
			close_due_at: 'timestamptz',
			whole_due_at: 'timestamptz',
			college: 'integer',
		},
		rows.map(({ id, issue, number, step, state, college }) => ({
			id,
			issue,
			number,
			kind: step.kind,
			until: step.until,
			to_level: step.to === null ? null : holderLevel(step.to),
			to_grid: step.to?.kind === 'grid' ? step.to.grid : null,
			to_office: step.to?.kind === 'office' ? step.to.office : null,
			at: step.at,
			state,
			take_due_at: step.takeDueAt,
			settle_due_at: step.settleDueAt,
			close_due_at: step.closeDueAt,
			whole_due_at: step.wholeDueAt,
			college,
		})),
		'id',
	);
	if (inserted.length < rows.length) throw new Error(`${rows.length - inserted.length} steps are there already`);
}

/** The steps of an issue as they were kept, in order; what {@link applyStep} is replayed with. */
export async function findSteps(db: Knex, issue: number): Promise<Step[]> {
	const rows = await db(COLLECTIONS.issueSteps).where({ issue }).orderBy('number');
	return rows.map(toStep);
}

export function toStep(row: Omit<IssueStepRow, 'solved'> & { solved: unknown }): Step {
	const kind: StepKind = row.kind;
	const hasTarget = row.to_level !== null || row.to_office !== null;
	return {
		kind,
		by: row.by,
		at: mustReadMoment(row.at),
		to: hasTarget
			? toHolder({ holder_level: row.to_level, holder_grid: row.to_grid, holder_office: row.to_office })
			: null,
		until: readMoment(row.until),
		into: row.into,
		solved: row.solved === null ? null : readFlag(row.solved),
		takeDueAt: readMoment(row.take_due_at),
		settleDueAt: readMoment(row.settle_due_at),
		closeDueAt: readMoment(row.close_due_at),
		wholeDueAt: readMoment(row.whole_due_at),
	};
}

export interface EarlierSteps {
	/** What the person has sent under the same key. */
	same: { id: string; issue: number | null; kind: StepKind; at: Date } | null;
	/** How many steps he has taken since, reports and what his walks raised left out. */
	recent: number;
}

type EarlierRow = { id: string | null; issue: number | null; kind: StepKind; at: unknown; recent: unknown };

const askForEarlier = frequentQuestion<{ by: string; client_key: string; since: Date }, EarlierRow>(
	'grid_earlier_steps',
	(db, { by, client_key, since }) => {
		const recent = db(COLLECTIONS.issueSteps)
			.where({ by })
			.whereNot('kind', 'report')
			.where('at', '>', since)
			.count('*')
			.as('recent');
		return db
			.from(db.raw('(select 1 as one) as o'))
			.leftJoin(`${COLLECTIONS.issueSteps} as s`, (on) => on.onVal('s.by', by).andOnVal('s.client_key', client_key))
			.select('s.id', 's.issue', 's.kind', 's.at', recent);
	},
);

/** What a person's next step is judged by beside its issue, in one question. */
export async function findEarlierSteps(
	db: Knex,
	key: { by: string; client_key: string },
	since: Date,
): Promise<EarlierSteps> {
	const [row] = await askForEarlier(db, { ...key, since });
	const same = row?.id ? { id: row.id, issue: row.issue, kind: row.kind, at: mustReadMoment(row.at) } : null;
	return { same, recent: readNumber(row?.recent) };
}
