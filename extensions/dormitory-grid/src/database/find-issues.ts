import type { IssueView } from '../constants/issues.ts';
import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import type { Actor } from '../domain/scope.ts';

import { readNumber } from './column-values.ts';
import { issueRows, type IssueRead, type KnownIssue, toKnown } from './issues.ts';

/** Lists of issues for whoever may read them; the rule is the permission table's own (seed/permissions.ts, issuesOfMy…). */

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

/** Only issues that the actor may read. */
export function whereReadable(query: Knex.QueryBuilder, actor: Actor): void {
	const { units, floors, buildings, offices, colleges } = placesOf(actor);
	void query.where((readable) => {
		void readable
			.where('i.reporter', actor.user)
			.orWhereIn('i.unit', units)
			.orWhereIn('i.floor', floors)
			.orWhereIn('i.building', buildings)
			.orWhereIn('i.office', offices)
			.orWhereIn('i.college', colleges);
		if (actor.admin) void readable.orWhereNotNull('i.id');
	});
	void query.where((other) => other.whereNull('i.about').orWhereNot('i.about', actor.user));
}

/** Only issues whose holder the actor answers for. */
function whereHeld(query: Knex.QueryBuilder, actor: Actor): void {
	const { units, floors, buildings, offices, colleges } = placesOf(actor);
	void query.where((held) => {
		void held
			.whereIn('i.holder_grid', [...units, ...floors, ...buildings])
			.orWhereIn('i.holder_office', offices)
			.orWhere((group) => {
				void group.where('i.holder_level', 0);
				if (!actor.admin) void group.whereIn('i.college', colleges);
			});
	});
}

function whereView(query: Knex.QueryBuilder, actor: Actor, view: IssueView): void {
	whereReadable(query, actor);
	switch (view) {
		case 'mine':
			void query.whereNot('i.state', 'closed');
			whereHeld(query, actor);
			break;
		case 'watch':
			void query.whereNot('i.state', 'closed');
			break;
		case 'debts':
			void query.whereIn('i.state', ['settled', 'explained']).whereNull('i.told_at');
			break;
		case 'raised':
			void query.where('i.reporter', actor.user);
			break;
		case 'closed':
			void query.where('i.state', 'closed');
			break;
	}
}

/** A page of a view: what falls due first, first. */
export async function findIssueList(db: Knex, actor: Actor, view: IssueView, limit: number): Promise<KnownIssue[]> {
	const query = issueRows(db).limit(limit);
	whereView(query, actor, view);
	if (view === 'closed') void query.orderBy('i.closed_at', 'desc').orderBy('i.id', 'desc');
	else if (view === 'raised') void query.orderBy('i.id', 'desc');
	// What has no due moment is nobody's turn: it comes last.
	else void query.orderByRaw('i.next_due_at is null, i.next_due_at, i.id');
	const rows: IssueRead[] = await query;
	return rows.map(toKnown);
}

export async function findReadableIssue(db: Knex, actor: Actor, id: number): Promise<KnownIssue | null> {
	const query = issueRows(db).where('i.id', id);
	whereReadable(query, actor);
	const [row]: IssueRead[] = await query;
	return row ? toKnown(row) : null;
}

export interface IssueCounts {
	mine: number;
	watch: number;
	debts: number;
	raised: number;
	/** Of what is not closed: was out of time at least once. */
	late: number;
}

export async function countIssues(db: Knex, actor: Actor): Promise<IssueCounts> {
	const live = db(`${COLLECTIONS.issues} as i`);
	whereView(live, actor, 'watch');
	const open = await live.first(
		db.raw('count(*) as watch'),
		db.raw("sum(case when i.state in ('settled', 'explained') and i.told_at is null then 1 else 0 end) as debts"),
		db.raw('sum(case when i.overdues > 0 then 1 else 0 end) as late'),
	);
	const [mine, raised] = await Promise.all(
		(['mine', 'raised'] as const).map(async (view) => {
			const query = db(`${COLLECTIONS.issues} as i`);
			whereView(query, actor, view);
			return readNumber((await query.first(db.raw('count(*) as count')))?.count);
		}),
	);
	const { watch, debts, late } = open ?? {};
	return {
		mine: mine ?? 0,
		watch: readNumber(watch),
		debts: readNumber(debts),
		raised: raised ?? 0,
		late: readNumber(late),
	};
}
