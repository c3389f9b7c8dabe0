import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { isPostgres } from './column-values.ts';

/**
 * Names a statement that is asked again and again. PostgreSQL parses it once a connection and soon keeps its plan:
 * planning took longer than doing. The text under a name has to be the same every time; only parameters differ.
 */
export function namedStatement<Query extends Knex.QueryBuilder | Knex.Raw>(
	db: Knex,
	name: string,
	query: Query,
): Query {
	if (isPostgres(db)) query.options({ name });
	return query;
}

/** The same for a statement whose text is one of few, as the columns of a table make it: its text is its name. */
export function namedByText(db: Knex, sql: Knex.Raw): Knex.Raw {
	if (!isPostgres(db)) return sql;
	const name = createHash('sha1').update(sql.toSQL().sql).digest('hex');
	return namedStatement(db, `grid_${name}`, sql);
}
