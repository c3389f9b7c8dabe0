import type { Knex } from 'knex';

type Row = Record<string, unknown>;

/** SQLite takes at most five hundred rows a statement, as knex writes them. */
const ROWS_A_STATEMENT = 400;

/** Inserts the rows whose key is not there yet and leaves the others as people have made them. @returns how many went in */
export async function insertMissing(db: Knex, table: string, key: string, rows: readonly Row[]): Promise<number> {
	const known = new Set((await db(table).select(key)).map((row: Row) => String(row[key])));
	const missing = rows.filter((row) => !known.has(String(row[key])));
	await insertAll(db, table, missing);
	return missing.length;
}

export async function insertAll(db: Knex, table: string, rows: readonly Row[]): Promise<void> {
	for (let start = 0; start < rows.length; start += ROWS_A_STATEMENT)
		await db(table).insert(rows.slice(start, start + ROWS_A_STATEMENT));
}
