import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import type { Position } from '../constants/positions.ts';
import { dateAt, holdsOn } from '../domain/calendar.ts';
import type { Actor, Scope } from '../domain/scope.ts';
import { chooseLanguage } from '../constants/languages.ts';
import { isPostgres, readDate, readFlag, readJson } from './column-values.ts';
import { frequentQuestion } from './frequent-question.ts';
import { clockColumn, readClock, readClockColumn } from './read-clock.ts';

interface ActorRow extends Omit<Scope, 'ends_on' | 'stand_in'> {
	language: string | null;
	first_name: string | null;
	last_name: string | null;
	time_zone: string | null;
	ends_on: unknown;
	stand_in: unknown;
}

/** Column of an {@link ActorRow} and where it comes from: u the person, s his scopes, a their posts, c the college. */
const ACTOR_COLUMNS = {
	language: 'u.language',
	first_name: 'u.first_name',
	last_name: 'u.last_name',
	time_zone: 'c.time_zone',
	assignment: 's.assignment',
	position: 's.position',
	college: 's.college',
	building: 's.building',
	floor: 's.floor',
	unit: 's.unit',
	room: 's.room',
	department: 's.department',
	counsellor: 's.counsellor',
	ends_on: 's.ends_on',
	stand_in: 's.stand_in',
} as const satisfies Record<keyof ActorRow, string>;

export interface Asker {
	actor: Actor;
	/** The clock of the moment he asked; see read-clock.ts, which this saves a question. */
	now: Date;
}

const askForPerson = frequentQuestion<{ user: string }, ActorRow & { now: unknown }>('grid_asker', (db, { user }) =>
	actorRows(db, user)
		.select({ ...ACTOR_COLUMNS })
		.select(clockColumn(db)),
);

/** The person who asks, with the scopes he has at this moment; a scope whose last day has passed is already gone. */
export async function findAsker(db: Knex, user: string, admin: boolean): Promise<Asker> {
	const rows = await askForPerson(db, { user });
	const [first] = rows;
	const now = first ? readClockColumn(first.now) : await readClock(db);
	return { actor: toActor(rows, user, admin, now), now };
}

/** The scopes of several people at this moment, by person. */
export async function findScopesOf(db: Knex, people: readonly string[], now: Date): Promise<Map<string, Scope[]>> {
	if (people.length === 0) return new Map();
	const rows: (ActorRow & { person: string })[] = await db('directus_users as u')
		.join(`${COLLECTIONS.staffScopes} as s`, 's.person', 'u.id')
		.join(`${COLLECTIONS.staffAssignments} as a`, 'a.id', 's.assignment')
		.join(`${COLLECTIONS.colleges} as c`, 'c.id', 'a.college')
		.whereIn('u.id', [...people])
		.select({ ...ACTOR_COLUMNS, person: 'u.id' });
	const scopes = new Map<string, Scope[]>(people.map((person) => [person, []]));
	for (const row of rows) if (inForce(row, now)) scopes.get(row.person)?.push(toScope(row));
	return scopes;
}

/** The same person as one JSON column of a question that asks for more than him; read by {@link readActor}. */
export function actorColumn(db: Knex, user: string): Knex.QueryBuilder {
	const [list, row] = isPostgres(db) ? ['json_agg', 'json_build_object'] : ['json_group_array', 'json_object'];
	const pairs = Object.entries(ACTOR_COLUMNS).map(([name, column]) => `'${name}', ${column}`);
	return actorRows(db, user)
		.select(db.raw(`${list}(${row}(${pairs.join(', ')}))`))
		.as('actor');
}

export function readActor(value: unknown, user: string, admin: boolean, now: Date): Actor {
	const rows: unknown = readJson(value);
	return toActor(Array.isArray(rows) ? rows : [], user, admin, now);
}

function actorRows(db: Knex, user: string): Knex.QueryBuilder {
	return db('directus_users as u')
		.leftJoin(`${COLLECTIONS.staffScopes} as s`, 's.person', 'u.id')
		.leftJoin(`${COLLECTIONS.staffAssignments} as a`, 'a.id', 's.assignment')
		.leftJoin(`${COLLECTIONS.colleges} as c`, 'c.id', 'a.college')
		.where('u.id', user);
}

function toActor(rows: readonly ActorRow[], user: string, admin: boolean, now: Date): Actor {
	const [first] = rows;
	return {
		user,
		admin,
		language: chooseLanguage(first?.language),
		name: personName(first?.last_name, first?.first_name),
		scopes: rows.filter((row) => row.assignment !== null && inForce(row, now)).map(toScope),
	};
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
