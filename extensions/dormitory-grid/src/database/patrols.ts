import type { Knex } from 'knex';
import { COLLECTIONS as C } from '../constants/collections.ts';
import type { PatrolTopic } from '../domain/patrol.ts';
import { mustReadMoment, readFlag, readNumber } from './column-values.ts';
import { insertNumbered, insertRows } from './insert-rows.ts';

export async function countPatrolsSince(db: Knex, person: string, since: Date): Promise<number> {
	const row = await db(C.patrols)
		.where({ patrolled_by: person })
		.where('received_at', '>=', since)
		.count({ count: '*' })
		.first();
	return readNumber(row?.['count']);
}

export async function findPatrol(
	db: Knex,
	key: { patrolled_by: string; client_key: string },
): Promise<{ id: string; grid: number; receivedAt: Date } | null> {
	const row = await db(C.patrols).where(key).first('id', 'grid', 'received_at');
	return row ? { id: row.id, grid: row.grid, receivedAt: mustReadMoment(row.received_at) } : null;
}

export interface WalkRoom {
	id: number;
	number: string;
	unit: number;
	floor: number;
	building: number;
}

/** Rooms of a grid of any level, in the order of the corridor. */
export async function findRoomsOf(db: Knex, grid: number): Promise<WalkRoom[]> {
	return await db(`${C.rooms} as r`)
		.join(`${C.grids} as u`, 'u.id', 'r.unit')
		.where((place) => place.where('r.unit', grid).orWhere('r.floor', grid).orWhere('r.building', grid))
		.orderBy(['u.position', 'u.id', 'r.position', 'r.id'])
		.select('r.id', 'r.number', 'r.unit', 'r.floor', 'r.building');
}

export interface ChecklistItem {
	id: number;
	topic: PatrolTopic;
	perRoom: boolean;
	textZh: string;
	textEn: string | null;
	points: number;
}

/** What a college looks at on a level. */
export async function findChecklist(db: Knex, college: number, level: 1 | 2 | 3): Promise<ChecklistItem[]> {
	const rows = await db(C.checklistItems)
		.where({ college, active: true })
		.where((on) => on.whereNull('level').orWhere({ level }))
		.orderBy(['sort', 'id'])
		.select('id', 'topic', 'per_room', 'text_zh', 'text_en', 'points');
	return rows.map((row) => ({
		id: row.id,
		topic: row.topic,
		perRoom: readFlag(row.per_room),
		textZh: row.text_zh,
		textEn: row.text_en,
		points: row.points,
	}));
}

export interface NewFinding {
	patrol: string;
	grid: number;
	room: number | null;
	item: number | null;
	facility: number | null;
	facility_state: string | null;
	what: string;
	points: number;
	settled: boolean;
	issue: number | null;
	found_at: Date;
	college: number;
	building: number | null;
	floor: number | null;
	unit: number | null;
}

/** @returns the ids, in the order of the findings */
export async function insertFindings(trx: Knex, rows: readonly NewFinding[]): Promise<number[]> {
	return await insertNumbered(trx, C.patrolFindings, rows);
}

export interface NewRoomScore {
	room: number;
	score: number;
	points: number;
	patrol: string;
	walked_at: Date;
	college: number;
	building: number;
	floor: number;
	unit: number;
}

/** The latest walk's score stands, whichever of two arrives first. */
export async function keepRoomScores(trx: Knex, scores: readonly NewRoomScore[]): Promise<void> {
	if (scores.length === 0) return;
	await trx(C.roomScores)
		.whereIn(
			'room',
			scores.map(({ room }) => room),
		)
		.where('walked_at', '<=', scores[0]?.walked_at ?? new Date(0))
		.delete();
	const columns = {
		room: 'integer',
		score: 'integer',
		points: 'integer',
		patrol: 'uuid',
		walked_at: 'timestamptz',
		college: 'integer',
		building: 'integer',
		floor: 'integer',
		unit: 'integer',
	} as const;
	await insertRows(
		trx,
		C.roomScores,
		columns,
		scores.map((score) => ({ ...score })),
		'id',
	);
}

/** What the latest walk left of a room's hundred points; `null`: nobody has walked there yet. For the door page. */
export async function findRoomScore(db: Knex, room: number): Promise<{ score: number; walkedAt: Date } | null> {
	return (await findRoomScores(db, [room])).get(room) ?? null;
}

export async function findRoomScores(
	db: Knex,
	rooms: readonly number[],
): Promise<Map<number, { score: number; walkedAt: Date }>> {
	const rows = await db(C.roomScores)
		.whereIn('room', [...rooms])
		.select('room', 'score', 'walked_at');
	return new Map(rows.map((row) => [row.room, { score: row.score, walkedAt: mustReadMoment(row.walked_at) }]));
}
