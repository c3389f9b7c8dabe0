import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';

export interface RuleOnFile {
	id: number;
	college: number | null;
	category: unknown;
	severity: unknown;
	take_minutes: unknown;
	settle_minutes: unknown;
	close_minutes: unknown;
	whole_minutes: unknown;
}

export async function findRules(db: Knex): Promise<RuleOnFile[]> {
	return await db(COLLECTIONS.escalationRules).select(
		'id',
		'college',
		'category',
		'severity',
		'take_minutes',
		'settle_minutes',
		'close_minutes',
		'whole_minutes',
	);
}

export async function findTemplateColleges(db: Knex, keys: readonly number[]): Promise<number[]> {
	if (keys.length === 0) return [];
	const rows = await db(COLLECTIONS.answerTemplates)
		.whereIn('id', [...keys])
		.select('college');
	return rows.map(({ college }) => college);
}
