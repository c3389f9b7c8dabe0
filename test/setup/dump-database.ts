import type { Knex } from 'knex';
import { COLLECTIONS } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { isPostgres } from '../../extensions/dormitory-grid/src/database/column-values.ts';

export type Dump = Record<string, string[]>;

/** The clock's own marks change with each tick; nothing else in a database does by itself. */
const RESTLESS: readonly string[] = [COLLECTIONS.installation];

/** Every row of every table, in an order of its own: two dumps are equal when nothing has been written in between. */
export async function dumpDatabase(
	db: Knex,
	{ except = RESTLESS }: { except?: readonly string[] } = {},
): Promise<Dump> {
	const dump: Dump = {};
	for (const table of await tableNames(db)) {
		if (except.includes(table)) continue;
		const rows: Record<string, unknown>[] = await db(table).select('*');
		dump[table] = rows.map((row) => JSON.stringify(row)).toSorted();
	}
	return dump;
}

export async function tableNames(db: Knex): Promise<string[]> {
	const rows: { name: string }[] = isPostgres(db)
		? await db('information_schema.tables')
				.where({ table_schema: 'public', table_type: 'BASE TABLE' })
				.select('table_name as name')
		: await db('sqlite_master').where({ type: 'table' }).whereNot('name', 'like', 'sqlite_%').select('name');
	return rows.map((row) => row.name).toSorted();
}
