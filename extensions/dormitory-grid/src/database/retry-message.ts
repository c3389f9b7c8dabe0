import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import type { OutboxState } from '../types/api.ts';

/** Of the colleges that a person may look at; `null`: all, and what belongs to none. */
export type MessageScope = readonly number[] | null;

/** Puts a message that was given up back into the queue, with all its tries before it. @returns whether this caller did */
export async function reviveMessage(trx: Knex, id: number, now: Date): Promise<boolean> {
	const changed = await trx(COLLECTIONS.outbox)
		.where({ id, state: 'dead' })
		.update({ state: 'waiting', attempts: 0, next_attempt_at: now, claimed_until: null });
	return changed === 1;
}

export async function findMessageState(db: Knex, id: number, colleges: MessageScope): Promise<OutboxState | null> {
	const row = await db(COLLECTIONS.outbox)
		.where({ id })
		.modify((query) => {
			if (colleges !== null) void query.whereIn('college', [...colleges]);
		})
		.first('state');
	return row?.state ?? null;
}

/** Who asked for it, where Directus keeps such things: the item's history in the console, and the activity log. */
export async function noteRetry(
	trx: Knex,
	asked: { id: number; user: string; ip: string | null; agent: string | null; now: Date },
): Promise<void> {
	const { id, user, ip, agent, now } = asked;
	const of = { collection: COLLECTIONS.outbox, item: String(id) };
	const [row] = await trx('directus_activity')
		.insert({ ...of, action: 'update', user, timestamp: now, ip: ip?.slice(0, 50) ?? null, user_agent: agent })
		.returning('id');
	const delta = JSON.stringify({ state: 'waiting', attempts: 0 });
	await trx('directus_revisions').insert({ ...of, activity: row.id, data: delta, delta });
}
