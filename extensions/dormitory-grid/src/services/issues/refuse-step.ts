import type { Knex } from 'knex';
import { findHolderNames } from '../../database/issue-people.ts';
import type { KnownIssue } from '../../database/issues.ts';
import type { Refusal } from '../../domain/issue.ts';
import { holderKey } from '../../domain/issue-holder.ts';
import type { Actor } from '../../domain/scope.ts';
import { GridForbiddenError, GridIssueChangedError, GridIssueStepError } from '../../errors/index.ts';
import { say } from '../../lang/say.ts';
import { invalidInput } from '../parse-input.ts';
import { refusal } from '../refuse.ts';

/** Why a step was not taken, with the state the issue is in now, so that whoever was second sees what has become of it. */
export async function refuseStep(
	trx: Knex,
	actor: Actor,
	{ id, issue }: KnownIssue,
	why: Refusal,
	now: Date,
): Promise<Error> {
	const { language } = actor;
	if (why.kind === 'forbidden') return refusal(GridForbiddenError, language, 'errors.GRID_FORBIDDEN');
	if (why.kind === 'needs') {
		const field = FIELDS[why.need];
		return invalidInput(language, [{ path: field, message: say(language, `issue.needs.${why.need}`) }]);
	}
	if (why.kind === 'past') return invalidInput(language, [{ path: 'until', message: say(language, 'issue.why.past') }]);
	if (why.kind === 'too_far')
		return invalidInput(language, [{ path: 'until', message: say(language, 'issue.why.too_far', { days: why.days }) }]);
	const names = await findHolderNames(trx, [issue.holder]);
	const holder = names.get(holderKey(issue.holder)) ?? say(language, 'issue.holder.group');
	const state = say(language, `issue.state.${issue.state}`);
	const details = { issue: id, state: issue.state, steps: issue.steps, holder, why: why.kind, now: now.toISOString() };
	if (why.kind === 'changed' || why.kind === 'state')
		return refusal(GridIssueChangedError, language, 'errors.GRID_ISSUE_CHANGED', { id, state, holder }, details);
	const values = { days: why.kind === 'over' ? why.days : null };
	const reason = say(language, `issue.why.${why.kind}`, values);
	return refusal(GridIssueStepError, language, 'errors.GRID_ISSUE_STEP', { id, reason, state, holder }, details);
}

const FIELDS = { note: 'note', until: 'until', to: 'to_office', into: 'into', solved: 'solved' } as const;
