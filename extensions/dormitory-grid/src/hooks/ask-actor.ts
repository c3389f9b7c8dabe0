import type { EventContext } from '@directus/types';
import type { Knex } from 'knex';
import { findAsker } from '../database/find-actor.ts';
import { readClock } from '../database/read-clock.ts';
import type { Actor } from '../domain/scope.ts';
import { GridForbiddenError } from '../errors/index.ts';
import { refusal } from '../services/refuse.ts';

export interface Asked {
	/** The transaction the event runs in, where it runs in one. */
	db: Knex;
	now: Date;
	actor: Actor;
}

const SYSTEM: Actor = { user: null, admin: true, language: 'zh-CN', name: '', scopes: [] };

/**
 * The entry of every guard: the clock is read here, and the person who asks is loaded. No accountability is the system
 * itself; a stranger writes nothing, and is told no more than that.
 */
export async function askActor({ database, accountability }: EventContext): Promise<Asked> {
	const db = database as Knex;
	if (!accountability) return { db, now: await readClock(db), actor: SYSTEM };
	if (!accountability.user) throw refusal(GridForbiddenError, 'zh-CN', 'errors.GRID_FORBIDDEN');
	return { db, ...(await findAsker(db, accountability.user, accountability.admin)) };
}

/** Guards change or refuse a payload that is an object; anything else is left to Directus to refuse. */
export function asRecord(payload: unknown): Record<string, unknown> {
	return typeof payload === 'object' && payload !== null ? (payload as Record<string, unknown>) : {};
}
