import { describe, expect, it } from 'vitest';
import { fill } from '../../../lang/fill.ts';
import { issuesEnUS } from '../../../lang/pages/issues/en-US.ts';
import { issuesZhCN } from '../../../lang/pages/issues/zh-CN.ts';
import { stepReasonsZhCN } from '../../../lang/step-reasons.ts';
import type { IssuesSay } from '../texts.ts';
import { explainStep } from './explain-step.ts';

const inChinese = ((key: keyof typeof issuesZhCN, values = {}) => fill(issuesZhCN[key], values)) as IssuesSay;
const inEnglish = ((key: keyof typeof issuesEnUS, values = {}) => fill(issuesEnUS[key], values)) as IssuesSay;
const refused = (why: string, more: object = {}) => ({
	code: 'GRID_ISSUE_STEP',
	message: 'as the server says it',
	details: { why, ...more },
});

describe('explainStep', () => {
	it('says every reason in the page’s language, as the server does', () => {
		for (const key of Object.keys(stepReasonsZhCN)) {
			const why = key.replace('issue.why.', '');
			const [zh, en] = [inChinese, inEnglish].map((say) => explainStep(refused(why, { days: 7 }), say).title);
			expect(zh).toMatch(/[。]$/);
			expect(en).toMatch(/^[A-Z].*\.$/);
			expect(`${zh}${en}`).not.toContain('{');
		}
	});

	it('says for how long something may be reopened', () => {
		expect(explainStep(refused('over', { days: 7 }), inChinese).title).toBe(
			'关闭已超过 7 天，不能重开；请另报新问题。',
		);
	});
});
