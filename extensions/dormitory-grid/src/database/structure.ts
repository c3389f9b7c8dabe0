import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import type { ParentGrid } from '../domain/grid.ts';
import type { WindowSettings } from '../domain/night-duty.ts';
import { mustReadMoment } from './column-values.ts';

export async function findParentGrid(db: Knex, id: number): Promise<ParentGrid | null> {
	return (await db(COLLECTIONS.grids).where({ id }).first('id', 'code', 'level', 'college', 'building')) ?? null;
}

export interface GridRowForEdit {
	id: number;
	code: string;
	parent: number | null;
	college: number;
}

export async function findGrids(db: Knex, ids: readonly number[]): Promise<GridRowForEdit[]> {
	return await db(COLLECTIONS.grids)
		.whereIn('id', [...ids])
		.select('id', 'code', 'parent', 'college');
}

export async function findRoomPlace(
	db: Knex,
	id: number,
): Promise<{ college: number; building: number; floor: number; unit: number } | null> {
	return (await db(COLLECTIONS.rooms).where({ id }).first('college', 'building', 'floor', 'unit')) ?? null;
}

export async function findWindows(db: Knex, ids: readonly number[]): Promise<(WindowSettings & { id: number })[]> {
	return await db(COLLECTIONS.colleges)
		.whereIn('id', [...ids])
		.select('id', 'time_zone', 'opens', 'closes', 'unit_minute', 'floor_minute', 'late_hours');
}

/** When the last regular night of a college closed; leaves must not reach back before it. */
export async function findLastClose(db: Knex, college: number): Promise<Date | null> {
	const row = await db(COLLECTIONS.nights)
		.where({ college, kind: 'regular', state: 'closed' })
		.orderBy('closes_at', 'desc')
		.first('closes_at');
	return row ? mustReadMoment(row.closes_at) : null;
}

export async function findOnlyCollege(db: Knex): Promise<number | null> {
	const row = await db(COLLECTIONS.colleges).orderBy('id').first('id');
	return row?.id ?? null;
}

/** The colleges in which the named rows lie; a row that does not exist lies in none. */
export async function findCollegesOf(
	db: Knex,
	places: readonly { collection: string; key: number }[],
): Promise<Set<number>> {
	const colleges = new Set<number>();
	for (const { collection, key } of places) {
		const row: { college: number } | undefined = await placesIn(db, collection, key);
		if (row) colleges.add(row.college);
	}
	return colleges;
}

function placesIn(db: Knex, collection: string, key: number): Knex.QueryBuilder {
	switch (collection) {
		case COLLECTIONS.colleges:
			return db(collection).where({ id: key }).first({ college: 'id' });
		case COLLECTIONS.majors:
			return db(`${collection} as m`)
				.join(`${COLLECTIONS.departments} as d`, 'd.id', 'm.department')
				.where('m.id', key)
				.first('d.college');
		default:
			return db(collection).where({ id: key }).first('college');
	}
}
