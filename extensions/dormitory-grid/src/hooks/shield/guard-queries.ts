import { setImmediate } from 'node:timers/promises';
import type { Accountability, EventContext, Query, SchemaOverview } from '@directus/types';
import type { Knex } from 'knex';
import { OPEN_COLLECTIONS } from '../../constants/collections.ts';
import { findCostlyPath } from './query-cost.ts';
import { findRefusal, listConditionFields } from './query-guard.ts';
import { findHiddenField, findReadRules } from './read-rules.ts';
import { createRefusal } from './refusal.ts';

const isOpen = (collection: string): boolean => OPEN_COLLECTIONS.includes(collection);

/** Every read of every collection passes here: REST, SEARCH, GraphQL, aggregates and exports (services/items.js, readByQuery). */
export async function guardQuery(query: Query, collection: string, context: EventContext): Promise<Query> {
	const { accountability, schema, database } = context;
	// Without an accountability it is the system itself that asks.
	if (!accountability || accountability.admin || !schema) return query;
	const checked = query.deep ? await settleDeep(query) : query;
	const refusal = findRefusal(checked, collection, schema, isOpen);
	if (refusal) throw createRefusal('crossing', refusal.path);
	const costly = findCostlyPath(checked, collection, schema);
	if (costly !== null) throw createRefusal('costly', costly);
	const hidden = await findHidden(checked, collection, schema, accountability, database);
	if (hidden !== null) throw createRefusal('hidden', hidden);
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

async function findHidden(
	query: Query,
	collection: string,
	schema: SchemaOverview,
	accountability: Accountability,
	db: Knex,
): Promise<string | null> {
	for (const [from, fields] of listConditionFields(query, collection, schema)) {
		// Whoever asks for a row by its key needs no look at the rules: most reads end here.
		fields.delete(schema.collections[from]?.primary ?? '');
		if (fields.size === 0) continue;
		const hidden = findHiddenField(fields, await findReadRules(db, accountability, from));
		if (hidden !== null) return hidden;
	}
	return null;
}
