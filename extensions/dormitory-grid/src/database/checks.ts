import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import type { DrawableRoom, Post } from '../domain/second-look.ts';
import type { CheckDifference } from '../types/api-sheet.ts';
import { mustReadMoment, readJson, readMoment } from './column-values.ts';
import { insertRows } from './insert-rows.ts';

export interface RoomToDraw extends DrawableRoom {
	number: string;
	floorCode: string;
	college: number;
	unit: number;
}

/** Rooms of a night's frozen list in which somebody is expected. */
export async function findRoomsToDraw(db: Knex, night: number): Promise<RoomToDraw[]> {
	const expected = db(COLLECTIONS.nightResidents).where({ night, on_leave: false }).groupBy('room').select('room');
	return await db(expected.as('x'))
		.join(`${COLLECTIONS.rooms} as r`, 'r.id', 'x.room')
		.join(`${COLLECTIONS.grids} as f`, 'f.id', 'r.floor')
		.select('r.id as room', 'r.number', 'r.floor', 'f.code as floorCode', 'r.building', 'r.unit', 'r.college')
		.orderBy(['f.position', 'r.floor', 'r.position', 'r.id']);
}

/** Who is on duty in a college's buildings, on its floors and in its units, and who stands above them all. */
export async function findPosts(db: Knex, college: number): Promise<{ posts: Post[]; group: string[] }> {
	const rows = await db(`${COLLECTIONS.staffScopes} as s`)
		.leftJoin(`${COLLECTIONS.grids} as g`, (on) => on.on('g.id', db.raw('coalesce(s.unit, s.floor, s.building)')))
		.where((own) => own.where('g.college', college).orWhere('s.college', college))
		.select('s.person', 's.position', 'g.id', 'g.level', 'g.building', 'g.floor')
		.orderBy('s.id');
	return {
		posts: rows.flatMap(({ person, position, id, level, building, floor }) =>
			id === null ? [] : [{ person, position, building: level === 1 ? id : building, floor: level === 2 ? id : floor }],
		),
		group: [...new Set<string>(rows.flatMap((row) => (row.id === null ? [row.person] : [])))],
	};
}

/** How many rooms a floor a college draws. */
export async function findDrawSize(db: Knex, college: number): Promise<number> {
	const row = await db(COLLECTIONS.colleges).where({ id: college }).first('second_look_rooms');
	return Number(row?.second_look_rooms ?? 0);
}

export async function insertChecks(
	db: Knex,
	night: number,
	rooms: readonly (Pick<RoomToDraw, 'room' | 'college' | 'building' | 'floor' | 'unit'> & {
		assigned_to: string | null;
	})[],
	now: Date,
): Promise<void> {
	const columns = {
		night: 'integer',
		room: 'integer',
		assigned_to: 'uuid',
		state: 'text',
		drawn_at: 'timestamptz',
		college: 'integer',
		building: 'integer',
		floor: 'integer',
		unit: 'integer',
	} as const;
	const rows = rooms.map(({ room, assigned_to, college, building, floor, unit }) => {
		const place = { room, college, building, floor, unit };
		return { night, assigned_to, state: 'due', drawn_at: now, ...place };
	});
	await insertRows(db, COLLECTIONS.nightChecks, columns, rows, 'id');
}

export interface NightTimes {
	opensAt: Date;
	closesAt: Date;
	locksAt: Date;
}

export interface AssignedCheck {
	id: number;
	night: number;
	state: 'due' | 'done' | 'lapsed';
	times: NightTimes;
	timeZone: string;
	room: number;
	number: string;
	floorCode: string;
	college: number;
	building: number;
	floor: number;
	unit: number;
	result: { id: string; checkedAt: Date; absent: number[]; note: string | null } | null;
}

interface CheckValues extends Omit<AssignedCheck, 'times' | 'result'> {
	opens_at: unknown;
	closes_at: unknown;
	locks_at: unknown;
	result: string | null;
	absent: unknown;
	note: string | null;
	checked_at: unknown;
}

/** The checks given to a person in nights that are not locked: all of them, or the one asked for. Only while he is on duty in that building. */
export async function findChecksOf(
	db: Knex,
	person: string,
	{ now, check }: { now: Date; check?: number },
): Promise<AssignedCheck[]> {
	const onDuty = db(`${COLLECTIONS.staffScopes} as s`)
		.leftJoin(`${COLLECTIONS.grids} as g`, 'g.id', 's.floor')
		.where('s.person', person)
		.whereRaw('c.building = coalesce(s.building, g.building)')
		.select(db.raw('1'));
	const rows: CheckValues[] = await db(`${COLLECTIONS.nightChecks} as c`)
		.join(`${COLLECTIONS.nights} as n`, 'n.id', 'c.night')
		.join(`${COLLECTIONS.colleges} as l`, 'l.id', 'n.college')
		.join(`${COLLECTIONS.rooms} as r`, 'r.id', 'c.room')
		.join(`${COLLECTIONS.grids} as f`, 'f.id', 'c.floor')
		.leftJoin(`${COLLECTIONS.nightCheckResults} as x`, 'x.night_check', 'c.id')
		.where('c.assigned_to', person)
		.where('n.locks_at', '>', now)
		.whereExists(onDuty)
		.modify((query) => {
			if (check !== undefined) query.where('c.id', check);
		})
		.orderBy([{ column: 'n.opens_at', order: 'desc' }, 'c.night', 'f.position', 'f.id', 'r.position', 'r.id'])
		.select('c.id', 'c.night', 'c.state', 'c.room', 'c.college', 'c.building', 'c.floor', 'c.unit', 'r.number')
		.select('f.code as floorCode', 'n.opens_at', 'n.closes_at', 'n.locks_at', 'l.time_zone as timeZone')
		.select('x.id as result', 'x.absent', 'x.note', 'x.checked_at');
	return rows.map(({ opens_at, closes_at, locks_at, result, absent, note, checked_at, ...row }) => ({
		...row,
		times: {
			opensAt: mustReadMoment(opens_at),
			closesAt: mustReadMoment(closes_at),
			locksAt: mustReadMoment(locks_at),
		},
		result:
			result === null ? null : { id: result, checkedAt: mustReadMoment(checked_at), absent: readIds(absent), note },
	}));
}

/** Who lived in rooms when a night was frozen: never whether on leave. */
export async function findResidentsOfRooms(
	db: Knex,
	places: readonly { night: number; room: number }[],
): Promise<{ night: number; room: number; student: number; name: string; bed: number | null }[]> {
	if (places.length === 0) return [];
	return await db(`${COLLECTIONS.nightResidents} as f`)
		.join(`${COLLECTIONS.students} as s`, 's.id', 'f.student')
		.whereIn('f.night', [...new Set(places.map(({ night }) => night))])
		.whereIn('f.room', [...new Set(places.map(({ room }) => room))])
		.orderBy(['f.room', 'f.bed', 's.number'])
		.select('f.night', 'f.room', 'f.student', 's.name', 'f.bed');
}

/** @returns whether this caller was the first with a result */
export async function markCheckDone(db: Knex, check: number, now: Date): Promise<boolean> {
	const changed = await db(COLLECTIONS.nightChecks)
		.where({ id: check, state: 'due' })
		.update({ state: 'done', checked_at: now });
	return changed === 1;
}

/** Nights with checks that still wait for a result. */
export async function findNightsWithDueChecks(db: Knex): Promise<({ night: number } & NightTimes)[]> {
	const waiting = db(COLLECTIONS.nightChecks).where({ state: 'due' }).select('night');
	const rows = await db(COLLECTIONS.nights)
		.whereIn('id', waiting)
		.select('id', 'opens_at', 'closes_at', 'locks_at')
		.orderBy('id');
	return rows.map((row) => ({
		night: row.id,
		opensAt: mustReadMoment(row.opens_at),
		closesAt: mustReadMoment(row.closes_at),
		locksAt: mustReadMoment(row.locks_at),
	}));
}

export async function markChecksLapsed(db: Knex, nights: readonly number[]): Promise<void> {
	if (nights.length === 0) return;
	await db(COLLECTIONS.nightChecks)
		.whereIn('night', [...nights])
		.where({ state: 'due' })
		.update({ state: 'lapsed' });
}

export interface DoneCheck {
	id: number;
	night: number;
	room: number;
	checkedAt: Date;
	absent: number[];
	/** What was last found; `null`: not compared yet. */
	detail: CheckDifference[] | null;
	/** The unit's current submission. */
	submission: string | null;
}

/** Checks with a result in nights whose reports may still change, or that have just been locked. */
export async function findDoneChecks(db: Knex, lockedAfter: Date): Promise<DoneCheck[]> {
	const rows = await db(`${COLLECTIONS.nights} as n`)
		.join(`${COLLECTIONS.nightChecks} as c`, 'c.night', 'n.id')
		.join(`${COLLECTIONS.nightCheckResults} as x`, 'x.night_check', 'c.id')
		.join(`${COLLECTIONS.nightReports} as r`, (on) => on.on('r.night', 'c.night').andOn('r.grid', 'c.unit'))
		.where('n.locks_at', '>', lockedAfter)
		.where('c.state', 'done')
		.orderBy('c.id')
		.select('c.id', 'c.night', 'c.room', 'c.detail', 'x.absent', 'x.checked_at', 'r.submission');
	return rows.map(({ checked_at, absent, detail, ...row }) => ({
		...row,
		checkedAt: mustReadMoment(checked_at),
		absent: readIds(absent),
		detail: readDifferences(detail),
	}));
}

/** What was reported of the residents of rooms, and who has come back since. */
export async function findReported(
	db: Knex,
	checks: readonly DoneCheck[],
): Promise<{
	entries: {
		submission: string;
		student: number;
		kind: 'late_return' | 'not_returned' | 'on_leave';
		returnedAt: Date | null;
	}[];
	back: { night: number; student: number; at: Date }[];
}> {
	const submissions = [...new Set(checks.flatMap(({ submission }) => submission ?? []))];
	const entries = await db(COLLECTIONS.nightEntries)
		.whereIn('submission', submissions)
		.select('submission', 'student', 'kind', 'returned_at');
	const back = await db(COLLECTIONS.nightAbsences)
		.whereIn('night', [...new Set(checks.map(({ night }) => night))])
		.where({ state: 'back' })
		.whereNotNull('returned_at')
		.select('night', 'student', 'returned_at');
	return {
		entries: entries.map(({ returned_at, ...entry }) => ({ ...entry, returnedAt: readMoment(returned_at) })),
		back: back.map(({ returned_at, ...row }) => ({ ...row, at: mustReadMoment(returned_at) })),
	};
}

export async function writeDifferences(db: Knex, check: number, found: readonly CheckDifference[]): Promise<void> {
	await db(COLLECTIONS.nightChecks)
		.where({ id: check })
		.update({ differences: found.length, detail: JSON.stringify(found) });
}

function readIds(value: unknown): number[] {
	const list = readJson(value);
	return Array.isArray(list) ? list.map(Number) : [];
}

function readDifferences(value: unknown): CheckDifference[] | null {
	const list: unknown = readJson(value);
	return Array.isArray(list)
		? list.map(({ student, reported, seen }: CheckDifference) => ({ student, reported, seen }))
		: null;
}
