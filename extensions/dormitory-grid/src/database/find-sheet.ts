import type { Knex } from 'knex';
import { COLLECTIONS as C } from '../constants/collections.ts';
import { readFlag } from './column-values.ts';
import { personName } from './find-actor.ts';
import { onLeaveAt } from './leaves.ts';
import { CALL_ORDER } from './on-duty.ts';
import { onlyStaying } from './stays.ts';

/** What stands on a floor's printed night sheet; one question a function. */

export interface SheetGrid {
	id: number;
	code: string;
	name: string;
	building: string;
	college: string;
	timeZone: string;
}

/** A floor with the names of what it belongs to. */
export async function findSheetFloor(db: Knex, floor: number): Promise<SheetGrid | null> {
	const row = await db(`${C.grids} as f`)
		.join(`${C.grids} as b`, 'b.id', 'f.building')
		.join(`${C.colleges} as c`, 'c.id', 'f.college')
		.where({ 'f.id': floor, 'f.level': 2 })
		.first('f.id', 'f.code', 'f.name', { building: 'b.name', college: 'c.name', timeZone: 'c.time_zone' });
	return row ?? null;
}

/** Units of a floor along the corridor. */
export async function findSheetUnits(db: Knex, floor: number): Promise<{ id: number; code: string; name: string }[]> {
	return await db(C.grids)
		.where({ parent: floor, level: 3 })
		.whereNot({ state: 'retired' })
		.orderBy(['position', 'id'])
		.select('id', 'code', 'name');
}

/** Who answers for each grid at this moment: of several the one who is called first. */
export async function findHolders(
	db: Knex,
	grids: readonly number[],
): Promise<Map<number, { name: string; phone: string | null }>> {
	const rows = await db(`${C.staffScopes} as s`)
		.join('directus_users as p', 'p.id', 's.person')
		.where('p.status', 'active')
		.where((place) => place.whereIn('s.unit', [...grids]).orWhereIn('s.floor', [...grids]))
		.orderByRaw(CALL_ORDER)
		.select('s.unit', 's.floor', 'p.first_name', 'p.last_name', 'p.phone');
	const holders = new Map<number, { name: string; phone: string | null }>();
	for (const { unit, floor, first_name, last_name, phone } of rows) {
		const grid: number = unit ?? floor;
		if (!holders.has(grid)) holders.set(grid, { name: personName(last_name, first_name), phone });
	}
	return holders;
}

export async function findSheetRooms(
	db: Knex,
	floor: number,
): Promise<{ id: number; number: string; unit: number; beds: number | null }[]> {
	return await db(C.rooms).where({ floor }).orderBy(['position', 'number']).select('id', 'number', 'unit', 'beds');
}

export interface SheetResident {
	room: number;
	student: number;
	name: string;
	bed: number | null;
	onLeave: boolean;
}

/** Whom a night expects on a floor, as frozen at its opening. */
export async function findFrozenResidents(db: Knex, night: number, floor: number): Promise<SheetResident[]> {
	const rows = await db(`${C.nightResidents} as f`)
		.join(`${C.students} as s`, 's.id', 'f.student')
		.where({ 'f.night': night, 'f.floor': floor })
		.orderBy(['f.room', 'f.bed', 's.number'])
		.select('f.room', 'f.student', 's.name', 'f.bed', { onLeave: 'f.on_leave' });
	return rows.map((row) => ({ ...row, onLeave: readFlag(row.onLeave) }));
}

/** Whom a night that has not opened will expect, as far as is known: by the same rules as its opening (database/open-night.ts). */
export async function findComingResidents(
	db: Knex,
	floor: number,
	{ closesAt, stayOver }: { closesAt: Date; stayOver: number | null },
): Promise<SheetResident[]> {
	const rows: (Omit<SheetResident, 'onLeave'> & { onLeave: unknown })[] = await db(`${C.students} as s`)
		.join(`${C.rooms} as r`, 'r.id', 's.room')
		.where({ 'r.floor': floor, 's.residence_state': 'resident' })
		.modify(onlyStaying, db, stayOver)
		.orderBy(['s.room', 's.bed', 's.number'])
		.select('s.room', { student: 's.id' }, 's.name', 's.bed', { onLeave: onLeaveAt(db, closesAt) });
	return rows.map((row) => ({ ...row, onLeave: readFlag(row.onLeave) }));
}
