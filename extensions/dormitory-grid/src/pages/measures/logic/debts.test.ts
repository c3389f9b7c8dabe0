import { expect, it } from 'vitest';
import type { FeedbackDebt } from '../../../types/issue-measures.ts';
import { debtsByLevel } from './debts.ts';

const debt = (level: FeedbackDebt['level'], debts: number): FeedbackDebt => ({
	person: 'x',
	name: '周言',
	level,
	office: level === null ? '后勤处' : null,
	debts,
	overdue: 0,
	since: '2026-03-02T00:00:00.000Z',
});

it('adds up what is owed on each level, and names no level that owes nothing', () => {
	expect(debtsByLevel([debt(2, 3), debt(null, 1), debt(2, 1), debt(0, 5)])).toEqual([
		{ level: '2', debts: 4 },
		{ level: 'office', debts: 1 },
		{ level: '0', debts: 5 },
	]);
	expect(debtsByLevel([])).toEqual([]);
});
