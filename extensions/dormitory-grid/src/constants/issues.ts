/** The words of the issue chain (DESIGN.md 6), for server and pages alike. */

export const ISSUE_STATES = ['reported', 'in_hand', 'settled', 'explained', 'closed'] as const;
export type IssueState = (typeof ISSUE_STATES)[number];
export const ISSUE_KINDS = ['issue', 'hazard', 'dispute', 'complaint', 'emergency'] as const;
export type IssueKind = (typeof ISSUE_KINDS)[number];
export const CATEGORIES = [
	'plumbing',
	'electricity',
	'network',
	'furniture',
	'hygiene',
	'safety',
	'fire',
	'noise',
	'relations',
	'staff',
	'other',
] as const;
export type IssueCategory = (typeof CATEGORIES)[number];
export const SEVERITIES = ['low', 'normal', 'high', 'urgent'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What a person does to an issue … */
export const ACTOR_STEPS = [
	'take',
	'note',
	'protect',
	'escalate',
	'dispatch',
	'return',
	'rule',
	'postpone',
	'grant',
	'refuse',
	'settle',
	'explain',
	'verify',
	'reject',
	'feed_back',
	'answer',
	'reopen',
	'close',
	'merge',
	'follow',
] as const;
export type ActorStep = (typeof ACTOR_STEPS)[number];
/** … and what happens by itself. */
export type SystemStep = 'overdue' | 'look_again' | 'expire' | 'hand_over';
export type StepKind = 'report' | ActorStep | SystemStep;

/** What an issue waits for. */
export type NextThing = 'take' | 'settle' | 'rule' | 'decide' | 'verify' | 'feed_back' | 'look_again' | 'nothing';

/** Who has to say that he knows of an emergency. */
const AUDIENCES = ['unit', 'floor', 'building', 'counsellor', 'working_group'] as const;
export type EmergencyAudience = (typeof AUDIENCES)[number];

/** The lists of the page of issues. */
export const ISSUE_VIEWS = ['mine', 'watch', 'debts', 'raised', 'closed'] as const;
/** Mine to act on; what I only watch; settled or explained and not told, or settled and not verified; what I raised; what is closed. */
export type IssueView = (typeof ISSUE_VIEWS)[number];

/** Lines of a list at first, and after all that asking for more gives. */
export const ISSUES_SHOWN = { first: 50, most: 800 } as const;

/** What the measures of issues are grouped by. */
export const MEASURE_GROUPS = ['levels', 'offices', 'categories', 'buildings'] as const;
export type MeasureGroup = (typeof MEASURE_GROUPS)[number];
/** Days after which an open issue falls into the next class of age; the first class is younger than the first of them. */
export const AGE_DAYS = [1, 3, 7, 30] as const;
