import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import type { IssuePlace } from '../domain/issue-holder.ts';
import type { Actor } from '../domain/scope.ts';
import type { PlaceStaff, ReportPlace } from '../types/api-issues.ts';
import { personName } from './find-actor.ts';

/**
 * Where an issue lies as the tree stands, over its grid `g` and, where it is in one, its room `m`: the one formula. A room
 * that changes its unit or floor takes its issues along.
 */
export const PLACE = {
	building: 'coalesce(m.building, case when g.level = 1 then g.id else g.building end)',
	floor: 'coalesce(m.floor, case when g.level = 2 then g.id else g.floor end)',
	unit: 'coalesce(m.unit, case when g.level = 3 then g.id end)',
} as const;

/** The same as columns. */
export interface PlaceColumns {
	placeBuilding: number | null;
	placeFloor: number | null;
	placeUnit: number | null;
}

export function placeColumns(db: Knex): Record<keyof PlaceColumns, Knex.Raw> {
	return { placeBuilding: db.raw(PLACE.building), placeFloor: db.raw(PLACE.floor), placeUnit: db.raw(PLACE.unit) };
}

export function toPlace(college: number, { placeBuilding, placeFloor, placeUnit }: PlaceColumns): IssuePlace {
	return { college, building: placeBuilding ?? 0, floor: placeFloor, unit: placeUnit };
}

/** Where an issue is raised: a grid of any level, and a room in it. */
export interface RaisedAt {
	grid: number;
	room: number | null;
	place: IssuePlace;
	placeName: string;
	timeZone: string;
}

/** @returns in their order; `null` where there is no such grid, or the room does not lie in it */
export async function findRaisedAt(
	db: Knex,
	spots: readonly { grid: number; room: number | null }[],
): Promise<(RaisedAt | null)[]> {
	const ids = [...new Set(spots.map(({ grid }) => grid))];
	const inRooms = [...new Set(spots.flatMap(({ room }) => room ?? []))];
	const { grids, colleges, rooms } = COLLECTIONS;
	const placed = (inRoom: boolean) =>
		db(`${grids} as g`)
			.join(`${colleges} as c`, 'c.id', 'g.college')
			.modify((query) => {
				if (!inRoom) return void query.leftJoin(`${rooms} as m`, db.raw('1 = 0'));
				return void query
					.join(`${rooms} as m`, (lies) => lies.on('m.unit', 'g.id').orOn('m.floor', 'g.id').orOn('m.building', 'g.id'))
					.whereIn('m.id', inRooms);
			})
			.whereIn('g.id', ids)
			.select('g.id', 'g.code', 'g.college', { timeZone: 'c.time_zone', room: 'm.id', number: 'm.number' })
			.select(placeColumns(db));
	const rows: PlacedRow[] = [...(await placed(false)), ...(inRooms.length === 0 ? [] : await placed(true))];
	return spots.map(({ grid, room }) => {
		const row = rows.find((one) => one.id === grid && one.room === room);
		if (!row) return null;
		const place = toPlace(row.college, row);
		return { grid, room, place, placeName: row.number ?? row.code, timeZone: row.timeZone };
	});
}

interface PlacedRow extends PlaceColumns {
	id: number;
	code: string;
	college: number;
	timeZone: string;
	room: number | null;
	number: string | null;
}

/** Whether a person holds a post in the college. */
export async function servesIn(db: Knex, person: string, college: number): Promise<boolean> {
	const row = await db(`${COLLECTIONS.staffScopes} as s`)
		.join(`${COLLECTIONS.staffAssignments} as a`, 'a.id', 's.assignment')
		.where({ 's.person': person, 'a.college': college })
		.first('s.id');
	return row !== undefined;
}

/** Grids, offices and whether the working group: where a person holds posts. */
export async function findPostsOf(
	db: Knex,
	person: string,
): Promise<{ grids: number[]; offices: number[]; group: boolean }> {
	const rows = await db(COLLECTIONS.staffScopes)
		.where({ person })
		.select('position', 'unit', 'floor', 'building', 'department');
	return {
		grids: rows.flatMap(({ unit, floor, building }) => [unit, floor, building].filter((id) => id !== null)),
		offices: rows.flatMap((row) =>
			row.position === 'responsible_office' && row.department !== null ? [row.department] : [],
		),
		group: rows.some(({ position }) => position === 'working_group'),
	};
}

/**
 * The grids that somebody answers for, with their rooms: where he raises something in one step. An office and the working
 * group answer for no grid: theirs are the buildings and floors of the college.
 */
export async function findReportPlaces(db: Knex, actor: Actor): Promise<ReportPlace[]> {
	const own = gridsOf(actor);
	const colleges = await findWideColleges(db, actor);
	if (own.length + colleges.length === 0) return [];
	const grids: GridPlace[] = await db(COLLECTIONS.grids)
		.where((some) => {
			void some.whereIn('id', own);
			if (colleges.length > 0) void some.orWhere((wide) => wide.whereIn('college', colleges).whereIn('level', [1, 2]));
		})
		.orderBy('code')
		.select('id', 'code', 'level', 'floor', 'building');
	const rooms =
		own.length === 0
			? []
			: await db(COLLECTIONS.rooms)
					.where((lies) => lies.whereIn('unit', own).orWhereIn('floor', own).orWhereIn('building', own))
					.orderBy(['number', 'id'])
					.select('id', 'number', 'unit', 'floor', 'building');
	return grids.map((grid) => ({
		grid: grid.id,
		code: grid.code,
		level: grid.level,
		own: own.includes(grid.id),
		chain: chainOf(grid),
		rooms: own.includes(grid.id)
			? rooms
					.filter(({ unit, floor, building }) => [unit, floor, building].includes(grid.id))
					.map((room) => ({ id: room.id, number: room.number }))
			: [],
	}));
}

/** Who is on duty where somebody raises things: around his own grids everybody of the building, elsewhere levels 1 and 2. */
export async function findPlaceStaff(db: Knex, actor: Actor, places: readonly ReportPlace[]): Promise<PlaceStaff[]> {
	if (places.length === 0) return [];
	const mine = [...new Set(places.filter(({ own }) => own).flatMap(({ chain }) => chain.at(-1) ?? []))];
	const wide = places.filter(({ own }) => !own).map(({ grid }) => grid);
	const rows = await db(`${COLLECTIONS.staffScopes} as s`)
		.join('directus_users as p', 'p.id', 's.person')
		.join(`${COLLECTIONS.grids} as g`, 'g.id', db.raw('coalesce(s.unit, s.floor, s.building)'))
		.where('p.status', 'active')
		.whereNot('p.id', actor.user)
		.where((some) => some.whereIn('g.id', [...mine, ...wide]).orWhereIn('g.building', mine))
		.orderBy(['g.level', 'g.code', 's.id'])
		.select('p.id', 'p.first_name', 'p.last_name', 's.position', 'g.code', 'g.level', 'g.floor', 'g.building')
		.select({ grid: 'g.id' });
	return rows.map((row) => ({
		id: row.id,
		name: personName(row.last_name, row.first_name),
		position: row.position,
		code: row.code,
		chain: chainOf({ id: row.grid, floor: row.floor, building: row.building }),
	}));
}

interface GridPlace {
	id: number;
	code: string;
	level: 1 | 2 | 3;
	floor: number | null;
	building: number | null;
}

function chainOf({ id, floor, building }: Pick<GridPlace, 'id' | 'floor' | 'building'>): number[] {
	return [id, floor, building].filter((grid) => grid !== null);
}

function gridsOf({ scopes }: Actor): number[] {
	return [
		...new Set(scopes.flatMap(({ unit, floor, building }) => [unit, floor, building].filter((grid) => grid !== null))),
	];
}

/** Colleges in which somebody answers for more than a grid. */
async function findWideColleges(db: Knex, { scopes }: Actor): Promise<number[]> {
	const offices = scopes.flatMap(({ position, department }) =>
		position === 'responsible_office' && department !== null ? [department] : [],
	);
	const ofOffices: { college: number }[] =
		offices.length === 0 ? [] : await db(COLLECTIONS.departments).whereIn('id', offices).select('college');
	const groups = scopes.flatMap(({ position, college }) => (position === 'working_group' ? (college ?? []) : []));
	return [...new Set([...groups, ...ofOffices.map(({ college }) => college)])];
}
