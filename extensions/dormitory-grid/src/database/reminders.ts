import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import type { Debt, Holder } from '../domain/reminder.ts';
import type { NightKind } from '../types/api.ts';
import { isPostgres, mustReadMoment, readDate, readJson, readMoment, readNumber } from './column-values.ts';

export interface ReminderNight {
	id: number;
	college: number;
	kind: NightKind;
	date: string;
	timeZone: string;
	opensAt: Date;
	unitDueAt: Date;
	floorDueAt: Date;
	closesAt: Date;
	remindedAt: Date | null;
	/** The college's settings as they stand. */
	minutes: unknown;
	budget: number;
	regular: { opens: string; closes: string };
}

/** Nights under way, with what their college wants to be reminded of. */
export async function findReminderNights(db: Knex): Promise<ReminderNight[]> {
	const rows = await db(`${COLLECTIONS.nights} as n`)
		.join(`${COLLECTIONS.colleges} as c`, 'c.id', 'n.college')
		.where('n.state', 'open')
		.orderBy('n.id')
		.select('n.id', 'n.college', 'n.kind', 'n.date', 'n.opens_at', 'n.unit_due_at', 'n.floor_due_at', 'n.closes_at')
		.select('n.reminded_at', 'c.reminder_minutes', 'c.reminder_budget', 'c.opens', 'c.closes', 'c.time_zone');
	return rows.map((row) => ({
		id: row.id,
		college: row.college,
		kind: row.kind,
		date: readDate(row.date) ?? '',
		timeZone: row.time_zone,
		opensAt: mustReadMoment(row.opens_at),
		unitDueAt: mustReadMoment(row.unit_due_at),
		floorDueAt: mustReadMoment(row.floor_due_at),
		closesAt: mustReadMoment(row.closes_at),
		remindedAt: readMoment(row.reminded_at),
		minutes: readJson(row.reminder_minutes),
		budget: row.reminder_budget,
		regular: { opens: row.opens, closes: row.closes },
	}));
}

/** @returns whether this caller reminds for that moment: one round a moment, and none for an earlier one (I11, I12) */
export async function markReminded(trx: Knex, night: number, at: Date): Promise<boolean> {
	const changed = await trx(COLLECTIONS.nights)
		.where({ id: night, state: 'open' })
		.where((last) => last.whereNull('reminded_at').orWhere('reminded_at', '<', at))
		.update({ reminded_at: at });
	return changed === 1;
}

/**
 * The reports still owed, held until the caller's transaction ends: whoever is found here has not reported when his
 * reminder is written, and one whose report is being written at this moment is left out.
 */
export async function holdDebts(trx: Knex, night: number): Promise<Debt[]> {
	const rows = await trx(`${COLLECTIONS.nightReports} as r`)
		.join(`${COLLECTIONS.grids} as g`, 'g.id', 'r.grid')
		.join(`${COLLECTIONS.grids} as b`, 'b.id', 'r.building')
		.where({ 'r.night': night, 'r.state': 'due' })
		.orderBy('r.id')
		.select('r.id as report', 'g.code', 'r.level', 'r.building', 'b.name as buildingName')
		.modify((query) => {
			if (isPostgres(trx)) query.forUpdate('r').skipLocked();
		});
	return rows;
}

/** Who answers for the grids that still owe, stand-ins too. */
export async function findHolders(trx: Knex, night: number): Promise<Holder[]> {
	const [units, ...others] = ([3, 2, 1] as const).map((level) =>
		trx(`${COLLECTIONS.nightReports} as r`)
			.join(`${COLLECTIONS.staffScopes} as s`, `s.${COLUMN[level]}`, 'r.grid')
			.where({ 'r.night': night, 'r.level': level, 'r.state': 'due' })
			.whereNotNull('s.person')
			.select('r.id as report', 's.person', 's.position'),
	);
	return units === undefined ? [] : await units.unionAll(others);
}

const COLUMN = { 3: 'unit', 2: 'floor', 1: 'building' } as const;

/** Reminders each person has had this night. */
export async function countReminders(trx: Knex, night: number): Promise<Map<string, number>> {
	const rows = await trx(COLLECTIONS.outbox)
		.where({ night, kind: 'reminder', channel: 'notification' })
		.groupBy('recipient')
		.select('recipient', trx.raw('count(*) as reminders'));
	return new Map(rows.map((row) => [row.recipient, readNumber(row.reminders)]));
}

/** The group chats of a college; without a building, of the whole college. */
export async function findChatRobots(db: Knex, college: number): Promise<{ id: number; building: number | null }[]> {
	return await db(COLLECTIONS.chatRobots).where({ college, active: true }).orderBy('id').select('id', 'building');
}
