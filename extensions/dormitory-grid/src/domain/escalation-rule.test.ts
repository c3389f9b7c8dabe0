import { expect, it } from 'vitest';
import { CATEGORIES, SEVERITIES } from '../constants/issues.ts';
import { chooseRule, DEFAULT_RULES, type EscalationRule, MOST_MINUTES } from './escalation-rule.ts';

const clocks = { settleMinutes: 100, closeMinutes: 100, wholeMinutes: null, quiet: true };
const rules: EscalationRule[] = [
	{ category: null, severity: null, takeMinutes: 1, ...clocks },
	{ category: null, severity: 'high', takeMinutes: 2, ...clocks },
	{ category: 'fire', severity: null, takeMinutes: 3, ...clocks },
	{ category: 'fire', severity: 'high', takeMinutes: 4, ...clocks },
];

it('takes the rule that says most', () => {
	expect(chooseRule(rules, 'network', 'normal').takeMinutes).toBe(1);
	expect(chooseRule(rules, 'network', 'high').takeMinutes).toBe(2);
	expect(chooseRule(rules, 'fire', 'normal').takeMinutes).toBe(3);
	expect(chooseRule(rules, 'fire', 'high').takeMinutes).toBe(4);
});

it('has limits of its own where a college has set none, shorter the more urgent it is', () => {
	const limits = (['low', 'normal', 'high', 'urgent'] as const).map((severity) => chooseRule([], 'other', severity));
	expect(limits.map(({ takeMinutes }) => takeMinutes).toSorted((a, b) => b - a)).toEqual(
		limits.map(({ takeMinutes }) => takeMinutes),
	);
	expect(chooseRule([], 'other', 'urgent').quiet).toBe(false);
});

it('changes nothing by giving a college its own limits as rows', () => {
	for (const category of CATEGORIES)
		for (const severity of SEVERITIES)
			expect(chooseRule(DEFAULT_RULES, category, severity)).toMatchObject(chooseRule([], category, severity));
});

it('gives the whole life three goes of all three clocks, or what a college says, and never more than a year', () => {
	expect(chooseRule(rules, 'fire', 'high').wholeMinutes).toBe(3 * 204);
	const own = { category: null, severity: null, takeMinutes: 1, ...clocks };
	expect(chooseRule([{ ...own, wholeMinutes: 500 }], 'fire', 'high').wholeMinutes).toBe(500);
	expect(chooseRule([{ ...own, takeMinutes: MOST_MINUTES }], 'fire', 'high').wholeMinutes).toBe(MOST_MINUTES);
});
