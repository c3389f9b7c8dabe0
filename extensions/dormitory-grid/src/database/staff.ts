import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import { POLICY_IDS, type Position } from '../constants/positions.ts';
import { START_PAGES } from '../constants/start-pages.ts';
import { scopeColumns } from '../domain/scope.ts';
import { dateValue, readDate, readFlag, readMoment } from './column-values.ts';

export interface Assignment {
	id: string;
	person: string;
	position: Position;
	college: number;
	grid: number | null;
	room: number | null;
	department: number | null;
	startsOn: string;
	endsOn: string | null;
	endedAt: Date | null;
	timeZone: string;
	/** Stands in for the post. */
	standIn: boolean;
}

export async function findAssignment(db: Knex, id: string): Promise<Assignment | null> {
	const row = await assignments(db).where('a.id', id).first();
	return row ? toAssignment(row) : null;
}

/** Posts whose first day has come and that nobody has put in force yet. */
export async function findAssignmentsToBegin(db: Knex, college: number, today: string): Promise<Assignment[]> {
	const rows = await assignments(db)
		.leftJoin(`${COLLECTIONS.staffScopes} as s`, 's.assignment', 'a.id')
		.where('a.college', college)
		.whereNull('a.ended_at')
		.whereNull('s.id')
		.where('a.starts_on', '<=', dateValue(today))
		.where((until) => until.whereNull('a.ends_on').orWhere('a.ends_on', '>=', dateValue(today)));
	return rows.map(toAssignment);
}

/** Posts whose last day has passed and that are still open. */
export async function findAssignmentsToEnd(db: Knex, college: number, today: string): Promise<Assignment[]> {
	const rows = await assignments(db)
		.where('a.college', college)
		.whereNull('a.ended_at')
		.where('a.ends_on', '<', dateValue(today));
	return rows.map(toAssignment);
}

/**
 * Posts of one place are judged one after another until each has been committed: a seat that was counted is still there.
 * Only a row lock, and none against foreign keys; SQLite lets one transaction write at a time anyhow.
 */
export async function holdPlace(trx: Knex, place: { grid: number | null; room: number | null }): Promise<void> {
	if (place.grid !== null) await trx(COLLECTIONS.grids).where({ id: place.grid }).forNoKeyUpdate().first('id');
	if (place.room !== null) await trx(COLLECTIONS.rooms).where({ id: place.room }).forNoKeyUpdate().first('id');
}

/** Likewise for the posts of one person, of which the last takes the policy along. */
export async function holdPerson(trx: Knex, person: string): Promise<void> {
	await trx('directus_users').where({ id: person }).forNoKeyUpdate().first('id');
}

/** How many hold a post on a place during any part of a span; of stand-ins, whatever post of it they stand in for. */
export async function countHolders(
	db: Knex,
	post: {
		position: Position;
		grid: number | null;
		room: number | null;
		startsOn: string;
		endsOn: string | null;
		standIn: boolean;
	},
): Promise<{ holders: number; from: string | null; until: string | null }> {
	const rows = await db(COLLECTIONS.staffAssignments)
		.where({ grid: post.grid, room: post.room })
		.modify((query) => {
			if (post.standIn) void query.where({ stand_in: true });
			else
				void query
					.where({ position: post.position })
					.where((seat) => seat.whereNull('stand_in').orWhere({ stand_in: false }));
		})
		.whereNull('ended_at')
		.where((after) => after.whereNull('ends_on').orWhere('ends_on', '>=', dateValue(post.startsOn)))
		.modify((query) => {
			if (post.endsOn !== null) query.where('starts_on', '<=', dateValue(post.endsOn));
		})
		.select('starts_on', 'ends_on')
		.orderBy('starts_on');
	return { holders: rows.length, from: readDate(rows[0]?.starts_on), until: readDate(rows[0]?.ends_on) };
}

/**
 * @param how `null` keeps what an earlier ending said, and is the end of the term where none did
 * @returns whether it had not ended before
 */
export async function markAssignmentEnded(
	db: Knex,
	id: string,
	ending: { lastDay: string; how: string | null; endedAt: Date | null },
): Promise<boolean> {
	const how = ending.how ?? db.raw("coalesce(ended_how, 'term_end')");
	const ends_on = dateValue(ending.lastDay);
	const marked = await db(COLLECTIONS.staffAssignments)
		.where({ id })
		.whereNull('ended_at')
		.update({ ends_on, ended_how: how, ended_at: ending.endedAt });
	if (marked > 0) await db(COLLECTIONS.staffScopes).where({ assignment: id }).update({ ends_on });
	return marked > 0;
}

/** Access follows the assignment: the scope row and the position's policy (DESIGN.md 2.9). Twice is once. */
export async function attachAccess(db: Knex, assignment: Assignment): Promise<void> {
	await holdPerson(db, assignment.person);
	await db(COLLECTIONS.staffScopes)
		.insert({
			assignment: assignment.id,
			person: assignment.person,
			position: assignment.position,
			...scopeColumns(assignment),
			stand_in: assignment.standIn,
			ends_on: assignment.endsOn === null ? null : dateValue(assignment.endsOn),
		})
		.onConflict('assignment')
		.ignore();
	const policy = POLICY_IDS[assignment.position];
	const held = await db('directus_access').where({ user: assignment.person, policy }).first('id');
	if (!held) await db('directus_access').insert({ id: randomUUID(), user: assignment.person, policy });
	const page = START_PAGES[assignment.position];
	if (page)
		await db('directus_users').where({ id: assignment.person }).whereNull('last_page').update({ last_page: page });
}

/** Takes the scope away, and the policy with the person's last post of that position. */
export async function detachAccess(
	db: Knex,
	assignment: Pick<Assignment, 'id' | 'person' | 'position'>,
): Promise<void> {
	const { person, position } = assignment;
	await holdPerson(db, person);
	await db(COLLECTIONS.staffScopes).where({ assignment: assignment.id }).delete();
	const other = await db(COLLECTIONS.staffScopes).where({ person, position }).first('id');
	if (!other) await db('directus_access').where({ user: person, policy: POLICY_IDS[position] }).delete();
}

/** Tells the other replicas that access has changed; see hooks/access-watch. */
export async function bumpAccessVersion(db: Knex, now: Date): Promise<void> {
	const row = { key: 'access_version', value: now.toISOString(), changed_at: now };
	await db(COLLECTIONS.installation).insert(row).onConflict('key').merge();
}

export interface CollegeDay {
	college: number;
	timeZone: string;
}

export async function findColleges(db: Knex): Promise<CollegeDay[]> {
	return await db(COLLECTIONS.colleges).select('id as college', 'time_zone as timeZone');
}

export interface PlaceRow {
	college: number;
	building: number | null;
	floor: number | null;
	unit: number | null;
	level: 1 | 2 | 3 | null;
}

/** Where a grid, room or department stands. */
export async function findPlace(
	db: Knex,
	place: { grid?: number | null; room?: number | null; department?: number | null },
): Promise<PlaceRow | null> {
	if (place.grid) {
		const row = await db(COLLECTIONS.grids)
			.where({ id: place.grid })
			.first('id', 'college', 'level', 'building', 'floor');
		if (!row) return null;
		return {
			college: row.college,
			level: row.level,
			building: row.level === 1 ? row.id : row.building,
			floor: row.level === 2 ? row.id : row.floor,
			unit: row.level === 3 ? row.id : null,
		};
	}
	if (place.room) {
		const row = await db(COLLECTIONS.rooms).where({ id: place.room }).first('college', 'building', 'floor', 'unit');
		return row ? { ...row, level: null } : null;
	}
	if (place.department) {
		const row = await db(COLLECTIONS.departments).where({ id: place.department }).first('college');
		return row ? { college: row.college, building: null, floor: null, unit: null, level: null } : null;
	}
	return null;
}

function assignments(db: Knex) {
	return db(`${COLLECTIONS.staffAssignments} as a`)
		.join(`${COLLECTIONS.colleges} as c`, 'c.id', 'a.college')
		.select('a.*', 'c.time_zone');
}

function toAssignment(
	row: Record<string, unknown> & {
		id: string;
		person: string;
		position: Position;
		college: number;
		grid: number | null;
		room: number | null;
		department: number | null;
		time_zone: string;
	},
): Assignment {
	const { id, person, position, college, grid, room, department } = row;
	return {
		id,
		person,
		position,
		college,
		grid,
		room,
		department,
		startsOn: readDate(row['starts_on']) ?? '',
		endsOn: readDate(row['ends_on']),
		endedAt: readMoment(row['ended_at']),
		timeZone: row.time_zone,
		standIn: readFlag(row['stand_in']),
	};
}
