import type { Knex } from 'knex';
import { newIssueSettings } from '../../extensions/dormitory-grid/src/services/issues/new-college.ts';
import { insertAll } from '../lib/rows.ts';

/** The same rows that a college created in the console comes with. */
export async function seedIssueSettings(db: Knex, college: number): Promise<void> {
	for (const [collection, rows] of Object.entries(newIssueSettings()))
		await insertAll(
			db,
			collection,
			rows.map((row) => ({ ...row, college })),
		);
}
