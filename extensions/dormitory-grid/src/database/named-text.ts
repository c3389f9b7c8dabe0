import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { isPostgres } from './column-values.ts';

/**
 * Runs a text under a name: PostgreSQL parses it once a connection and soon keeps its plan, where planning took longer than
 * doing. The text under a name has to be the same every time; only values differ.
 * @param name `null`: none, as any other statement
 */
export async function runNamed<Row>(
	db: Knex,
	name: string | null,
	sql: string,
	bindings: readonly Knex.RawBinding[],
): Promise<Row[]> {
	const question = db.raw(sql, bindings);
	if (!isPostgres(db)) return (await question) as unknown as Row[];
	const { rows }: { rows: Row[] } = await (name === null ? question : question.options({ name }));
	return rows;
}

/** Each name is kept on every connection for good; what a sweep changes may come in very many shapes. */
const MOST_NAMES = 300;
const names = new Map<string, string>();

/** Runs a text that the columns of a table make, under the name that the text itself makes. */
export async function runText<Row>(db: Knex, sql: string, bindings: readonly Knex.RawBinding[]): Promise<Row[]> {
	if (!names.has(sql) && names.size < MOST_NAMES)
		names.set(sql, `grid_${createHash('sha1').update(sql).digest('hex')}`);
	return await runNamed(db, names.get(sql) ?? null, sql, bindings);
}
