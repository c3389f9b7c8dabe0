import type { Knex } from 'knex';
import { isPostgres } from './column-values.ts';

/**
 * Names a statement of the hour before the close. PostgreSQL parses it once a connection and soon keeps its plan:
 * planning took longer than doing. The text under a name has to be the same every time; only parameters differ.
 */
export function namedStatement<Query extends Knex.QueryBuilder>(db: Knex, name: string, query: Query): Query {
	if (isPostgres(db)) query.options({ name });
	return query;
}
