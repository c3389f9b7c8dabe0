import type { Knex } from 'knex';
import { type ColumnType, rowSource, type Value } from './insert-rows.ts';
import { namedByText } from './named-statement.ts';

/** Changes any number of rows, each to its own values, in ONE statement; `key` says which column tells the rows apart. */
export async function updateRows<Row extends Record<string, Value>>(
	db: Knex,
	table: string,
	key: keyof Row & string,
	columns: { readonly [Column in keyof Row & string]: ColumnType },
	rows: readonly Row[],
): Promise<void> {
	if (rows.length === 0) return;
	const names = Object.keys(columns).filter((name) => name !== key);
	const changes = db.raw(
		names.map(() => '?? = r.??').join(', '),
		names.flatMap((name) => [name, name]),
	);
	const source = rowSource(db, columns, rows);
	const sql = db.raw('update ?? set ? from (?) as r where ??.?? = r.??', [table, changes, source, table, key, key]);
	await namedByText(db, sql);
}
