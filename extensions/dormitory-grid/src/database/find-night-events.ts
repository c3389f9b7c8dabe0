import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import type { NightEvent } from '../types/api-desk.ts';
import { mustReadMoment, readFlag, readJson, readMoment, readNumber } from './column-values.ts';
import { type EventSelection, findCareEvents } from './find-care-events.ts';
import { personName } from './find-actor.ts';

/**
 * What happened in a night, from the rows that nobody changes and the marks they left: a fixed number of questions,
 * whatever the number of grids. @returns in no order
 */
export async function findNightEvents(db: Knex, selection: EventSelection): Promise<NightEvent[]> {
	return [
		...(await findSubmissionEvents(db, selection)),
		...(await findHandbackEvents(db, selection)),
		...(await findMessageEvents(db, selection)),
		...(await findEditionEvents(db, selection)),
		...(await findCareEvents(db, selection)),
	].map(withoutNothing);
}

async function findSubmissionEvents(db: Knex, { night, limit }: EventSelection): Promise<NightEvent[]> {
	const rows = await db(`${COLLECTIONS.nightSubmissions} as x`)
		.join(`${COLLECTIONS.grids} as g`, 'g.id', 'x.grid')
		.leftJoin('directus_users as p', 'p.id', 'x.reporter')
		.where('x.night', night)
		.orderBy('x.received_at', 'desc')
		.limit(limit)
		.select('x.id', 'x.received_at', 'x.grid', 'g.code', 'g.level', 'x.reported_as', 'x.received_state', 'x.number')
		.select('x.on_behalf', 'x.stand_in', 'x.reason', 'x.gaps', 'x.residents', 'x.present', 'x.late_return')
		.select('x.not_returned', 'x.on_leave', 'p.first_name', 'p.last_name');
	return rows.map((row) => ({
		id: `report:${row.id}`,
		at: mustReadMoment(row.received_at).toISOString(),
		kind: row.level === 3 ? 'report' : 'sign_on',
		grid: row.grid,
		code: row.code,
		level: row.level,
		person: personName(row.last_name, row.first_name),
		position: row.reported_as,
		state: row.received_state,
		number: row.number,
		on_behalf: readFlag(row.on_behalf),
		stand_in: readFlag(row.stand_in),
		counts: {
			residents: readNumber(row.residents),
			present: readNumber(row.present),
			late_return: readNumber(row.late_return),
			not_returned: readNumber(row.not_returned),
			on_leave: readNumber(row.on_leave),
		},
		silent: row.level === 3 ? null : lengthOf(row.gaps),
		reason: row.reason,
	}));
}

async function findHandbackEvents(db: Knex, { night, limit }: EventSelection): Promise<NightEvent[]> {
	const rows = await db(`${COLLECTIONS.nightHandbacks} as x`)
		.join(`${COLLECTIONS.grids} as g`, 'g.id', 'x.grid')
		.leftJoin('directus_users as p', 'p.id', 'x.handed_by')
		.where('x.night', night)
		.orderBy('x.handed_at', 'desc')
		.limit(limit)
		.select('x.id', 'x.handed_at', 'x.grid', 'g.code', 'g.level', 'x.handed_as', 'x.reason')
		.select('p.first_name', 'p.last_name');
	return rows.map((row) => ({
		id: `handback:${row.id}`,
		at: mustReadMoment(row.handed_at).toISOString(),
		kind: 'handback',
		grid: row.grid,
		code: row.code,
		level: row.level,
		person: personName(row.last_name, row.first_name),
		position: row.handed_as,
		reason: row.reason,
	}));
}

async function findMessageEvents(db: Knex, { night, limit }: EventSelection): Promise<NightEvent[]> {
	const rows = await db(`${COLLECTIONS.outbox} as x`)
		.leftJoin('directus_users as p', 'p.id', 'x.recipient')
		.leftJoin(`${COLLECTIONS.chatRobots} as c`, 'c.id', 'x.robot')
		.where('x.night', night)
		// An edition's notification is written together with the edition, which is listed itself.
		.where((message) => message.whereNot('x.kind', 'edition').orWhereNot('x.channel', 'notification'))
		.orderByRaw('coalesce(x.sent_at, x.created_at) desc')
		.limit(limit)
		.select('x.id', 'x.sent_at', 'x.created_at', 'x.kind', 'x.channel', 'x.subject', 'x.state', 'x.opened_at')
		.select('c.name as robot', 'p.first_name', 'p.last_name');
	return rows.map((row) => ({
		id: `message:${row.id}`,
		at: mustReadMoment(row.sent_at ?? row.created_at).toISOString(),
		kind: 'message',
		person: row.robot ?? personName(row.last_name, row.first_name),
		about: row.kind,
		channel: row.channel,
		subject: row.subject,
		undelivered: row.state === 'sent' ? null : row.state,
		opened_at: readMoment(row.opened_at)?.toISOString() ?? null,
	}));
}

async function findEditionEvents(db: Knex, { night, limit }: EventSelection): Promise<NightEvent[]> {
	const editions = await db(`${COLLECTIONS.nightEditions} as x`)
		.leftJoin('directus_users as p', 'p.id', 'x.counsellor')
		.where('x.night', night)
		.orderBy('x.made_at', 'desc')
		.limit(limit)
		.select('x.id', 'x.made_at', 'x.number', 'x.names', 'x.gaps', 'p.first_name', 'p.last_name');
	const openings = await db(`${COLLECTIONS.editionOpenings} as x`)
		.join(`${COLLECTIONS.nightEditions} as e`, 'e.id', 'x.edition')
		.leftJoin('directus_users as p', 'p.id', 'x.opened_by')
		.where('x.night', night)
		.orderBy('x.opened_at', 'desc')
		.limit(limit)
		.select('x.id', 'x.opened_at', 'e.number', 'p.first_name', 'p.last_name');
	return [
		...editions.map((row) => ({
			id: `edition:${row.id}`,
			at: mustReadMoment(row.made_at).toISOString(),
			kind: 'edition' as const,
			person: personName(row.last_name, row.first_name),
			number: row.number,
			names: readNumber(row.names),
			gaps: readNumber(row.gaps),
		})),
		...openings.map((row) => ({
			id: `opened:${row.id}`,
			at: mustReadMoment(row.opened_at).toISOString(),
			kind: 'edition_opened' as const,
			person: personName(row.last_name, row.first_name),
			number: row.number,
		})),
	];
}

function lengthOf(json: unknown): number {
	const list = readJson(json);
	return Array.isArray(list) ? list.length : 0;
}

/** What does not apply is left out, so that a night of many events stays a small answer. */
function withoutNothing(event: NightEvent): NightEvent {
	return Object.fromEntries(
		Object.entries(event).filter(
			([, value]) => value !== null && value !== undefined && value !== '' && value !== false,
		),
	) as unknown as NightEvent;
}
