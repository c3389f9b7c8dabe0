import type { Knex } from 'knex';
import type { COLLECTIONS as C } from '../constants/collections.ts';
import { readDate, readJson } from './column-values.ts';

/** Rows of what a working group sets, as they stand before a change; JSON read, dates as calendar dates. */
export async function findSettingRows(
	db: Knex,
	collection: typeof C.facilities | typeof C.patrolPlans | typeof C.sensitivePeriods,
	keys: readonly (string | number)[],
): Promise<Record<string, unknown>[]> {
	const rows: Record<string, unknown>[] = await db(collection)
		.whereIn('id', [...keys])
		.select('*');
	return rows.map((row) =>
		Object.fromEntries(
			Object.entries(row).map(([name, value]) => {
				if (name.endsWith('_on')) return [name, readDate(value)];
				return [name, ['times', 'topics', 'extra_times', 'extra_topics'].includes(name) ? readJson(value) : value];
			}),
		),
	);
}
