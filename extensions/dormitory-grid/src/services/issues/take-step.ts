import type { Knex } from 'knex';
import type { KnownIssue } from '../../database/issue-rows.ts';
import { saveIssues } from '../../database/issues.ts';
import { applyStep } from '../../domain/issue-follow.ts';
import type { Issue, Step } from '../../domain/issue.ts';
import { tellSteps } from './tell-steps.ts';

/**
 * A step that was decided on is taken: what it makes of the issue is written and told, in the caller's transaction, who
 * writes the step's own row. @returns the issue as it is now
 */
export async function takeStep(
	trx: Knex,
	known: KnownIssue,
	step: Step,
	said: { note: string | null; byName: string },
	now: Date,
): Promise<Issue> {
	const issue = applyStep(known.issue, step);
	await saveIssues(trx, [{ id: known.id, before: known.issue, issue }]);
	await tellSteps(trx, [{ known: { ...known, issue }, before: known.issue, step, ...said }], now);
	return issue;
}
