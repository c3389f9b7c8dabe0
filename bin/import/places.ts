import type { Knex } from 'knex';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';

export interface Room {
	id: number;
	number: string;
	beds: number;
	building: number;
	floor: number;
	unit: number;
}

/** A college's places by what people call them. */
export interface Places {
	grids: Map<string, { id: number; level: number }>;
	/** A number may stand in several buildings. */
	rooms: Map<string, Room[]>;
	departments: { id: number; code: string; name: string }[];
}

export async function loadPlaces(db: Knex, college: number): Promise<Places> {
	const grids = await db(C.grids).where({ college }).select('id', 'code', 'level');
	const rooms = new Map<string, Room[]>();
	const all: Room[] = await db(C.rooms)
		.where({ college })
		.select('id', 'number', 'beds', 'building', 'floor', 'unit')
		.orderBy('id');
	for (const room of all) rooms.set(room.number, [...(rooms.get(room.number) ?? []), room]);
	return {
		grids: new Map(grids.map(({ code, ...grid }) => [code, grid])),
		rooms,
		departments: await db(C.departments).where({ college }).select('id', 'code', 'name'),
	};
}

/** By code, else by name where only one has it. */
export function findDepartment(places: Places, text: string): { id: number } | null {
	const byCode = places.departments.find(({ code }) => code === text);
	if (byCode) return byCode;
	const named = places.departments.filter(({ name }) => name === text);
	return named.length === 1 ? (named[0] ?? null) : null;
}
