import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';

/** Which of these issues are not closed. */
export async function findOpenIssues(db: Knex, ids: readonly number[]): Promise<Set<number>> {
	if (ids.length === 0) return new Set();
	const rows = await db(COLLECTIONS.issues)
		.whereIn('id', [...ids])
		.whereNot('state', 'closed')
		.select('id');
	return new Set(rows.map((row) => row.id));
}
