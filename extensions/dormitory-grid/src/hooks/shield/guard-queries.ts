import { setImmediate } from 'node:timers/promises';
import type { EventContext, Query } from '@directus/types';
import { OPEN_COLLECTIONS } from '../../constants/collections.ts';
import { findRefusal } from './query-guard.ts';
import { createCrossingError } from './refusal.ts';

const isOpen = (collection: string): boolean => OPEN_COLLECTIONS.includes(collection);

/** Every read of every collection passes here: REST, SEARCH, GraphQL, aggregates and exports (services/items.js, readByQuery). */
export async function guardQuery(query: Query, collection: string, context: EventContext): Promise<Query> {
	const { accountability, schema } = context;
	// Without an accountability it is the system itself that asks.
	if (!accountability || accountability.admin || !schema) return query;
	const checked = query.deep ? await settleDeep(query) : query;
	const refusal = findRefusal(checked, collection, schema, isOpen);
	if (refusal) throw createCrossingError(refusal.path);
	return checked;
}

/**
 * Directus fills `deep` while nobody waits for it (sanitize-query.js), so it may still grow after we have looked. We let it
 * finish as far as it does by itself, and then answer the copy that was looked at.
 */
async function settleDeep(query: Query): Promise<Query> {
	await setImmediate();
	return { ...query, deep: structuredClone(query.deep) };
}
