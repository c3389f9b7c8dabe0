import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import type { IssueCategory, Severity } from '../constants/issues.ts';
import type { Issue } from '../domain/issue.ts';
import { nextDueAt } from '../domain/issue-due.ts';
import { type Holder, holderLevel } from '../domain/issue-holder.ts';
import type { IssueRow } from '../types/schema.ts';
import { mustReadMoment, readFlag, readMoment, readNumber } from './column-values.ts';
import type { ColumnType, Value } from './insert-rows.ts';
import { placeColumns, type PlaceColumns, toPlace } from './issue-places.ts';

/** How an issue is kept, and read again. */

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
export const CHANGING = {
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
export const CHANGING_COLUMNS = Object.keys(CHANGING) as (keyof typeof CHANGING)[];

type ChangingRow = Record<keyof typeof CHANGING, Value>;

export function toRow(id: number, issue: Issue): ChangingRow {
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

/** What is read of an issue: what changes, and what it was reported with. */
const COLUMNS = [
	...CHANGING_COLUMNS,
	'title',
	'category',
	'severity',
	'description',
	'kind',
	'confidential',
	'origin',
	'source',
	'reporter',
	'reported_at',
	'about',
	'followers',
	'college',
] as const satisfies readonly (keyof IssueRow)[];

export interface IssueRead
	extends Omit<Pick<IssueRow, (typeof COLUMNS)[number]>, 'confidential' | 'needs_ruling' | 'ruled'>, PlaceColumns {
	confidential: unknown;
	needs_ruling: unknown;
	ruled: unknown;
	timeZone: string;
	reopenDays: unknown;
	code: string;
	roomNumber: string | null;
}

export function issueRows(db: Knex): Knex.QueryBuilder {
	return db(`${COLLECTIONS.issues} as i`)
		.join(`${COLLECTIONS.colleges} as c`, 'c.id', 'i.college')
		.join(`${COLLECTIONS.grids} as g`, 'g.id', 'i.grid')
		.leftJoin(`${COLLECTIONS.rooms} as m`, 'm.id', 'i.room')
		.select(COLUMNS.map((column) => `i.${column}`))
		.select({ timeZone: 'c.time_zone', reopenDays: 'c.reopen_days', code: 'g.code', roomNumber: 'm.number' })
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
