import type { Knex } from 'knex';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import type { ActivityKind } from '../../extensions/dormitory-grid/src/domain/activity.ts';
import { insertAll } from '../lib/rows.ts';

/** What each level owes a term until a college says otherwise: the notice asks for it regularly and names no number. */
const RULES: readonly [ActivityKind, 1 | 2 | 3, number][] = [
	['meeting', 1, 4],
	['education', 1, 2],
	['education', 2, 2],
	['culture', 1, 1],
	['culture', 2, 1],
];

export async function seedActivityRules(db: Knex, college: number): Promise<void> {
	await insertAll(
		db,
		C.activityRules,
		RULES.map(([kind, level, per_term]) => ({ college, kind, level, per_term, active: true })),
	);
}
