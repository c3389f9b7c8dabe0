import type { Knex } from 'knex';
import { COLLECTIONS as C } from '../extensions/dormitory-grid/src/constants/collections.ts';

/**
 * Keys and indexes that do not travel in a snapshot (it knows single columns only), and the foreign keys that are checked
 * at the commit. Never a single column: Directus would take it for its own and `schema apply` would try to drop it. Names are fixed, so that applying twice is applying once; `npm run doctor` looks for each.
 */
export interface Index {
	table: string;
	columns: readonly string[];
	unique?: true;
	/** Rows the index is limited to. */
	where?: string;
}

/** Unique by construction (DESIGN.md 2.8). */
const UNIQUE: Index[] = [
	{ table: C.grids, columns: ['college', 'code'], unique: true },
	{ table: C.rooms, columns: ['building', 'number'], unique: true },
	{ table: C.departments, columns: ['college', 'code'], unique: true },
	{ table: C.students, columns: ['college', 'number'], unique: true },
	{ table: C.students, columns: ['room', 'bed'], unique: true },
	{ table: C.holidayStays, columns: ['period', 'student'], unique: true },
	{ table: C.nightReports, columns: ['night', 'grid'], unique: true },
	{ table: C.nightResidents, columns: ['night', 'student'], unique: true },
	{ table: C.nightSubmissions, columns: ['reporter', 'client_key'], unique: true },
	{ table: C.nightSubmissions, columns: ['night', 'grid', 'number'], unique: true },
	{ table: C.nightEditions, columns: ['night', 'counsellor', 'number'], unique: true },
	{ table: C.nightChecks, columns: ['night', 'room'], unique: true },
	{ table: C.nightCheckResults, columns: ['checked_by', 'client_key'], unique: true },
	{ table: C.nightAbsences, columns: ['night', 'student'], unique: true },
	{ table: C.nightLadderSteps, columns: ['absence', 'number'], unique: true },
	{ table: C.nightFollowups, columns: ['recorded_by', 'client_key'], unique: true, where: 'client_key is not null' },
	{ table: C.nightHandbacks, columns: ['handed_by', 'client_key'], unique: true },
	{ table: C.emergencies, columns: ['reported_by', 'client_key'], unique: true },
	{ table: C.editionOpenings, columns: ['edition', 'opened_by'], unique: true },
	{ table: C.emergencyAcks, columns: ['by', 'client_key'], unique: true },
	{ table: C.issueSteps, columns: ['by', 'client_key'], unique: true },
	{ table: C.issueSteps, columns: ['issue', 'number'], unique: true },
	{ table: C.issueFollowers, columns: ['issue', 'person'], unique: true },
	{ table: C.issueFollowers, columns: ['issue', 'receipt'], unique: true },
	{ table: C.facilities, columns: ['college', 'code'], unique: true },
	{ table: C.patrols, columns: ['patrolled_by', 'client_key'], unique: true },
	{ table: C.activityRules, columns: ['college', 'kind', 'level'], unique: true },
	{ table: C.activities, columns: ['held_by', 'client_key'], unique: true },
	{ table: C.activityResults, columns: ['recorded_by', 'client_key'], unique: true },
	{ table: C.activityPeople, columns: ['activity', 'person'], unique: true },
	{ table: C.publicPlaces, columns: ['building', 'room'], unique: true, where: 'room is not null' },
];

/** What a night asks for, night first; and the scope columns that permission rules compare (DESIGN.md 2.7). */
const PLAIN: Index[] = [
	{ table: C.nights, columns: ['closes_at', 'id'], where: "state <> 'closed'" },
	{ table: C.nightReports, columns: ['night', 'level', 'floor'] },
	{ table: C.nightResidents, columns: ['night', 'unit'] },
	{ table: C.nightResidents, columns: ['night', 'counsellor'] },
	{ table: C.nightEntries, columns: ['night', 'counsellor'] },
	{ table: C.nightAbsences, columns: ['night', 'unit'] },
	{ table: C.nightFollowups, columns: ['night', 'student'] },
	{ table: C.nightChecks, columns: ['night', 'state'], where: "state = 'due'" },
	{ table: C.emergencyLevels, columns: ['next_ring_at', 'id'], where: 'acknowledged_at is null' },
	{ table: C.issues, columns: ['next_due_at', 'id'], where: 'next_due_at is not null' },
	...['holder_grid', 'holder_office', 'unit', 'floor', 'building', 'office'].map((scope) => ({
		table: C.issues,
		columns: [scope, 'state', 'id'],
		where: "state <> 'closed'",
	})),
	{ table: C.issues, columns: ['building', 'next_due_at', 'id'], where: 'next_due_at is not null' },
	{ table: C.issues, columns: ['college', 'next_due_at', 'id'], where: 'next_due_at is not null' },
	{ table: C.issues, columns: ['college', 'holder_level', 'next_due_at'], where: 'next_due_at is not null' },
	{ table: C.issues, columns: ['college', 'state', 'id'] },
	{ table: C.issues, columns: ['reporter', 'id'] },
	{ table: C.issues, columns: ['room', 'reported_at'], where: "state <> 'closed'" },
	{ table: C.issues, columns: ['grid', 'reported_at'], where: "state <> 'closed' and room is null" },
	{ table: C.outbox, columns: ['college', 'id'] },
	{ table: C.outbox, columns: ['next_attempt_at', 'id'], where: "state = 'waiting'" },
	{ table: C.outbox, columns: ['created_at', 'id'], where: "state = 'dead'" },
	{ table: C.nightSummaries, columns: ['night', 'computed_at'], where: 'computed_at is null' },
	{ table: C.staffAssignments, columns: ['college', 'ends_on'], where: 'ended_at is null' },
	{ table: C.leaves, columns: ['student', 'ends_at'], where: "state = 'approved'" },
	...['unit', 'floor', 'building', 'college'].flatMap((scope) =>
		[C.nightReports, C.nightSubmissions, C.nightEntries].map((table) => ({ table, columns: [scope, 'id'] })),
	),
	...['unit', 'floor', 'building', 'counsellor'].map((scope) => ({ table: C.students, columns: [scope, 'id'] })),
	{ table: C.nightEntries, columns: ['counsellor', 'id'] },
	{ table: C.nightEditions, columns: ['counsellor', 'id'] },
	...['unit', 'floor', 'building', 'counsellor', 'college'].flatMap((scope) =>
		[C.nightAbsences, C.nightFollowups].map((table) => ({ table, columns: [scope, 'id'] })),
	),
	{ table: C.patrolDuties, columns: ['late_until', 'id'], where: "state = 'owed'" },
	{ table: C.patrolDuties, columns: ['college', 'date'] },
	{ table: C.patrols, columns: ['patrolled_by', 'received_at'] },
	{ table: C.facilities, columns: ['college', 'state'] },
	{ table: C.activities, columns: ['term', 'grid', 'kind'] },
	...['unit', 'floor', 'building', 'college'].map((scope) => ({ table: C.activities, columns: [scope, 'held_at'] })),
	...['unit', 'floor', 'building', 'college'].flatMap((scope) =>
		[C.patrolDuties, C.patrols, C.patrolFindings].map((table) => ({ table, columns: [scope, 'id'] })),
	),
	{ table: C.photos, columns: ['uploaded_by', 'uploaded_at'] },
	{ table: C.photos, columns: ['upload_key', 'uploaded_at'] },
	{ table: C.photos, columns: ['linked_collection', 'linked_item'] },
	{ table: 'directus_access', columns: ['user', 'policy'] },
];

export const INDEXES: readonly Index[] = [...UNIQUE, ...PLAIN];

/** Use cases write these rows a moment before Directus inserts the parent in the same transaction. */
export const DEFERRED_KEYS: readonly { table: string; constraint: string }[] = [
	{ table: C.nightEntries, constraint: 'night_entries_submission_foreign' },
	{ table: C.staffScopes, constraint: 'staff_scopes_assignment_foreign' },
	{ table: C.emergencyLevels, constraint: 'emergency_levels_emergency_foreign' },
	{ table: C.patrolFindings, constraint: 'patrol_findings_patrol_foreign' },
	{ table: C.roomScores, constraint: 'room_scores_patrol_foreign' },
	{ table: C.activityPeople, constraint: 'activity_people_activity_foreign' },
	{ table: C.activityResults, constraint: 'activity_results_activity_foreign' },
];

export function indexName({ table, columns, unique }: Index): string {
	return `grid_${unique ? 'key' : 'idx'}_${table}_${columns.join('_')}`;
}

export async function ensureIndexes(db: Knex): Promise<void> {
	for (const index of INDEXES) {
		const kind = index.unique ? 'unique index' : 'index';
		const columns = index.columns.map(() => '??').join(', ');
		const where = index.where ? ` where ${index.where}` : '';
		await db.raw(`create ${kind} if not exists ?? on ?? (${columns})${where}`, [
			indexName(index),
			index.table,
			...index.columns,
		]);
	}
	if (db.client.config.client !== 'pg') return;
	// Each report's row is written twice at least, and no index holds what changes: room for the second version beside the first.
	await db.raw('alter table ?? set (fillfactor = 70)', [C.nightReports]);
	for (const { table, constraint } of DEFERRED_KEYS) {
		await db.raw('alter table ?? alter constraint ?? deferrable initially deferred', [table, constraint]);
	}
}

/** Every index of the database, for whoever looks whether ours are there. */
export async function findIndexNames(knex: Knex): Promise<Set<string>> {
	const rows: { name: string }[] =
		knex.client.config.client === 'pg'
			? await knex('pg_indexes').select({ name: 'indexname' })
			: await knex('sqlite_master').where({ type: 'index' }).select('name');
	return new Set(rows.map((row) => row.name));
}
