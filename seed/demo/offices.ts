import type { Knex } from 'knex';
import type { IssueCategory } from '../../extensions/dormitory-grid/src/constants/issues.ts';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { insertAll } from '../lib/rows.ts';

/** Which office usually settles what, by its code. Network trouble, say, is never the security office's. */
export const SUGGESTED_OFFICES: Readonly<Partial<Record<IssueCategory, string>>> = {
	plumbing: 'logistics',
	electricity: 'logistics',
	furniture: 'logistics',
	hygiene: 'logistics',
	network: 'network',
	safety: 'security',
	fire: 'security',
	relations: 'student-affairs',
};

/** For each of these categories the college's own times by severity once more, with the office: the rule that says most holds, times and all. */
export async function seedSuggestedOffices(db: Knex, college: number): Promise<void> {
	const offices: { id: number; code: string }[] = await db(C.departments)
		.where({ college, kind: 'office' })
		.select('id', 'code');
	const rules: Record<string, unknown>[] = await db(C.escalationRules).where({ college }).whereNull('category');
	const rows = Object.entries(SUGGESTED_OFFICES).flatMap(([category, code]) => {
		const office = offices.find((one) => one.code === code);
		return office ? rules.map(({ id: _, ...rule }) => ({ ...rule, category, office: office.id })) : [];
	});
	await insertAll(db, C.escalationRules, rows);
}
