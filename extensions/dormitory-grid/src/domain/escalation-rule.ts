import { type IssueCategory, SEVERITIES, type Severity } from '../constants/issues.ts';

/** How long each may take, by category and severity (DESIGN.md 6: two clocks an issue; a third for verifying and telling). Pure. */

export interface EscalationRule {
	/** `null`: every category. */
	category: IssueCategory | null;
	/** `null`: every severity. */
	severity: Severity | null;
	takeMinutes: number;
	settleMinutes: number;
	closeMinutes: number;
	/** From the report, whatever happens in between; `null`: {@link WHOLE_FACTOR} times the three together. */
	wholeMinutes: number | null;
	/** Whether the clocks stand still in quiet hours and on days off. */
	quiet: boolean;
}

type RuleClocks = Omit<EscalationRule, 'category' | 'severity'>;
type Clocks = RuleClocks & { wholeMinutes: number };

const HOUR = 60;
const DAY = 24 * HOUR;

/** Time for three goes, each taken, settled and told in time. */
const WHOLE_FACTOR = 3;

/** Where a college's own rules say nothing. */
const DEFAULTS: Readonly<Record<Severity, Omit<RuleClocks, 'wholeMinutes'>>> = {
	low: { takeMinutes: DAY, settleMinutes: 7 * DAY, closeMinutes: 3 * DAY, quiet: true },
	normal: { takeMinutes: 4 * HOUR, settleMinutes: 3 * DAY, closeMinutes: 2 * DAY, quiet: true },
	high: { takeMinutes: HOUR, settleMinutes: DAY, closeMinutes: DAY, quiet: true },
	urgent: { takeMinutes: 15, settleMinutes: 4 * HOUR, closeMinutes: DAY, quiet: false },
};

/** The same as rows that a new college begins with, to be edited: a rule a severity, for every category. */
export const DEFAULT_RULES: readonly EscalationRule[] = SEVERITIES.map((severity) => ({
	category: null,
	severity,
	...DEFAULTS[severity],
	wholeMinutes: null,
}));

/** The rule that says most: category and severity, then category, then severity, then the one for everything. */
export function chooseRule(rules: readonly EscalationRule[], category: IssueCategory, severity: Severity): Clocks {
	const weight = (rule: EscalationRule) => (rule.category === null ? 0 : 2) + (rule.severity === null ? 0 : 1);
	const fitting = rules
		.filter((rule) => rule.category === null || rule.category === category)
		.filter((rule) => rule.severity === null || rule.severity === severity)
		.toSorted((a, b) => weight(b) - weight(a));
	const rule = fitting[0] ?? { ...DEFAULTS[severity], wholeMinutes: null };
	const { takeMinutes, settleMinutes, closeMinutes } = rule;
	const sum = takeMinutes + settleMinutes + closeMinutes;
	return { ...rule, wholeMinutes: rule.wholeMinutes ?? Math.min(WHOLE_FACTOR * sum, MOST_MINUTES) };
}

/** A year: a clock that runs longer is none. */
export const MOST_MINUTES = 365 * DAY;
