import type { IssueCategory, IssueKind, Severity } from '../constants/issues.ts';
import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import type { Issue } from '../domain/issue.ts';
import { nextDueAt } from '../domain/issue-due.ts';
import type { Holder } from '../domain/issue-holder.ts';
import { holderLevel } from '../domain/issue-holder.ts';
import type { IssueRow } from '../types/schema.ts';
import { isPostgres, mustReadMoment, readFlag, readMoment, readNumber } from './column-values.ts';
import { type ColumnType, insertNumbered, type Value } from './insert-rows.ts';
import { PLACE, placeColumns, type PlaceColumns, toPlace } from './issue-places.ts';
import { updateRows } from './update-rows.ts';

/** An issue with what a rule does not need to know of it. */
export interface KnownIssue {
	id: number;
	title: string;
	category: IssueCategory;
	severity: Severity;
	/** Where it is: the grid's code, and the room's number where it is in one. */
	placeName: string;
	timeZone: string;
	/** For how long the college lets it be reopened. */
	reopenDays: number;
	description: string | null;
	origin: IssueRow['origin'];
	source: string | null;
	reportedAt: Date;
	followers: number;
	issue: Issue;
}

/** What changes about an issue in the course of its life, and how it is kept. */
const CHANGING = {
	id: 'integer',
	state: 'text',
	holder_level: 'integer',
	holder_grid: 'integer',
	holder_office: 'integer',
	held_since: 'timestamptz',
	taken_by: 'uuid',
	taken_at: 'timestamptz',
	take_due_at: 'timestamptz',
	settle_due_at: 'timestamptz',
	close_due_at: 'timestamptz',
	whole_due_at: 'timestamptz',
	look_again_at: 'timestamptz',
	protect_until: 'timestamptz',
	ring_at: 'timestamptz',
	postpone_until: 'timestamptz',
	postpone_by: 'uuid',
	returns: 'integer',
	explains: 'integer',
	overdues: 'integer',
	reopened: 'integer',
	needs_ruling: 'boolean',
	ruled: 'boolean',
	settled_by: 'uuid',
	settled_at: 'timestamptz',
	verified_by: 'uuid',
	verified_at: 'timestamptz',
	told_at: 'timestamptz',
	closed_at: 'timestamptz',
	merged_into: 'integer',
	steps: 'integer',
	moved: 'integer',
	next_due_at: 'timestamptz',
	building: 'integer',
	floor: 'integer',
	unit: 'integer',
	office: 'integer',
} as const satisfies Partial<Record<keyof IssueRow, ColumnType>>;

type ChangingRow = Record<keyof typeof CHANGING, Value>;

function toRow(id: number, issue: Issue): ChangingRow {
	const { holder, postpone, readers } = issue;
	return {
		id,
		state: issue.state,
		holder_level: holderLevel(holder),
		holder_grid: holder.kind === 'grid' ? holder.grid : null,
		holder_office: holder.kind === 'office' ? holder.office : null,
		held_since: issue.heldSince,
		taken_by: issue.takenBy,
		taken_at: issue.takenAt,
		take_due_at: issue.takeDueAt,
		settle_due_at: issue.settleDueAt,
		close_due_at: issue.closeDueAt,
		whole_due_at: issue.wholeDueAt,
		look_again_at: issue.lookAgainAt,
		protect_until: issue.protectUntil,
		ring_at: issue.ringAt,
		postpone_until: postpone?.until ?? null,
		postpone_by: postpone?.by ?? null,
		returns: issue.returns,
		explains: issue.explains,
		overdues: issue.overdues,
		reopened: issue.reopened,
		needs_ruling: issue.needsRuling,
		ruled: issue.ruled,
		settled_by: issue.settledBy,
		settled_at: issue.settledAt,
		verified_by: issue.verifiedBy,
		verified_at: issue.verifiedAt,
		told_at: issue.toldAt,
		closed_at: issue.closedAt,
		merged_into: issue.mergedInto,
		steps: issue.steps,
		moved: issue.moved,
		next_due_at: nextDueAt(issue),
		building: readers.building,
		floor: readers.floor,
		unit: readers.unit,
		office: issue.office,
	};
}

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
	const names = (Object.keys(CHANGING) as (keyof typeof CHANGING)[]).filter(
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

export interface IssueRead extends Omit<IssueRow, 'confidential' | 'needs_ruling' | 'ruled'>, PlaceColumns {
	confidential: unknown;
	needs_ruling: unknown;
	ruled: unknown;
	timeZone: string;
	reopenDays: unknown;
	code: string;
	roomNumber: string | null;
}

/** The issue, held until the transaction ends: whoever acts on it at the same moment waits, and then sees what has become of it. */
export async function holdIssue(trx: Knex, id: number): Promise<KnownIssue | null> {
	const [row] = await issueRows(trx)
		.where('i.id', id)
		.modify((query) => {
			if (isPostgres(trx)) void query.forUpdate('i');
		});
	return row ? toKnown(row) : null;
}

export async function findIssues(db: Knex, ids: readonly number[]): Promise<KnownIssue[]> {
	const rows: IssueRead[] = await issueRows(db).whereIn('i.id', [...ids]);
	return rows.map(toKnown);
}

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

export function issueRows(db: Knex): Knex.QueryBuilder {
	return db(`${COLLECTIONS.issues} as i`)
		.join(`${COLLECTIONS.colleges} as c`, 'c.id', 'i.college')
		.join(`${COLLECTIONS.grids} as g`, 'g.id', 'i.grid')
		.leftJoin(`${COLLECTIONS.rooms} as m`, 'm.id', 'i.room')
		.select('i.*', { timeZone: 'c.time_zone', reopenDays: 'c.reopen_days', code: 'g.code', roomNumber: 'm.number' })
		.select(placeColumns(db));
}

export function toKnown(row: IssueRead): KnownIssue {
	const place = toPlace(row.college ?? 0, row);
	const postponeUntil = readMoment(row.postpone_until);
	const confidential = readFlag(row.confidential);
	return {
		id: row.id,
		title: row.title,
		category: row.category,
		severity: row.severity,
		placeName: row.roomNumber ?? row.code,
		timeZone: row.timeZone,
		reopenDays: readNumber(row.reopenDays),
		description: row.description,
		origin: row.origin,
		source: row.source,
		reportedAt: mustReadMoment(row.reported_at),
		followers: readNumber(row.followers),
		issue: {
			kind: row.kind,
			confidential,
			place,
			about: row.about,
			reporter: row.reporter,
			state: row.state,
			holder: toHolder(row),
			heldSince: mustReadMoment(row.held_since),
			takenBy: row.taken_by,
			takenAt: readMoment(row.taken_at),
			takeDueAt: readMoment(row.take_due_at),
			settleDueAt: readMoment(row.settle_due_at),
			closeDueAt: readMoment(row.close_due_at),
			wholeDueAt: readMoment(row.whole_due_at),
			lookAgainAt: readMoment(row.look_again_at),
			protectUntil: readMoment(row.protect_until),
			ringAt: readMoment(row.ring_at),
			postpone: postponeUntil === null ? null : { until: postponeUntil, by: row.postpone_by },
			returns: readNumber(row.returns),
			explains: readNumber(row.explains),
			overdues: readNumber(row.overdues),
			reopened: readNumber(row.reopened),
			needsRuling: readFlag(row.needs_ruling),
			ruled: readFlag(row.ruled),
			settledBy: row.settled_by,
			settledAt: readMoment(row.settled_at),
			verifiedBy: row.verified_by,
			verifiedAt: readMoment(row.verified_at),
			toldAt: readMoment(row.told_at),
			closedAt: readMoment(row.closed_at),
			mergedInto: row.merged_into,
			office: row.office,
			readers: { unit: row.unit, floor: row.floor, building: row.building },
			steps: readNumber(row.steps),
			moved: readNumber(row.moved),
		},
	};
}

/** Exactly one of office, grid and working group (checked by the invariant `issues`). */
export function toHolder(row: {
	holder_level: number | null;
	holder_grid: number | null;
	holder_office: number | null;
}): Holder {
	const { holder_level: level, holder_grid: grid, holder_office: office } = row;
	if (office !== null) return { kind: 'office', office };
	if (grid !== null && (level === 1 || level === 2 || level === 3)) return { kind: 'grid', level, grid };
	return { kind: 'group' };
}
