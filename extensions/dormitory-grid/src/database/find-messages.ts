import type { Knex } from 'knex';
import { COLLECTIONS as C } from '../constants/collections.ts';
import { explainDelivery } from '../domain/delivery-error.ts';
import type { OutboxChannel, OutboxState } from '../types/api.ts';
import type { SentMessage } from '../types/api-messages.ts';
import { mustReadMoment, readDate, readMoment, readNumber } from './column-values.ts';
import { personName } from './find-actor.ts';
import type { MessageScope } from './retry-message.ts';

export interface MessageFilter {
	state: OutboxState | null;
	channel: OutboxChannel | null;
	night: number | null;
	/** Part of a person's or robot's name, or of an address. */
	person: string | null;
	/** Only older ones. */
	before: number | null;
}

interface MessageRow {
	id: number;
	kind: SentMessage['kind'];
	channel: OutboxChannel;
	state: OutboxState;
	address: string | null;
	subject: string | null;
	night: number | null;
	date: unknown;
	attempts: unknown;
	created_at: unknown;
	sent_at: unknown;
	next_attempt_at: unknown;
	last_error: string | null;
	college: string | null;
	robot: string | null;
	first_name: string | null;
	last_name: string | null;
}

/** What was told to whom, newest first. */
export async function findMessages(
	db: Knex,
	scope: MessageScope,
	filter: MessageFilter,
	limit: number,
): Promise<SentMessage[]> {
	const { state, channel, night, person, before } = filter;
	const rows: MessageRow[] = await db(`${C.outbox} as o`)
		.leftJoin('directus_users as p', 'p.id', 'o.recipient')
		.leftJoin(`${C.chatRobots} as r`, 'r.id', 'o.robot')
		.leftJoin(`${C.nights} as n`, 'n.id', 'o.night')
		.leftJoin(`${C.colleges} as c`, 'c.id', 'o.college')
		.modify((query) => {
			if (scope !== null) void query.whereIn('o.college', [...scope]);
			if (state !== null) void query.where('o.state', state);
			if (channel !== null) void query.where('o.channel', channel);
			if (night !== null) void query.where('o.night', night);
			if (before !== null) void query.where('o.id', '<', before);
			if (person !== null) void query.whereRaw(`${SOUGHT} like ? escape '!'`, [pattern(person)]);
		})
		.orderBy('o.id', 'desc')
		.limit(limit)
		.select('o.id', 'o.kind', 'o.channel', 'o.state', 'o.address', 'o.subject', 'o.night', 'n.date', 'o.attempts')
		.select('o.created_at', 'o.sent_at', 'o.next_attempt_at', 'o.last_error', 'c.name as college', 'r.name as robot')
		.select('p.first_name', 'p.last_name');
	const retries = await findRetries(
		db,
		rows.filter((row) => row.channel !== 'notification').map((row) => row.id),
	);
	return rows.map((row) => ({
		id: row.id,
		kind: row.kind,
		channel: row.channel,
		state: row.state,
		to: row.robot ?? (personName(row.last_name, row.first_name) || null),
		address: row.address,
		subject: row.subject ?? '',
		night: row.night === null ? null : { id: row.night, date: readDate(row.date) ?? '' },
		college: row.college,
		created_at: mustReadMoment(row.created_at).toISOString(),
		sent_at: readMoment(row.sent_at)?.toISOString() ?? null,
		next_attempt_at: readMoment(row.next_attempt_at)?.toISOString() ?? null,
		attempts: readNumber(row.attempts),
		error:
			row.last_error === null || row.state === 'sent'
				? null
				: { problem: explainDelivery(row.channel, row.last_error), detail: row.last_error },
		retried: retries.get(row.id) ?? null,
	}));
}

/** Family name first, as names are read here; addresses and robots beside them, all in small letters. */
const SOUGHT = `lower(coalesce(p.last_name, '') || coalesce(p.first_name, '') || ' ' || coalesce(p.first_name, '') || ' ' ||
	coalesce(p.last_name, '') || ' ' || coalesce(p.email, '') || ' ' || coalesce(o.address, '') || ' ' || coalesce(r.name, ''))`;

function pattern(person: string): string {
	return `%${person.toLowerCase().replaceAll(/[!%_]/g, '!$&')}%`;
}

/** How many letters are dead and how many wait, of what a person may see. */
export async function countUnsent(db: Knex, scope: MessageScope): Promise<{ dead: number; waiting: number }> {
	return { dead: await countMessages(db, scope, 'dead'), waiting: await countMessages(db, scope, 'waiting') };
}

export async function countMessages(db: Knex, scope: MessageScope, state: OutboxState): Promise<number> {
	const row = await db(C.outbox)
		.where({ state })
		.modify((query) => {
			if (scope !== null) void query.whereIn('college', [...scope]);
		})
		.count({ count: '*' })
		.first();
	return readNumber(row?.count);
}

/** When messages were last sent again because a person said so, and who it was (database/retry-message.ts). */
async function findRetries(
	db: Knex,
	ids: readonly number[],
): Promise<Map<number, NonNullable<SentMessage['retried']>>> {
	if (ids.length === 0) return new Map();
	const rows = await db('directus_activity as a')
		.leftJoin('directus_users as p', 'p.id', 'a.user')
		.where({ 'a.collection': C.outbox, 'a.action': 'update' })
		.whereIn('a.item', ids.map(String))
		.orderBy('a.id')
		.select('a.item', 'a.timestamp', 'p.first_name', 'p.last_name');
	return new Map(
		rows.map((row) => [
			Number(row.item),
			{ at: mustReadMoment(row.timestamp).toISOString(), by: personName(row.last_name, row.first_name) || null },
		]),
	);
}
