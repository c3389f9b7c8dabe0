import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import type { Position } from '../constants/positions.ts';
import { dateAt, holdsOn } from '../domain/calendar.ts';
import type { Actor, Scope } from '../domain/scope.ts';
import { chooseLanguage } from '../constants/languages.ts';
import { isPostgres, mustReadMoment, readDate, readFlag } from './column-values.ts';
import { readClock } from './read-clock.ts';

interface ActorRow extends Omit<Scope, 'ends_on' | 'stand_in'> {
	language: string | null;
	first_name: string | null;
	last_name: string | null;
	time_zone: string | null;
	ends_on: unknown;
	stand_in: unknown;
	now: unknown;
}

export interface Asker {
	actor: Actor;
	/** The clock of the moment he asked; see read-clock.ts, which this saves a question. */
	now: Date;
}

/** The person who asks, with the scopes he has at this moment; a scope whose last day has passed is already gone. */
export async function findAsker(db: Knex, user: string, admin: boolean): Promise<Asker> {
	const rows: ActorRow[] = await db('directus_users as u')
		.leftJoin(`${COLLECTIONS.staffScopes} as s`, 's.person', 'u.id')
		.leftJoin(`${COLLECTIONS.staffAssignments} as a`, 'a.id', 's.assignment')
		.leftJoin(`${COLLECTIONS.colleges} as c`, 'c.id', 'a.college')
		.where('u.id', user)
		.select('u.language', 'u.first_name', 'u.last_name', 'c.time_zone', 's.assignment', 's.position', 's.college')
		.select('s.building', 's.floor', 's.unit', 's.room', 's.department', 's.counsellor', 's.ends_on', 's.stand_in')
		.select(isPostgres(db) ? db.raw('clock_timestamp() as now') : db.raw('null as now'));
	const [first] = rows;
	const now = isPostgres(db) && first ? mustReadMoment(first.now) : await readClock(db);
	const actor = {
		user,
		admin,
		language: chooseLanguage(first?.language),
		name: personName(first?.last_name, first?.first_name),
		scopes: rows.filter((row) => row.assignment !== null && inForce(row, now)).map(toScope),
	};
	return { actor, now };
}

/** Chinese order and no space, as names are written on a door card; Latin names the other way round. */
export function personName(last: string | null | undefined, first: string | null | undefined): string {
	const parts = [last ?? '', first ?? ''].filter(Boolean);
	return parts.some((part) => /[^\p{ASCII}]/u.test(part)) ? parts.join('') : parts.toReversed().join(' ');
}

function inForce(row: ActorRow, now: Date): boolean {
	return row.time_zone === null || holdsOn(dateAt(now, row.time_zone), null, readDate(row.ends_on));
}

function toScope(row: ActorRow): Scope {
	const { assignment, college, building, floor, unit, room, department, counsellor } = row;
	const position: Position = row.position;
	return {
		assignment,
		position,
		college,
		building,
		floor,
		unit,
		room,
		department,
		counsellor,
		ends_on: readDate(row.ends_on),
		stand_in: readFlag(row.stand_in),
	};
}
