import type { Knex } from 'knex';
import { findHolderNames } from '../../database/issue-people.ts';
import type { Language } from '../../constants/languages.ts';
import type { KnownIssue } from '../../database/issue-rows.ts';
import type { Refusal } from '../../domain/issue.ts';
import { holderKey } from '../../domain/issue-holder.ts';
import type { Actor } from '../../domain/scope.ts';
import { GridForbiddenError, GridIssueChangedError, GridIssueStepError } from '../../errors/index.ts';
import { say } from '../../lang/say.ts';
import { invalidInput } from '../parse-input.ts';
import { refusal } from '../refuse.ts';

/** Why a step was not taken, with the state the issue is in now, so that whoever was second sees what has become of it. */
export async function refuseStep(trx: Knex, actor: Actor, known: KnownIssue, why: Refusal, now: Date): Promise<Error> {
	const { language } = actor;
	const wrong = (path: string, message: string) => invalidInput(language, [{ path, message }]);
	switch (why.kind) {
		case 'forbidden':
			return refusal(GridForbiddenError, language, 'errors.GRID_FORBIDDEN');
		case 'needs':
			return wrong(FIELDS[why.need], say(language, `issue.needs.${why.need}`));
		case 'past':
			return wrong('until', say(language, 'issue.why.past'));
		case 'too_far':
			return wrong('until', say(language, 'issue.why.too_far', { days: why.days }));
		case 'changed':
		case 'state': {
			const { values, details } = await stateNow(trx, language, known, why, now);
			return refusal(GridIssueChangedError, language, 'errors.GRID_ISSUE_CHANGED', values, details);
		}
		case 'own_work':
		case 'not_up':
		case 'not_down':
		case 'office_empty':
		case 'own_case':
		case 'ruled':
		case 'not_ruling':
		case 'only_office':
		case 'protect_first':
		case 'pending':
		case 'none_pending':
		case 'already':
		case 'untold':
		case 'over': {
			const { values, details } = await stateNow(trx, language, known, why, now);
			const said: Readonly<Record<string, number>> = why.kind === 'over' ? { days: why.days } : {};
			const reason = say(language, `issue.why.${why.kind}`, said);
			const told = { ...details, ...said };
			return refusal(GridIssueStepError, language, 'errors.GRID_ISSUE_STEP', { ...values, reason }, told);
		}
	}
}

/** In what state the issue is now, and with whom. */
async function stateNow(trx: Knex, language: Language, { id, issue }: KnownIssue, why: Refusal, now: Date) {
	const names = await findHolderNames(trx, [issue.holder]);
	const holder = names.get(holderKey(issue.holder)) ?? say(language, 'issue.holder.group');
	const state = say(language, `issue.state.${issue.state}`);
	return {
		values: { id, state, holder },
		details: { issue: id, state: issue.state, steps: issue.steps, holder, why: why.kind, now: now.toISOString() },
	};
}

const FIELDS = { note: 'note', until: 'until', to: 'to_office', into: 'into', solved: 'solved' } as const;
