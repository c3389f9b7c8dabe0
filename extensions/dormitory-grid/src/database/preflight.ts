import type { Knex } from 'knex';
import { COLLECTIONS as C } from '../constants/collections.ts';
import type { Position } from '../constants/positions.ts';
import { holdsOn } from '../domain/calendar.ts';
import type { DutyGrid, Holder, Level } from '../domain/preflight.ts';
import { readDate, readFlag, readNumber } from './column-values.ts';
import { personName } from './find-actor.ts';
import { CALL_ORDER } from './on-duty.ts';
import { onlyStaying } from './stays.ts';

/** The units, floors and buildings that owe a report on a date: in service with all above them, and somebody expected. */
export async function findDutyGrids(
	db: Knex,
	asked: { college: number; date: string; stayOver: number | null },
): Promise<DutyGrid[]> {
	const { college, date, stayOver } = asked;
	const grids = await db(C.grids)
		.where({ college })
		.whereIn('state', ['pilot', 'active'])
		.select('id', 'code', 'name', 'level', 'building', 'floor', 'in_service_from', 'in_service_until');
	const counts: { unit: number; residents: unknown }[] = await db(`${C.students} as s`)
		.join(`${C.rooms} as r`, 'r.id', 's.room')
		.where({ 's.college': college, 's.residence_state': 'resident' })
		.modify(onlyStaying, db, stayOver)
		.groupBy('r.unit')
		.select('r.unit')
		.count({ residents: '*' });
	const inService = new Map(
		grids
			.filter((grid) => holdsOn(date, readDate(grid.in_service_from), readDate(grid.in_service_until)))
			.map((grid) => [grid.id, grid]),
	);
	const residents = new Map<number, number>();
	for (const { unit, residents: count } of counts) {
		const place = inService.get(unit);
		if (!place || !inService.has(place.floor) || !inService.has(place.building)) continue;
		for (const id of [unit, place.floor, place.building])
			residents.set(id, (residents.get(id) ?? 0) + readNumber(count));
	}
	return [...inService.values()].flatMap((grid): DutyGrid[] => {
		const count = residents.get(grid.id);
		if (count === undefined) return [];
		const { id, code, name, level, building, floor } = grid;
		return [{ id, code, name, level: level as Level, building: building ?? id, floor, residents: count }];
	});
}

/** Whoever is on duty on a grid of a college at this moment and can log in, heads of a building before its other staff. */
export async function findHolders(db: Knex, college: number): Promise<Holder[]> {
	const rows: (PersonRow & { unit: number | null; floor: number | null; building: number | null })[] = await onDuty(db)
		.where('a.college', college)
		.whereRaw('coalesce(s.unit, s.floor, s.building) is not null')
		.select('s.unit', 's.floor', 's.building');
	return rows.flatMap((row): Holder[] => {
		const grid = row.unit ?? row.floor ?? row.building;
		return grid === null ? [] : [{ grid, ...toPerson(row) }];
	});
}

export interface Candidate extends Omit<Holder, 'grid'> {
	/** What he answers for at present: a grid's code or a room's number. */
	place: string;
	floor: number | null;
}

/** Who could stand in within a building: whoever has a post in it, its room heads among them. */
export async function findCandidates(db: Knex, building: number): Promise<Candidate[]> {
	const rows: (PersonRow & { code: string | null; number: string | null; near: number | null })[] = await onDuty(db)
		.leftJoin(`${C.rooms} as r`, 'r.id', 's.room')
		.leftJoin(`${C.grids} as g`, (on) => on.on(db.raw('g.id = coalesce(s.unit, s.floor, s.building)')))
		.where((place) => place.where('g.id', building).orWhere('g.building', building).orWhere('r.building', building))
		.select('g.code', 'r.number', db.raw('coalesce(g.floor, r.floor, s.floor) as near'));
	return rows.map((row) => ({ ...toPerson(row), place: row.code ?? row.number ?? '', floor: row.near }));
}

interface PersonRow {
	person: string;
	position: Position;
	stand_in: unknown;
	ends_on: unknown;
	first_name: string | null;
	last_name: string | null;
	phone: string | null;
}

function onDuty(db: Knex) {
	return db(`${C.staffScopes} as s`)
		.join(`${C.staffAssignments} as a`, 'a.id', 's.assignment')
		.join('directus_users as p', 'p.id', 's.person')
		.where('p.status', 'active')
		.orderByRaw(CALL_ORDER)
		.select('s.person', 's.position', 's.stand_in', 's.ends_on', 'p.first_name', 'p.last_name', 'p.phone');
}

function toPerson(row: PersonRow): Omit<Holder, 'grid'> {
	const { person, position, phone } = row;
	return {
		person,
		position,
		phone,
		name: personName(row.last_name, row.first_name),
		standIn: readFlag(row.stand_in),
		endsOn: readDate(row.ends_on),
	};
}

/** The date for which a college's pre-flight check was last made; its message goes once a college and date. */
export async function wasChecked(db: Knex, college: number, date: string): Promise<boolean> {
	return (
		(await db(C.installation)
			.where({ key: `preflight:${college}`, value: date })
			.first('key')) !== undefined
	);
}

/** @returns whether this caller made it; another replica may have */
export async function markChecked(trx: Knex, college: number, date: string, now: Date): Promise<boolean> {
	const key = `preflight:${college}`;
	await trx(C.installation).insert({ key, value: '', changed_at: now }).onConflict('key').ignore();
	const changed = await trx(C.installation)
		.where({ key })
		.whereNot('value', date)
		.update({ value: date, changed_at: now });
	return changed === 1;
}
