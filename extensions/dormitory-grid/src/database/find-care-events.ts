import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import type { NightEvent } from '../types/api-desk.ts';
import type { EmergencyRow } from '../types/schema.ts';
import { mustReadMoment, readNumber } from './column-values.ts';
import { readPositions } from './ladder.ts';
import { personName } from './find-actor.ts';

/** Which of a night's rows to read: the newest so many of each kind. */
export interface EventSelection {
	night: number;
	college: number;
	root: number | null;
	from: Date;
	until: Date;
	limit: number;
}

/** What was done about students in a night: follow-ups, the ladder, second looks, emergencies. */
export async function findCareEvents(db: Knex, selection: EventSelection): Promise<NightEvent[]> {
	return [
		...(await findFollowupEvents(db, selection)),
		...(await findLadderEvents(db, selection)),
		...(await findCheckEvents(db, selection)),
		...(await findEmergencyEvents(db, selection)),
	];
}

async function findFollowupEvents(db: Knex, { night, limit }: EventSelection): Promise<NightEvent[]> {
	const rows = await db(`${COLLECTIONS.nightFollowups} as x`)
		.join(`${COLLECTIONS.students} as s`, 's.id', 'x.student')
		.leftJoin(`${COLLECTIONS.grids} as g`, 'g.id', 'x.unit')
		.leftJoin('directus_users as p', 'p.id', 'x.recorded_by')
		.where('x.night', night)
		.orderBy('x.recorded_at', 'desc')
		.limit(limit)
		.select('x.id', 'x.recorded_at', 'x.kind', 'x.note', 'x.handed_to', 's.name as student')
		.select('g.id as grid', 'g.code', 'g.level', 'p.first_name', 'p.last_name');
	return rows.map((row) => ({
		id: `followup:${row.id}`,
		at: mustReadMoment(row.recorded_at).toISOString(),
		kind: 'followup',
		grid: row.grid,
		code: row.code,
		level: row.level,
		person: personName(row.last_name, row.first_name),
		student: row.student,
		followup: row.kind,
		reason: row.handed_to ?? row.note,
	}));
}

async function findLadderEvents(db: Knex, { night, limit }: EventSelection): Promise<NightEvent[]> {
	const rows = await db(`${COLLECTIONS.nightLadderSteps} as x`)
		.join(`${COLLECTIONS.nightAbsences} as a`, 'a.id', 'x.absence')
		.join(`${COLLECTIONS.students} as s`, 's.id', 'a.student')
		.leftJoin(`${COLLECTIONS.grids} as g`, 'g.id', 'x.unit')
		.where('x.night', night)
		.orderBy('x.taken_at', 'desc')
		.limit(limit)
		.select('x.id', 'x.taken_at', 'x.number', 'x.told', 'x.reached', 's.name as student')
		.select('g.id as grid', 'g.code', 'g.level');
	return rows.map((row) => ({
		id: `ladder:${row.id}`,
		at: mustReadMoment(row.taken_at).toISOString(),
		kind: 'ladder',
		grid: row.grid,
		code: row.code,
		level: row.level,
		student: row.student,
		step: row.number,
		reached: readPositions(row.reached),
		count: readNumber(row.told),
	}));
}

async function findCheckEvents(db: Knex, { night, limit }: EventSelection): Promise<NightEvent[]> {
	const drawn = await db(COLLECTIONS.nightChecks)
		.where({ night })
		.groupBy('drawn_at')
		.orderBy('drawn_at', 'desc')
		.limit(limit)
		.select('drawn_at', db.raw('count(*) as rooms'));
	const checked = await db(`${COLLECTIONS.nightCheckResults} as x`)
		.join(`${COLLECTIONS.nightChecks} as k`, 'k.id', 'x.night_check')
		.leftJoin(`${COLLECTIONS.rooms} as m`, 'm.id', 'k.room')
		.leftJoin(`${COLLECTIONS.grids} as g`, 'g.id', 'x.unit')
		.leftJoin('directus_users as p', 'p.id', 'x.checked_by')
		.where('x.night', night)
		.orderBy('x.checked_at', 'desc')
		.limit(limit)
		.select('x.id', 'x.checked_at', 'm.number as room', 'g.id as grid', 'g.code', 'g.level', 'k.differences')
		.select('p.first_name', 'p.last_name');
	return [
		...drawn.map((row) => {
			const at = mustReadMoment(row.drawn_at).toISOString();
			return { id: `drawn:${at}`, at, kind: 'check_drawn' as const, count: readNumber(row.rooms) };
		}),
		...checked.map((row) => ({
			id: `check:${row.id}`,
			at: mustReadMoment(row.checked_at).toISOString(),
			kind: 'check' as const,
			grid: row.grid,
			code: row.code,
			level: row.level,
			person: personName(row.last_name, row.first_name),
			room: row.room,
			differences: row.differences,
		})),
	];
}

interface EmergencyFound extends Pick<EmergencyRow, 'id' | 'kind' | 'note' | 'reported_as'> {
	reported_at: unknown;
	room: string | null;
	grid: number;
	code: string;
	level: 1 | 2 | 3;
	first_name: string | null;
	last_name: string | null;
}

/** An emergency belongs to no night: those reported while this one lasted, in the part of the tree it is about. */
async function findEmergencyEvents(db: Knex, selection: EventSelection): Promise<NightEvent[]> {
	const { college, root, from, until, limit } = selection;
	const rows = await db(`${COLLECTIONS.emergencies} as x`)
		.join(`${COLLECTIONS.grids} as g`, 'g.id', 'x.grid')
		.leftJoin(`${COLLECTIONS.rooms} as m`, 'm.id', 'x.room')
		.leftJoin('directus_users as p', 'p.id', 'x.reported_by')
		.where('x.college', college)
		.where('x.reported_at', '>=', from)
		.where('x.reported_at', '<', until)
		.modify((query) => {
			if (root === null) return;
			query.where((part) => {
				for (const column of ['grid', 'unit', 'floor', 'building']) part.orWhere(`x.${column}`, root);
			});
		})
		.orderBy('x.reported_at', 'desc')
		.limit(limit)
		.select('x.id', 'x.reported_at', 'x.kind', 'x.note', 'x.reported_as', 'm.number as room')
		.select('g.id as grid', 'g.code', 'g.level', 'p.first_name', 'p.last_name');
	return rows.map((row: EmergencyFound) => ({
		id: `emergency:${row.id}`,
		at: mustReadMoment(row.reported_at).toISOString(),
		kind: 'emergency',
		grid: row.grid,
		code: row.code,
		level: row.level,
		person: personName(row.last_name, row.first_name),
		position: row.reported_as,
		room: row.room,
		emergency: row.kind,
		reason: row.note,
	}));
}
