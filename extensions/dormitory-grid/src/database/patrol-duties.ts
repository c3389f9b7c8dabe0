import type { Knex } from 'knex';
import { COLLECTIONS as C } from '../constants/collections.ts';
import type { DutyTimes } from '../domain/patrol.ts';
import type { MissedPlace } from '../domain/missed-walks.ts';
import { mustReadMoment, readNumber } from './column-values.ts';

export interface Duty extends DutyTimes {
	id: number;
	grid: number;
	/** Whose walk it is alone; `null`: of whoever answers for the grid. */
	person: string | null;
	state: 'owed' | 'done' | 'late' | 'missed';
}

export async function findDuty(db: Knex, id: number): Promise<Duty | null> {
	const row = await db(C.patrolDuties)
		.where({ id })
		.first('id', 'grid', 'person', 'state', 'starts_at', 'due_at', 'late_until');
	return row
		? {
				id: row.id,
				grid: row.grid,
				person: row.person,
				state: row.state,
				startsAt: mustReadMoment(row.starts_at),
				dueAt: mustReadMoment(row.due_at),
				lateUntil: mustReadMoment(row.late_until),
			}
		: null;
}

/** @returns whether it was still owed: of two who walk at once one settles it */
export async function settleDuty(
	trx: Knex,
	id: number,
	settled: { state: 'done' | 'late'; patrol: string; at: Date },
): Promise<boolean> {
	const changed = await trx(C.patrolDuties)
		.where({ id, state: 'owed' })
		.update({ state: settled.state, patrol: settled.patrol, settled_at: settled.at });
	return changed === 1;
}

export interface MissedDuty extends MissedPlace {
	duty: number;
	code: string;
	dueAt: Date;
	timeZone: string;
}

/** Marks the walks that nobody has walked in time, and says which: a second caller finds none. */
export async function takeMissed(trx: Knex, now: Date): Promise<MissedDuty[]> {
	const taken: { id: number }[] = await trx(C.patrolDuties)
		.where({ state: 'owed' })
		.where('late_until', '<=', now)
		.update({ state: 'missed', settled_at: now })
		.returning('id');
	if (taken.length === 0) return [];
	const rows = await trx(`${C.patrolDuties} as d`)
		.join(`${C.grids} as g`, 'g.id', 'd.grid')
		.join(`${C.colleges} as c`, 'c.id', 'd.college')
		.where({ 'd.settled_at': now, 'd.state': 'missed' })
		.orderBy(['d.due_at', 'g.code', 'd.id'])
		.select('d.id', 'd.due_at', 'd.college', 'd.building', 'd.floor', 'd.unit', 'g.code', 'c.time_zone');
	const ids = new Set(taken.map(({ id }) => id));
	return rows
		.filter((row) => ids.has(row.id))
		.map(({ id, due_at, time_zone, ...place }) => ({
			...place,
			duty: id,
			dueAt: mustReadMoment(due_at),
			timeZone: time_zone,
		}));
}

/** A walk of everybody goes with the post that owed it; whoever comes after owes the next one. */
export async function dropDutiesOfEndedPosts(db: Knex): Promise<void> {
	const holds = db(`${C.staffScopes} as s`)
		.whereRaw('s.person = patrol_duty.person')
		.whereRaw('(s.unit = patrol_duty.grid or s.floor = patrol_duty.grid)');
	const lost = db(`${C.patrolDuties} as patrol_duty`)
		.where('patrol_duty.state', 'owed')
		.whereNotNull('patrol_duty.person')
		.whereNotExists(holds.select(db.raw('1')));
	await db(C.patrolDuties).whereIn('id', lost.select('patrol_duty.id')).delete();
}

export interface DueDuty {
	person: string;
	college: number;
	duty: number;
	code: string;
	dueAt: Date;
	timeZone: string;
}

/**
 * Takes the walks that are due before a moment and were not reminded of, and says of whom each is. Whoever takes them
 * reminds of them: a second caller finds none.
 */
export async function takeDutiesToRemind(trx: Knex, now: Date, before: Date): Promise<DueDuty[]> {
	const taken: { id: number }[] = await trx(C.patrolDuties)
		.where({ state: 'owed' })
		.whereNull('reminded_at')
		.where('starts_at', '<=', now)
		.where('due_at', '>', now)
		.where('due_at', '<=', before)
		.update({ reminded_at: now })
		.returning('id');
	if (taken.length === 0) return [];
	const rows = await trx(`${C.patrolDuties} as d`)
		.join(`${C.grids} as g`, 'g.id', 'd.grid')
		.join(`${C.colleges} as c`, 'c.id', 'd.college')
		.join(`${C.staffScopes} as s`, (on) =>
			on.on('s.unit', 'd.unit').orOn((floor) => floor.on('s.floor', 'd.floor').andOnNull('d.unit')),
		)
		.where({ 'd.reminded_at': now, 'd.state': 'owed' })
		.where((own) => own.whereNull('d.person').orWhereRaw('d.person = s.person'))
		.whereNotNull('s.person')
		.orderBy(['d.due_at', 'd.id'])
		.distinct('d.id', 'd.due_at', 's.person', 'd.college', 'g.code', 'c.time_zone');
	const ids = new Set(taken.map(({ id }) => id));
	return rows
		.filter((row) => ids.has(row.id))
		.map((row) => ({
			person: row.person,
			college: row.college,
			duty: row.id,
			code: row.code,
			dueAt: mustReadMoment(row.due_at),
			timeZone: row.time_zone,
		}));
}

/** Reminders of walks that each person has had since a moment. */
export async function countPatrolReminders(db: Knex, since: Date): Promise<Map<string, number>> {
	const rows = await db(C.outbox)
		.where({ kind: 'patrol', channel: 'notification' })
		.where('created_at', '>=', since)
		.groupBy('recipient')
		.select('recipient', db.raw('count(*) as reminders'));
	return new Map(rows.map((row) => [row.recipient, readNumber(row.reminders)]));
}
