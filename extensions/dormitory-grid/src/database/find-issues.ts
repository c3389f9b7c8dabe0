import type { IssueView } from '../constants/issues.ts';
import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import { DONE } from '../domain/issue.ts';
import type { Actor } from '../domain/scope.ts';

import { readNumber } from './column-values.ts';
import { issueRows, type IssueRead, type KnownIssue, toKnown } from './issue-rows.ts';

/** Lists of issues for whoever may read them; the rule is the permission table's own (seed/permission-rules.ts, issuesOfMy…). */

interface Places {
	units: number[];
	floors: number[];
	buildings: number[];
	offices: number[];
	colleges: number[];
}

/** What an actor answers for, by the column that a row is compared with. */
export function placesOf({ scopes }: Actor): Places {
	const ids = (of: (scope: Actor['scopes'][number]) => number | null) => scopes.flatMap((scope) => of(scope) ?? []);
	return {
		units: ids(({ unit }) => unit),
		floors: ids(({ floor }) => floor),
		buildings: ids(({ building }) => building),
		offices: ids(({ position, department }) => (position === 'responsible_office' ? department : null)),
		colleges: ids(({ position, college }) => (position === 'working_group' ? college : null)),
	};
}

/** Whether the actor answers for anything that issues belong to; what he has raised himself is nothing of it. */
export function hasReach(actor: Actor): boolean {
	return actor.admin || Object.values(placesOf(actor)).some((ids) => ids.length > 0);
}

/** Any of the columns that the actor has something to compare with; nothing at all where he has none. */
function whereAny(query: Knex.QueryBuilder, columns: Readonly<Record<string, readonly (number | string)[]>>): void {
	const own = Object.entries(columns).filter(([, ids]) => ids.length > 0);
	// One condition alone keeps to one index.
	void query.where((any) => {
		if (own.length === 0) void any.whereRaw('1 = 0');
		for (const [column, ids] of own) void any.orWhereIn(column, [...ids]);
	});
}

/** Nobody reads what complains about him, and were it he who raised it. */
function whereNotAbout(query: Knex.QueryBuilder, actor: Actor): void {
	void query.where((other) => other.whereNull('i.about').orWhereNot('i.about', actor.user));
}

/** Only issues that lie where the actor answers for something; nobody reads what complains about him. */
export function whereMyPlaces(query: Knex.QueryBuilder, actor: Actor, more: Record<string, string[]> = {}): void {
	const { units, floors, buildings, offices, colleges } = placesOf(actor);
	if (!actor.admin) {
		const scopes = { 'i.unit': units, 'i.floor': floors, 'i.building': buildings, 'i.office': offices };
		whereAny(query, { ...scopes, 'i.college': colleges, ...more });
	}
	whereNotAbout(query, actor);
}

/** Only issues that the actor may read: where he answers for something, and what he raised himself. */
export function whereReadable(query: Knex.QueryBuilder, actor: Actor): void {
	whereMyPlaces(query, actor, { 'i.reporter': actor.user === null ? [] : [actor.user] });
}

/** Only issues whose holder the actor answers for. */
function whereHeld(query: Knex.QueryBuilder, actor: Actor): void {
	const { units, floors, buildings, offices, colleges } = placesOf(actor);
	const group = (held: Knex.QueryBuilder) => {
		void held.where('i.holder_level', 0);
		if (!actor.admin) void held.whereIn('i.college', colleges);
	};
	const grids = [...units, ...floors, ...buildings];
	void query.where((held) => {
		if (grids.length + offices.length + colleges.length === 0 && !actor.admin) void held.whereRaw('1 = 0');
		if (grids.length > 0) void held.orWhereIn('i.holder_grid', grids);
		if (offices.length > 0) void held.orWhereIn('i.holder_office', offices);
		if (actor.admin || colleges.length > 0) void held.orWhere(group);
	});
	whereNotAbout(query, actor);
}

/** What is not closed has a clock that runs (invariant I10), and the indexes go by it. */
function whereView(query: Knex.QueryBuilder, actor: Actor, view: IssueView): void {
	switch (view) {
		case 'mine':
			void query.whereNotNull('i.next_due_at');
			whereHeld(query, actor);
			break;
		case 'watch':
			void query.whereNotNull('i.next_due_at');
			whereMyPlaces(query, actor);
			break;
		case 'debts':
			void query
				.whereIn('i.state', [...DONE])
				.where((owed) =>
					owed.whereNull('i.told_at').orWhere((seen) => seen.where('i.state', 'settled').whereNull('i.verified_at')),
				);
			whereMyPlaces(query, actor);
			break;
		case 'raised':
			void query.where('i.reporter', actor.user);
			whereNotAbout(query, actor);
			break;
		case 'closed':
			void query.where('i.state', 'closed');
			whereMyPlaces(query, actor);
			break;
	}
}

/** A page of a view: what falls due first, first. */
export async function findIssueList(db: Knex, actor: Actor, view: IssueView, limit: number): Promise<KnownIssue[]> {
	const query = issueRows(db).limit(limit);
	whereView(query, actor, view);
	if (view === 'closed') void query.orderBy('i.closed_at', 'desc').orderBy('i.id', 'desc');
	else if (view === 'raised') void query.orderBy('i.id', 'desc');
	else void query.orderBy('i.next_due_at').orderBy('i.id');
	const rows: IssueRead[] = await query;
	return rows.map(toKnown);
}

export async function findReadableIssue(db: Knex, actor: Actor, id: number): Promise<KnownIssue | null> {
	const query = issueRows(db).where('i.id', id);
	whereReadable(query, actor);
	const [row]: IssueRead[] = await query;
	return row ? toKnown(row) : null;
}

/** A number beyond this is many, and is not counted out. */
export const COUNTED = 999;

export interface IssueCounts {
	mine: number;
	watch: number;
	debts: number;
	raised: number;
	/** Raised by the actor, settled by another and told; he has not said whether it is solved. */
	answers: number;
	/** Of what is not closed: was out of time at least once. */
	late: number;
}

/** How many there are of each, up to one more than {@link COUNTED}. */
export async function countIssues(db: Knex, actor: Actor): Promise<IssueCounts> {
	const count = async (view: IssueView, more?: (query: Knex.QueryBuilder) => void): Promise<number> => {
		const some = db(`${COLLECTIONS.issues} as i`).limit(COUNTED + 1);
		whereView(some, actor, view);
		more?.(some);
		const row = await db.from(some.select('i.id').as('some')).count({ count: '*' }).first();
		return readNumber(row?.['count']);
	};
	return {
		mine: await count('mine'),
		watch: await count('watch'),
		debts: await count('debts'),
		raised: await count('raised'),
		answers: await count('raised', (query) => {
			void query.whereIn('i.state', [...DONE]).whereNotNull('i.told_at');
			// Nobody is asked about his own work.
			void query.where((other) => other.whereNull('i.settled_by').orWhereNot('i.settled_by', actor.user));
		}),
		late: await count('watch', (query) => void query.where('i.overdues', '>', 0)),
	};
}
