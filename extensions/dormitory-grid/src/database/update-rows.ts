import type { Knex } from 'knex';
import { type ColumnType, rowSource, type Value } from './insert-rows.ts';
import { runText } from './named-text.ts';

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
	const changes = names.map((name) => `"${name}" = r."${name}"`).join(', ');
	const { sql, rows: json } = rowSource(db, columns, rows);
	await runText(db, `update "${table}" set ${changes} from (${sql}) as r where "${table}"."${key}" = r."${key}"`, [
		json,
	]);
}
