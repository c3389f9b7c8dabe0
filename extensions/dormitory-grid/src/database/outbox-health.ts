import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import { readNumber } from './column-values.ts';

/** What waits although it could have gone: due before a moment, and in nobody's hands. @param mails whether mails can leave at all */
export async function countOverdueMessages(db: Knex, before: Date, mails: boolean): Promise<number> {
	const row = await db(COLLECTIONS.outbox)
		.where({ state: 'waiting' })
		.whereIn('channel', mails ? ['mail', 'robot'] : ['robot'])
		.where('next_attempt_at', '<', before)
		.where((free) => free.whereNull('claimed_until').orWhere('claimed_until', '<', before))
		.count({ count: '*' })
		.first();
	return readNumber(row?.['count']);
}

/** Given up, and neither sent again nor older than a moment. */
export async function countDeadMessages(db: Knex, since: Date): Promise<number> {
	const row = await db(COLLECTIONS.outbox)
		.where({ state: 'dead' })
		.where('created_at', '>=', since)
		.count({ count: '*' })
		.first();
	return readNumber(row?.['count']);
}
