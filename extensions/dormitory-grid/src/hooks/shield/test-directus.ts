import type { Query, SchemaOverview } from '@directus/types';
import type { Knex } from 'knex';

/** Parts of Directus that this folder's tests take as judges. They come without types, so their names are variables and no types are asked for. */
const APPLY_QUERY = '@directus/api/database/run-ast/lib/apply-query/index';
const SANITIZE_QUERY = '@directus/api/utils/sanitize-query';
const SET = 'lodash-es/set.js';

type ApplyQuery = (
	db: Knex,
	collection: string,
	builder: Knex.QueryBuilder,
	query: Query,
	schema: SchemaOverview,
	cases: [],
	permissions: [],
) => unknown;
type SanitizeQuery = (raw: unknown, schema: SchemaOverview, accountability: null) => Promise<unknown>;
type Set = (object: object, path: string | string[], value: unknown) => object;

export async function loadApplyQuery(): Promise<ApplyQuery> {
	const loaded: { default: ApplyQuery } = await import(APPLY_QUERY);
	return loaded.default;
}

export async function loadSanitizeQuery(): Promise<SanitizeQuery> {
	const loaded: { sanitizeQuery: SanitizeQuery } = await import(SANITIZE_QUERY);
	return loaded.sanitizeQuery;
}

export async function loadSet(): Promise<Set> {
	const loaded: { default: Set } = await import(SET);
	return loaded.default;
}
