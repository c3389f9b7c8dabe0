import type { Knex } from 'knex';
import { isPostgres } from './column-values.ts';
import { namedByText } from './named-statement.ts';

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
	const names = Object.keys(columns);
	const list = db.raw(names.map(() => '??').join(', '), names);
	const source = rowSource(db, columns, rows);
	const sql = db.raw('insert into ?? (?) ? on conflict do nothing returning ??', [table, list, source, returning]);
	const answer: unknown = await namedByText(db, sql);
	const inserted = (isPostgres(db) ? (answer as { rows: unknown }).rows : answer) as Record<string, unknown>[];
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
export function rowSource(db: Knex, columns: Readonly<Record<string, ColumnType>>, rows: readonly object[]): Knex.Raw {
	return isPostgres(db) ? fromRecordset(db, columns, rows) : fromJsonEach(db, columns, rows);
}

/** Half of a pair, as a cut may leave it, is no character, and PostgreSQL refuses the whole statement for it. */
function toJson(rows: readonly object[]): string {
	const whole = (_: string, value: unknown) => (typeof value === 'string' ? value.replace(LONE_HALF, '\ufffd') : value);
	return JSON.stringify(rows, whole);
}

const LONE_HALF = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

function fromRecordset(db: Knex, columns: Readonly<Record<string, ColumnType>>, rows: readonly object[]): Knex.Raw {
	const names = Object.keys(columns);
	const shape = names.map((name) => `"${name}" ${columns[name]}`).join(', ');
	return db.raw(
		`select ${names.map(() => '??').join(', ')} from json_to_recordset(cast(? as json)) as rows(${shape})`,
		[...names, toJson(rows)],
	);
}

function fromJsonEach(db: Knex, columns: Readonly<Record<string, ColumnType>>, rows: readonly object[]): Knex.Raw {
	const names = Object.keys(columns);
	const plain = rows.map((row) =>
		Object.fromEntries(
			Object.entries(row).map(([name, value]: [string, Value]) => [name, toSqlite(columns[name], value)]),
		),
	);
	// 'where true' keeps SQLite's parser from reading "on conflict" as a join condition.
	return db.raw(
		`select ${names.map((name) => `json_extract(value, '$.${name}') as "${name}"`).join(', ')} from json_each(?) where true`,
		[toJson(plain)],
	);
}

function toSqlite(type: ColumnType | undefined, value: Value): Value {
	if (value instanceof Date) return value.getTime();
	if (type === 'json' && value !== null) return JSON.stringify(value);
	return typeof value === 'boolean' ? Number(value) : value;
}
