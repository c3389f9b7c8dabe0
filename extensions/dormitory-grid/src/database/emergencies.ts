import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import { mustReadMoment } from './column-values.ts';

export interface EmergencyPlace {
	id: number;
	code: string;
	level: 1 | 2 | 3;
	college: number;
	building: number | null;
	floor: number | null;
	timeZone: string;
}

export async function findEmergencyPlace(db: Knex, grid: number): Promise<EmergencyPlace | null> {
	const row = await db(`${COLLECTIONS.grids} as g`)
		.join(`${COLLECTIONS.colleges} as c`, 'c.id', 'g.college')
		.where('g.id', grid)
		.first('g.id', 'g.code', 'g.level', 'g.college', 'g.building', 'g.floor', { timeZone: 'c.time_zone' });
	return row ?? null;
}

/** A room of a grid, whatever the grid's level. */
export async function findRoomIn(
	db: Knex,
	room: number,
	grid: number,
): Promise<{ id: number; number: string; unit: number; floor: number } | null> {
	const row = await db(COLLECTIONS.rooms)
		.where({ id: room })
		.where((place) => place.where({ unit: grid }).orWhere({ floor: grid }).orWhere({ building: grid }))
		.first('id', 'number', 'unit', 'floor');
	return row ?? null;
}

export interface ConcernedStudent {
	id: number;
	name: string;
	number: string;
	counsellor: string | null;
	room: number | null;
	unit: number | null;
	floor: number | null;
	building: number | null;
}

/** Residents of a room or unit, or those of the named students who live anywhere. */
export async function findConcerned(
	db: Knex,
	where: { room: number } | { unit: number } | { students: readonly number[] },
): Promise<ConcernedStudent[]> {
	return await db(COLLECTIONS.students)
		.where({ residence_state: 'resident' })
		.modify((query) => {
			if ('students' in where) void query.whereIn('id', [...where.students]);
			else void query.where(where);
		})
		.orderBy(['room', 'bed', 'id'])
		.select('id', 'name', 'number', 'counsellor', 'room', 'unit', 'floor', 'building');
}

/** The same person's emergency under the same key. */
export async function findEmergency(
	db: Knex,
	key: { reported_by: string; client_key: string },
): Promise<{ id: string; grid: number; reportedAt: Date } | null> {
	const row = await db(COLLECTIONS.emergencies).where(key).first('id', 'grid', 'reported_at');
	return row ? { id: row.id, grid: row.grid, reportedAt: mustReadMoment(row.reported_at) } : null;
}

export async function countEmergenciesSince(db: Knex, reporter: string, since: Date): Promise<number> {
	const row = await db(COLLECTIONS.emergencies)
		.where({ reported_by: reporter })
		.where('reported_at', '>', since)
		.count({ count: '*' })
		.first();
	return Number(row?.['count'] ?? 0);
}

export async function findPhone(db: Knex, person: string): Promise<string | null> {
	return (await db('directus_users').where({ id: person }).first('phone'))?.phone ?? null;
}
