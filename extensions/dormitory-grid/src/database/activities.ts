import type { Knex } from 'knex';
import { COLLECTIONS as C } from '../constants/collections.ts';
import { POSITION_LEVEL, POSITIONS, type Position } from '../constants/positions.ts';
import type { ActivityKind, OnPost } from '../domain/activity.ts';
import { dateValue, mustReadMoment, readNumber } from './column-values.ts';
import { personName } from './find-actor.ts';
import { insertRows } from './insert-rows.ts';

export interface StaffOnPost extends OnPost {
	name: string;
	position: Position;
	grid: number;
	code: string;
}

/** Positions that answer for a grid. */
const OF_GRIDS = POSITIONS.filter((position) => (POSITION_LEVEL[position] ?? 0) > 0);

/** Who holds a post on a grid or anywhere below it on a day, highest first; a person with two posts comes twice. */
export async function findStaffWithin(db: Knex, grid: number, date: string): Promise<StaffOnPost[]> {
	const day = dateValue(date);
	const rows = await db(`${C.staffAssignments} as a`)
		.join(`${C.grids} as g`, 'g.id', 'a.grid')
		.join('directus_users as u', 'u.id', 'a.person')
		.where((place) => place.where('g.id', grid).orWhere('g.floor', grid).orWhere('g.building', grid))
		.whereIn('a.position', [...OF_GRIDS])
		.where('u.status', 'active')
		.where('a.starts_on', '<=', day)
		.where((until) => until.whereNull('a.ends_on').orWhere('a.ends_on', '>=', day))
		.orderBy(['g.level', 'g.floor', 'g.position', 'g.id', 'a.id'])
		.select('a.person', 'a.position', 'a.grid', 'g.level', 'g.code', 'u.last_name', 'u.first_name');
	return rows.map(({ last_name, first_name, ...row }) => ({ ...row, name: personName(last_name, first_name) }));
}

export interface ActivityHead {
	id: string;
	grid: number;
	kind: ActivityKind;
	title: string;
	heldAt: Date;
	receivedAt: Date;
}

export async function findActivity(
	db: Knex,
	key: { held_by: string; client_key: string } | { id: string },
): Promise<ActivityHead | null> {
	const row = await db(C.activities).where(key).first('id', 'grid', 'kind', 'title', 'held_at', 'received_at');
	if (!row) return null;
	const { held_at, received_at, ...head } = row;
	return { ...head, heldAt: mustReadMoment(held_at), receivedAt: mustReadMoment(received_at) };
}

/** Two who record an outcome at the same moment do so one after another; only a row lock, which SQLite does without. */
export async function holdActivity(trx: Knex, id: string): Promise<void> {
	await trx(C.activities).where({ id }).forNoKeyUpdate().first('id');
}

export async function countActivitiesSince(db: Knex, person: string, since: Date): Promise<number> {
	const row = await db(C.activities)
		.where({ held_by: person })
		.where('received_at', '>', since)
		.count({ activities: '*' })
		.first();
	return readNumber(row?.['activities']);
}

export interface RecordedOutcome {
	id: string;
	clientKey: string;
	recordedBy: string | null;
	name: string;
	recordedAt: Date;
}

export async function findOutcome(db: Knex, activity: string): Promise<RecordedOutcome | null> {
	const row = await db(`${C.activityResults} as r`)
		.leftJoin('directus_users as u', 'u.id', 'r.recorded_by')
		.where('r.activity', activity)
		.first('r.id', 'r.client_key', 'r.recorded_by', 'r.recorded_at', 'u.last_name', 'u.first_name');
	if (!row) return null;
	return {
		id: row.id,
		clientKey: row.client_key,
		recordedBy: row.recorded_by,
		name: personName(row.last_name, row.first_name),
		recordedAt: mustReadMoment(row.recorded_at),
	};
}

export interface ActivityScope {
	college: number;
	building: number | null;
	floor: number | null;
	unit: number | null;
}

export async function insertCalled(
	trx: Knex,
	activity: string,
	called: readonly { person: string; position: Position; grid: number }[],
	scope: ActivityScope,
): Promise<void> {
	const columns = {
		activity: 'uuid',
		person: 'uuid',
		position: 'text',
		grid: 'integer',
		college: 'integer',
		building: 'integer',
		floor: 'integer',
		unit: 'integer',
	} as const;
	const rows = called.map(({ person, position, grid }) => ({ activity, person, position, grid, ...scope }));
	await insertRows(trx, C.activityPeople, columns, rows, 'id');
}

export async function findCalled(db: Knex, activity: string): Promise<string[]> {
	const rows = await db(C.activityPeople).where({ activity }).whereNotNull('person').orderBy('id').select('person');
	return rows.map(({ person }) => person);
}

/** Marks each who was called as present or not. */
export async function markPresence(trx: Knex, activity: string, came: readonly string[]): Promise<void> {
	await trx(C.activityPeople).where({ activity }).update({ came: false });
	if (came.length === 0) return;
	await trx(C.activityPeople)
		.where({ activity })
		.whereIn('person', [...came])
		.update({ came: true });
}

/** An outcome that came along with its activity; one that is sent by itself is inserted by Directus. */
export async function insertOutcome(trx: Knex, row: Readonly<Record<string, unknown>>): Promise<void> {
	const written = Object.entries(row).map(([name, value]) => [
		name,
		Array.isArray(value) ? JSON.stringify(value) : value,
	]);
	await trx(C.activityResults).insert(Object.fromEntries(written));
}
