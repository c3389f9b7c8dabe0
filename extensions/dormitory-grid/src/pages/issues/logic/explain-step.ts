import { ISSUE_STATES } from '../../../constants/issues.ts';
import { stepReasonsZhCN } from '../../../lang/step-reasons.ts';
import { type Explained, explainCommon } from '../../shared/explain-error.ts';
import type { ApiError } from '../../shared/request.ts';
import type { IssuesSay } from '../texts.ts';

/** Why a step was not taken, in the page's language. */
export function explainStep(error: ApiError, say: IssuesSay): Explained {
	const { code, details } = error;
	if (code === 'GRID_ISSUE_CHANGED') {
		const state = ISSUE_STATES.find((one) => one === details['state']);
		const holder = typeof details['holder'] === 'string' ? details['holder'] : '';
		if (state) return { title: say('error.changed', { state: say(`issue.${state}`), holder }), lines: [] };
	}
	if (code === 'GRID_ISSUE_STEP') {
		const key = `issue.why.${String(details['why'])}`;
		const days = typeof details['days'] === 'number' ? details['days'] : '';
		if (isReason(key)) return { title: say(key, { days }), lines: [] };
	}
	return explainCommon(error, say);
}

type Reason = keyof typeof stepReasonsZhCN;

function isReason(key: string): key is Reason {
	return key in stepReasonsZhCN;
}
