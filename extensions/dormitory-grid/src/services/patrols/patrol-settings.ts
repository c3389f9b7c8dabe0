import { randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import { COLLECTIONS } from '../../constants/collections.ts';
import { findSettingRows } from '../../database/patrol-settings.ts';
import { findPlace, type PlaceRow } from '../../database/staff.ts';
import { readCalendarDate } from '../../domain/calendar.ts';
import { findPeriodProblem, findPlanProblem } from '../../domain/patrol.ts';
import { type Actor, isWorkingGroup } from '../../domain/scope.ts';
import { GridForbiddenError } from '../../errors/index.ts';
import { readKey, wrongField } from '../parse-input.ts';
import { refusal } from '../refuse.ts';

/** What a working group sets for its own college: facilities, plans and sensitive periods. Looked at before it counts. */

type Payload = Record<string, unknown>;
type Keys = readonly (string | number)[];

/** Set by the domain code, whatever is sent along. */
const OF_FACILITY = ['college', 'building', 'floor', 'unit', 'token', 'last_seen_at', 'issue'];

/** A facility's place follows from its grid; its QR code is drawn when it is made and stays. */
export async function placeFacility(db: Knex, actor: Actor, payload: Payload, keys: Keys): Promise<object> {
	const clean = Object.fromEntries(Object.entries(payload).filter(([field]) => !OF_FACILITY.includes(field)));
	const isNew = keys.length === 0;
	for (const row of isNew ? [{}] : await findSettingRows(db, COLLECTIONS.facilities, keys)) {
		const after: Payload = { ...row, ...clean };
		const place = await placeOf(db, readKey(after['grid']));
		if (place === null) throw wrongField(actor.language, 'grid');
		checkOwn(actor, place.college);
		const room = readKey(after['room']);
		if (room !== null && !holds(place, await findPlace(db, { room }))) throw wrongField(actor.language, 'room');
	}
	const place = 'grid' in clean ? await placeOf(db, readKey(clean['grid'])) : null;
	const { level: _, ...scope } = place ?? { level: null };
	return { ...clean, ...(place ? scope : {}), ...(isNew ? { token: randomBytes(16).toString('base64url') } : {}) };
}

export async function checkPlan(db: Knex, actor: Actor, payload: Payload, keys: Keys): Promise<object> {
	for (const row of keys.length === 0 ? [PLAN] : await findSettingRows(db, COLLECTIONS.patrolPlans, keys)) {
		const after = { ...PLAN, ...row, ...payload };
		await checkCollegeOf(db, actor, row, after, 'root');
		const root = await placeOf(db, readKey(after['root']));
		// A walk of floors lies within a building or a floor, one of units within any of them.
		if (root?.level && Number(after['level']) < root.level) throw wrongField(actor.language, 'root');
		const problem = findPlanProblem(after);
		if (problem !== null) throw wrongField(actor.language, problem.field);
	}
	return payload;
}

export async function checkPeriod(db: Knex, actor: Actor, payload: Payload, keys: Keys): Promise<object> {
	for (const row of keys.length === 0 ? [PERIOD] : await findSettingRows(db, COLLECTIONS.sensitivePeriods, keys)) {
		const after = { ...PERIOD, ...row, ...payload };
		await checkCollegeOf(db, actor, row, after, 'building');
		const building = await placeOf(db, readKey(after['building']));
		if (building !== null && building.level !== 1) throw wrongField(actor.language, 'building');
		const [starts_on, ends_on] = [readDay(after['starts_on']), readDay(after['ends_on'])];
		const problem = findPeriodProblem({ ...after, starts_on, ends_on });
		if (problem !== null) throw wrongField(actor.language, problem.field);
	}
	return payload;
}

const PLAN = {
	college: null,
	level: 3,
	root: null,
	rhythm: 'daily',
	weekday: null,
	times: null,
	topics: null,
	before_minutes: 30,
	after_minutes: 60,
	late_minutes: 120,
};
const PERIOD = { college: null, building: null, starts_on: null, ends_on: null, extra_times: null, extra_topics: null };

/** Before and after the change it is of a college that the actor runs, and so is the place that it names. */
async function checkCollegeOf(
	db: Knex,
	actor: Actor,
	before: Payload,
	after: Payload,
	field: 'root' | 'building',
): Promise<void> {
	const college = readKey(after['college']);
	if (college === null) throw wrongField(actor.language, 'college');
	for (const one of [readKey(before['college']), college]) if (one !== null) checkOwn(actor, one);
	const key = readKey(after[field]);
	const place = key === null ? null : await placeOf(db, key);
	if (key !== null && place?.college !== college) throw wrongField(actor.language, field);
}

async function placeOf(db: Knex, grid: number | null): Promise<PlaceRow | null> {
	return grid === null ? null : await findPlace(db, { grid });
}

/** Whether a room lies in a grid. */
function holds(grid: PlaceRow, room: PlaceRow | null): boolean {
	if (room === null) return false;
	if (grid.level === 1) return room.building === grid.building;
	return grid.level === 2 ? room.floor === grid.floor : room.unit === grid.unit;
}

/** Before a word about the row is said. */
function checkOwn(actor: Actor, college: number): void {
	if (!isWorkingGroup(actor, college)) throw refusal(GridForbiddenError, actor.language, 'errors.GRID_FORBIDDEN');
}

function readDay(value: unknown): string | null {
	return typeof value === 'string' ? readCalendarDate(value.slice(0, 10)) : null;
}
