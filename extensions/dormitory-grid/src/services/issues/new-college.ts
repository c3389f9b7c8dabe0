import { COLLECTIONS as C } from '../../constants/collections.ts';
import { DEFAULT_RULES } from '../../domain/escalation-rule.ts';
import { ANSWER_TEMPLATES } from '../../lang/answer-templates.ts';

/** What a new college begins with, as its own rows: limits and answers to be edited, not an empty table to be filled. */
export function newIssueSettings() {
	return {
		[C.escalationRules]: DEFAULT_RULES.map(({ takeMinutes, settleMinutes, closeMinutes, wholeMinutes, ...rule }) => ({
			...rule,
			take_minutes: takeMinutes,
			settle_minutes: settleMinutes,
			close_minutes: closeMinutes,
			whole_minutes: wholeMinutes,
		})),
		[C.answerTemplates]: ANSWER_TEMPLATES.map((template) => ({ ...template })),
	};
}

/** A college that is created with settings of its own keeps to them. */
export function addIssueSettings(payload: Record<string, unknown>): object {
	return { ...newIssueSettings(), ...payload };
}
