import type { Knex } from 'knex';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { newIssueSettings } from '../../extensions/dormitory-grid/src/services/issues/new-college.ts';
import { insertAll } from '../lib/rows.ts';

/** The same rows that a college created in the console comes with. */
export async function seedIssueSettings(db: Knex, college: number): Promise<void> {
	const { escalation_rules, answer_templates } = newIssueSettings();
	const ofCollege = (row: object) => ({ ...row, college });
	await insertAll(db, C.escalationRules, escalation_rules.map(ofCollege));
	await insertAll(db, C.answerTemplates, answer_templates.map(ofCollege));
}
