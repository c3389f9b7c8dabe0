import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import type { OutboxChannel, OutboxKind, OutboxState } from '../types/api.ts';
import { readFlag } from './column-values.ts';
import { insertRows } from './insert-rows.ts';

export interface NewMessage {
	key: string;
	college: number | null;
	night: number | null;
	kind: OutboxKind;
	channel: OutboxChannel;
	recipient: string | null;
	subject: string;
	message: string;
	address: string | null;
	robot: number | null;
	state: OutboxState;
	created_at: Date;
	sent_at: Date | null;
	next_attempt_at: Date | null;
}

/** One statement; a key that is known already stays as it is. @returns the keys that went in */
export async function insertMessages(trx: Knex, rows: readonly NewMessage[]): Promise<Set<string>> {
	const columns = {
		key: 'text',
		college: 'integer',
		night: 'integer',
		kind: 'text',
		channel: 'text',
		recipient: 'uuid',
		subject: 'text',
		message: 'text',
		address: 'text',
		robot: 'integer',
		state: 'text',
		created_at: 'timestamptz',
		sent_at: 'timestamptz',
		next_attempt_at: 'timestamptz',
	} as const;
	const keys = await insertRows(
		trx,
		COLLECTIONS.outbox,
		columns,
		rows.map((row) => ({ ...row })),
		'key',
	);
	return new Set(keys.map(String));
}

/** In everybody's own inbox, as Directus shows it. */
export async function insertNotifications(
	trx: Knex,
	rows: readonly {
		recipient: string;
		subject: string;
		message: string;
		collection: string | null;
		item: string | null;
		timestamp: Date;
	}[],
): Promise<void> {
	const columns = {
		recipient: 'uuid',
		subject: 'text',
		message: 'text',
		collection: 'text',
		item: 'text',
		status: 'text',
		timestamp: 'timestamptz',
	} as const;
	await insertRows(
		trx,
		'directus_notifications',
		columns,
		rows.map((row) => ({ ...row, status: 'inbox' })),
		'id',
	);
}

/** Addresses of those who can be reached by mail and want to be. */
export async function findMailAddresses(db: Knex, people: readonly string[]): Promise<Map<string, string>> {
	const addresses = new Map<string, string>();
	// In parts, because a statement binds a limited number of variables.
	for (let start = 0; start < people.length; start += 20_000) {
		const rows = await db('directus_users')
			.whereIn('id', people.slice(start, start + 20_000))
			.where({ status: 'active' })
			.whereNotNull('email')
			.select('id', 'email', 'email_notifications');
		for (const row of rows) if (readFlag(row.email_notifications)) addresses.set(row.id, row.email);
	}
	return addresses;
}

/** Which of these nights are practice. */
export async function findRehearsals(db: Knex, nights: readonly number[]): Promise<Set<number>> {
	if (nights.length === 0) return new Set();
	const rows = await db(COLLECTIONS.nights).whereIn('id', nights).where({ kind: 'rehearsal' }).select('id');
	return new Set(rows.map((row) => row.id));
}
