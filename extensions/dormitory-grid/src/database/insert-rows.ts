import type { Knex } from 'knex';
import { isPostgres } from './column-values.ts';
import { runText } from './named-text.ts';

export type ColumnType = 'integer' | 'text' | 'uuid' | 'timestamptz' | 'json' | 'boolean';
export type Value = string | number | boolean | Date | null | object;

/**
 * Inserts any number of rows in ONE statement: the rows travel as a JSON parameter, so neither the statement count nor
 * the number of bound variables grows with them. Rows that a unique key refuses are left out.
 * @returns the `returning` column of the rows that went in
 */
export async function insertRows<Row extends Record<string, Value>>(
	db: Knex,
	table: string,
	columns: { readonly [Column in keyof Row & string]: ColumnType },
	rows: readonly Row[],
	returning: string,
): Promise<unknown[]> {
	if (rows.length === 0) return [];
	const { sql, rows: json } = rowSource(db, columns, rows);
	const text = `insert into "${table}" (${listOf(columns)}) ${sql} on conflict do nothing returning "${returning}"`;
	const inserted = await runText<Record<string, unknown>>(db, text, [json]);
	return inserted.map((row) => row[returning]);
}

/** Inserts rows that the database numbers itself, in one statement. @returns the numbers, in the order of the rows */
export async function insertNumbered(db: Knex, table: string, rows: readonly object[]): Promise<number[]> {
	if (rows.length === 0) return [];
	const inserted: { id: number }[] = await db(table).insert(rows).returning('id');
	// Numbers are drawn in the order of the rows; the answer may come in any.
	return inserted.map(({ id }) => Number(id)).toSorted((a, b) => a - b);
}

/** Rows as something to select from, in one parameter. */
export function rowSource(
	db: Knex,
	columns: Readonly<Record<string, ColumnType>>,
	rows: readonly object[],
): { sql: string; rows: string } {
	return isPostgres(db) ? fromRecordset(columns, rows) : fromJsonEach(columns, rows);
}

/** Half of a pair, as a cut may leave it, is no character, and PostgreSQL refuses the whole statement for it. */
function toJson(rows: readonly object[]): string {
	const whole = (_: string, value: unknown) => (typeof value === 'string' ? value.replace(LONE_HALF, '\ufffd') : value);
	return JSON.stringify(rows, whole);
}

const LONE_HALF = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

function listOf(columns: object): string {
	return Object.keys(columns)
		.map((name) => `"${name}"`)
		.join(', ');
}

function fromRecordset(columns: Readonly<Record<string, ColumnType>>, rows: readonly object[]) {
	const shape = Object.entries(columns)
		.map(([name, type]) => `"${name}" ${type}`)
		.join(', ');
	const sql = `select ${listOf(columns)} from json_to_recordset(cast(? as json)) as rows(${shape})`;
	return { sql, rows: toJson(rows) };
}

function fromJsonEach(columns: Readonly<Record<string, ColumnType>>, rows: readonly object[]) {
	const names = Object.keys(columns);
	const plain = rows.map((row) =>
		Object.fromEntries(
			Object.entries(row).map(([name, value]: [string, Value]) => [name, toSqlite(columns[name], value)]),
		),
	);
	// 'where true' keeps SQLite's parser from reading "on conflict" as a join condition.
	const picked = names.map((name) => `json_extract(value, '$.${name}') as "${name}"`).join(', ');
	return { sql: `select ${picked} from json_each(?) where true`, rows: toJson(plain) };
}

function toSqlite(type: ColumnType | undefined, value: Value): Value {
	if (value instanceof Date) return value.getTime();
	if (type === 'json' && value !== null) return JSON.stringify(value);
	return typeof value === 'boolean' ? Number(value) : value;
}
