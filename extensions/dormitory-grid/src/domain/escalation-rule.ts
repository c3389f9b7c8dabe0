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
	/** Whether the clocks stand still in quiet hours and on days off. */
	quiet: boolean;
}

type Clocks = Omit<EscalationRule, 'category' | 'severity'>;

const HOUR = 60;
const DAY = 24 * HOUR;

/** Where a college's own rules say nothing. */
const DEFAULTS: Readonly<Record<Severity, Clocks>> = {
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
}));

/** The rule that says most: category and severity, then category, then severity, then the one for everything. */
export function chooseRule(rules: readonly EscalationRule[], category: IssueCategory, severity: Severity): Clocks {
	const weight = (rule: EscalationRule) => (rule.category === null ? 0 : 2) + (rule.severity === null ? 0 : 1);
	const fitting = rules
		.filter((rule) => rule.category === null || rule.category === category)
		.filter((rule) => rule.severity === null || rule.severity === severity)
		.toSorted((a, b) => weight(b) - weight(a));
	return fitting[0] ?? DEFAULTS[severity];
}

/** A year: a clock that runs longer is none. */
export const MOST_MINUTES = 365 * DAY;
