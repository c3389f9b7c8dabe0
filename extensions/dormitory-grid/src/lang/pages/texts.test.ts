import { describe, expect, test } from 'vitest';
import { activitiesEnUS } from './activities/en-US.ts';
import { activitiesZhCN } from './activities/zh-CN.ts';
import { counsellorEnUS } from './counsellor/en-US.ts';
import { counsellorZhCN } from './counsellor/zh-CN.ts';
import { deskEnUS } from './desk/en-US.ts';
import { deskZhCN } from './desk/zh-CN.ts';
import { importsEnUS } from './imports/en-US.ts';
import { importsZhCN } from './imports/zh-CN.ts';
import { issuesEnUS } from './issues/en-US.ts';
import { issuesZhCN } from './issues/zh-CN.ts';
import { measuresEnUS } from './measures/en-US.ts';
import { measuresZhCN } from './measures/zh-CN.ts';
import { patrolEnUS } from './patrol/en-US.ts';
import { patrolZhCN } from './patrol/zh-CN.ts';
import { reportEnUS } from './report/en-US.ts';
import { reportZhCN } from './report/zh-CN.ts';
import { sharedEnUS } from './shared/en-US.ts';
import { sharedZhCN } from './shared/zh-CN.ts';
import { sheetEnUS } from './sheet/en-US.ts';
import { sheetZhCN } from './sheet/zh-CN.ts';
import { tonightEnUS } from './tonight/en-US.ts';
import { tonightZhCN } from './tonight/zh-CN.ts';

const PAGES: Readonly<Record<string, readonly [Readonly<Record<string, string>>, Readonly<Record<string, string>>]>> = {
	shared: [sharedZhCN, sharedEnUS],
	tonight: [tonightZhCN, tonightEnUS],
	counsellor: [counsellorZhCN, counsellorEnUS],
	desk: [deskZhCN, deskEnUS],
	issues: [issuesZhCN, issuesEnUS],
	measures: [measuresZhCN, measuresEnUS],
	imports: [importsZhCN, importsEnUS],
	sheet: [sheetZhCN, sheetEnUS],
	patrol: [patrolZhCN, patrolEnUS],
	report: [reportZhCN, reportEnUS],
	activities: [activitiesZhCN, activitiesEnUS],
};
const names = (text: string) => new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));

describe.each(Object.entries(PAGES))('texts of %s', (page, [chinese, english]) => {
	test('both languages fill in the same names', () => {
		for (const [key, text] of Object.entries(chinese)) {
			expect([key, names(english[key] ?? '')]).toEqual([key, names(text)]);
		}
	});

	test('a page says nothing that the shared texts say', () => {
		const twice = page === 'shared' ? [] : Object.keys(chinese).filter((key) => key in sharedZhCN);
		expect(twice).toEqual([]);
	});
});
