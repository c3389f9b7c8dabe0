import type { StepKind } from './issues.ts';

/** What whoever only raised an issue, or follows it, learns of a step: its words, that it was taken, or nothing. */
export type Speech = 'words' | 'fact' | 'hidden';

/**
 * Words are written for the reporter, or by him; a fact is his progress (DOMAIN.md 5); what the staff say to one another
 * stays with them. One table for the page, the messages and the receipt.
 */
export const SPEECH = {
	report: 'fact',
	take: 'fact',
	note: 'hidden',
	protect: 'hidden',
	escalate: 'fact',
	dispatch: 'fact',
	return: 'hidden',
	rule: 'fact',
	postpone: 'hidden',
	grant: 'fact',
	refuse: 'hidden',
	settle: 'fact',
	explain: 'words',
	verify: 'fact',
	reject: 'fact',
	feed_back: 'words',
	answer: 'words',
	reopen: 'fact',
	close: 'fact',
	merge: 'fact',
	follow: 'hidden',
	overdue: 'fact',
	look_again: 'fact',
	expire: 'hidden',
	hand_over: 'hidden',
} as const satisfies Readonly<Record<StepKind, Speech>>;

/** Steps of which the reporter learns. */
export type ToldKind = { [Kind in StepKind]: (typeof SPEECH)[Kind] extends 'hidden' ? never : Kind }[StepKind];
