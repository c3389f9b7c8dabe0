import type { IssueCategory, IssueKind, Severity } from '../constants/issues.ts';
import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import type { Issue } from '../domain/issue.ts';
import type { IssueRow } from '../types/schema.ts';
import { isPostgres, readMoment, readNumber } from './column-values.ts';
import { actorColumn, type Asker, readActor } from './find-actor.ts';
import { frequentQuestion } from './frequent-question.ts';
import { type ColumnType, insertNumbered, type Value } from './insert-rows.ts';
import {
	CHANGING,
	CHANGING_COLUMNS,
	type IssueRead,
	issueRows,
	type KnownIssue,
	toKnown,
	toRow,
} from './issue-rows.ts';
import { clockColumn, readClock, readClockColumn } from './read-clock.ts';
import { updateRows } from './update-rows.ts';

/** What an issue is about; never changes. */
export interface IssueContent {
	title: string;
	description: string | null;
	kind: IssueKind;
	category: IssueCategory;
	severity: Severity;
	origin: IssueRow['origin'];
	source: string | null;
	grid: number;
	room: number | null;
	reportedAt: Date;
}

/** One statement, whatever their number. @returns the ids, in the order of the issues */
export async function insertIssues(
	trx: Knex,
	issues: readonly { content: IssueContent; issue: Issue }[],
): Promise<number[]> {
	const rows = issues.map(({ content, issue }) => {
		const { id: _, ...state } = toRow(0, issue);
		const { reportedAt, ...about } = content;
		return {
			...about,
			...state,
			reported_at: reportedAt,
			confidential: issue.confidential,
			about: issue.about,
			reporter: issue.reporter,
			college: issue.place.college,
			followers: 0,
		};
	});
	return await insertNumbered(trx, COLLECTIONS.issues, rows);
}

/** How many issues of one origin a person has raised since a moment. */
export async function countRaisedSince(
	db: Knex,
	by: { reporter: string; origin: IssueRow['origin'] },
	since: Date,
): Promise<number> {
	const row = await db(COLLECTIONS.issues).where(by).where('reported_at', '>', since).count({ count: '*' }).first();
	return readNumber(row?.['count']);
}

function isSame(a: Value, b: Value): boolean {
	return a instanceof Date && b instanceof Date ? a.getTime() === b.getTime() : a === b;
}

/** An issue before and after what has happened to it. */
export interface ChangedIssue {
	id: number;
	before: Issue;
	issue: Issue;
}

/**
 * Writes what has become of issues; one statement, whatever their number, and only the columns that have changed, because
 * each that an index holds is paid for again.
 */
export async function saveIssues(trx: Knex, changed: readonly ChangedIssue[]): Promise<void> {
	const rows = changed.map(({ id, before, issue }) => ({ old: toRow(id, before), row: toRow(id, issue) }));
	const names = CHANGING_COLUMNS.filter(
		(name) => name === 'id' || rows.some(({ old, row }) => !isSame(old[name], row[name])),
	);
	const pick = <Values extends Record<string, unknown>>(values: Values) =>
		Object.fromEntries(names.map((name) => [name, values[name]]));
	await updateRows(
		trx,
		COLLECTIONS.issues,
		'id',
		pick(CHANGING) as Record<string, ColumnType>,
		rows.map(({ row }) => pick(row) as Record<string, Value>),
	);
}

function heldIssue(db: Knex, id: number): Knex.QueryBuilder {
	return issueRows(db)
		.where('i.id', id)
		.modify((query) => {
			if (isPostgres(db)) void query.forUpdate('i');
		});
}

const askForHeld = frequentQuestion<{ id: number }, IssueRead>('grid_held_issue', (db, { id }) => heldIssue(db, id));
const askForAsked = frequentQuestion<{ id: number; user: string }, IssueRead & { actor: unknown; now: unknown }>(
	'grid_asked_issue',
	(db, { id, user }) => heldIssue(db, id).select(actorColumn(db, user), clockColumn(db)),
);

/** The issue, held until the transaction ends: whoever acts on it at the same moment waits, and then sees what has become of it. */
export async function holdIssue(trx: Knex, id: number): Promise<KnownIssue | null> {
	const [row] = await askForHeld(trx, { id });
	return row ? toKnown(row) : null;
}

/** Longer than the question takes by itself. */
const WAITED_MS = 100;

/**
 * The same with the person who asks and the clock: a step asks for all three at once.
 * @returns `null` when there is no such issue
 */
export async function holdAskedIssue(
	trx: Knex,
	id: number,
	{ user, admin }: { user: string; admin: boolean },
): Promise<(Asker & { issue: KnownIssue }) | null> {
	const asking = performance.now();
	const [row] = await askForAsked(trx, { id, user });
	if (!row) return null;
	// PostgreSQL looks at the clock before it waits for the row: by that the step would have come too early.
	const now = performance.now() - asking > WAITED_MS ? await readClock(trx) : readClockColumn(row.now);
	return { actor: readActor(row.actor, user, admin, now), now, issue: toKnown(row) };
}

export async function findIssues(db: Knex, ids: readonly number[]): Promise<KnownIssue[]> {
	const rows: IssueRead[] = await issueRows(db).whereIn('i.id', [...ids]);
	return rows.map(toKnown);
}

/** What a grid or office holds, of whatever state but closed. */
export async function holdIssuesOf(
	trx: Knex,
	holder: { grid: number | null; office: number | null },
): Promise<KnownIssue[]> {
	const { grid, office } = holder;
	if (grid === null && office === null) return [];
	const rows: IssueRead[] = await issueRows(trx)
		.whereNot('i.state', 'closed')
		.where(grid === null ? { 'i.holder_office': office } : { 'i.holder_grid': grid })
		.orderBy('i.id')
		.modify((query) => {
			if (isPostgres(trx)) void query.forUpdate('i');
		});
	return rows.map(toKnown);
}

/** The earliest moment at which something falls due by itself. */
export async function findNextIssueDue(db: Knex): Promise<Date | null> {
	const row = await db(COLLECTIONS.issues).whereNotNull('next_due_at').orderBy('next_due_at').first('next_due_at');
	return row ? readMoment(row.next_due_at) : null;
}
