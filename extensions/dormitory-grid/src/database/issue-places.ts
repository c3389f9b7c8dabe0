import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import type { IssuePlace } from '../domain/issue-holder.ts';
import type { Actor } from '../domain/scope.ts';
import type { ReportPlace } from '../types/api-issues.ts';

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
	const grids = await db(`${COLLECTIONS.grids} as g`)
		.join(`${COLLECTIONS.colleges} as c`, 'c.id', 'g.college')
		.whereIn('g.id', ids)
		.select('g.id', 'g.code', 'g.level', 'g.college', 'g.building', 'g.floor', { timeZone: 'c.time_zone' });
	const rooms =
		inRooms.length === 0
			? []
			: await db(COLLECTIONS.rooms).whereIn('id', inRooms).select('id', 'number', 'unit', 'floor', 'building');
	return spots.map(({ grid, room }) => {
		const row = grids.find(({ id }) => id === grid);
		if (!row) return null;
		const place: IssuePlace = {
			college: row.college,
			building: row.level === 1 ? row.id : row.building,
			floor: row.level === 2 ? row.id : row.floor,
			unit: row.level === 3 ? row.id : null,
		};
		const at = { grid, place, timeZone: row.timeZone };
		if (room === null) return { ...at, room: null, placeName: row.code };
		const inside = rooms.find(({ id }) => id === room);
		if (!inside || ![inside.unit, inside.floor, inside.building].includes(grid)) return null;
		return {
			...at,
			room,
			place: { ...place, floor: inside.floor, unit: inside.unit },
			placeName: inside.number,
		};
	});
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

/** The grids that somebody answers for, with their rooms: where he raises something in one step. */
export async function findReportPlaces(db: Knex, actor: Actor): Promise<ReportPlace[]> {
	const own = [
		...new Set(
			actor.scopes.flatMap(({ unit, floor, building }) => [unit, floor, building].filter((grid) => grid !== null)),
		),
	];
	if (own.length === 0) return [];
	const grids = await db(COLLECTIONS.grids).whereIn('id', own).orderBy('code').select('id', 'code', 'level');
	const rooms = await db(COLLECTIONS.rooms)
		.where((lies) => lies.whereIn('unit', own).orWhereIn('floor', own).orWhereIn('building', own))
		.orderBy(['number', 'id'])
		.select('id', 'number', 'unit', 'floor', 'building');
	return grids.map(({ id, code, level }) => ({
		grid: id,
		code,
		level,
		rooms: rooms
			.filter(({ unit, floor, building }) => unit === id || floor === id || building === id)
			.map((room) => ({ id: room.id, number: room.number })),
	}));
}
