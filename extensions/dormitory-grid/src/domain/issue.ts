import type { ActorStep, IssueKind, IssueState, StepKind } from '../constants/issues.ts';
import type { Holder, IssuePlace, IsStaffed } from './issue-holder.ts';

/**
 * The issue chain (DESIGN.md 6, DOMAIN.md 5): one table says which step is open in which state to whom and what it needs.
 * issue-step.ts judges a wish by it, issue-follow.ts says what a step makes of an issue, issue-due.ts what happens by
 * itself. Pure: no clock, no texts, no database.
 */

/** In relation to one issue; somebody may be several. */
export type Role = 'holder' | 'above' | 'chain' | 'group' | 'reporter';
export type Need = 'note' | 'until' | 'to' | 'into' | 'solved';

interface StepRule {
	from: readonly IssueState[];
	who: readonly Role[];
	needs: readonly Need[];
}

const OPEN: readonly IssueState[] = ['reported', 'in_hand'];
export const DONE: readonly IssueState[] = ['settled', 'explained'];
const ANY: readonly IssueState[] = [...OPEN, ...DONE];

export const STEP_TABLE: Readonly<Record<ActorStep, StepRule>> = {
	take: { from: ['reported'], who: ['holder'], needs: [] },
	note: { from: ANY, who: ['holder', 'above', 'chain'], needs: ['note'] },
	/** A temporary measure that rings when it runs out. */
	protect: { from: OPEN, who: ['holder', 'above', 'chain'], needs: ['note', 'until'] },
	/** Level 3 to 2 or straight to 1, 2 to 1, 1 to the working group. */
	escalate: { from: OPEN, who: ['holder'], needs: ['note'] },
	/** To an office, or to a level below; whoever stands above may take it from one and give it to another. */
	dispatch: { from: OPEN, who: ['holder', 'above'], needs: ['to'] },
	/** An office's way back; the second goes to the working group for a ruling. */
	return: { from: OPEN, who: ['holder'], needs: ['note'] },
	rule: { from: OPEN, who: ['group'], needs: ['to', 'note'] },
	postpone: { from: OPEN, who: ['holder'], needs: ['until', 'note'] },
	grant: { from: OPEN, who: ['above', 'group'], needs: [] },
	refuse: { from: OPEN, who: ['above', 'group'], needs: ['note'] },
	settle: { from: OPEN, who: ['holder'], needs: ['note'] },
	/** Cannot be solved in time: why, and when it is looked at again; the second goes to the working group for a ruling. */
	explain: { from: OPEN, who: ['holder'], needs: ['note', 'until'] },
	verify: { from: ['settled'], who: ['holder', 'above', 'chain', 'reporter'], needs: [] },
	reject: { from: ['settled'], who: ['holder', 'above', 'chain'], needs: ['note'] },
	feed_back: { from: ANY, who: ['holder', 'above', 'chain'], needs: ['note'] },
	answer: { from: [...DONE, 'closed'], who: ['reporter'], needs: ['solved'] },
	reopen: { from: [...DONE, 'closed'], who: ['reporter', 'above', 'chain'], needs: ['note'] },
	close: { from: ['explained'], who: ['above', 'group'], needs: [] },
	merge: { from: OPEN, who: ['holder', 'above'], needs: ['into'] },
	follow: { from: ANY, who: ['chain', 'holder', 'above', 'reporter'], needs: [] },
};

/** Steps that may send an issue elsewhere or start a clock: they ask for the college's limits and who is in office. */
export const MOVING: readonly ActorStep[] = [
	'escalate',
	'dispatch',
	'return',
	'rule',
	'settle',
	'explain',
	'reject',
	'answer',
	'reopen',
];

/** Steps that leave the case as it is: they neither hurry nor hinder anybody else's. */
export const HARMLESS: readonly StepKind[] = ['note', 'follow'];

export interface Issue {
	kind: IssueKind;
	/** Read by those it has reached and the working group alone. */
	confidential: boolean;
	place: IssuePlace;
	about: string | null;
	reporter: string | null;
	state: IssueState;
	holder: Holder;
	heldSince: Date;
	takenBy: string | null;
	takenAt: Date | null;
	takeDueAt: Date | null;
	settleDueAt: Date | null;
	/** Until when it is verified and the reporter told. */
	closeDueAt: Date | null;
	/** Until when all of it is over, whatever happens in between; the working group gives it anew. */
	wholeDueAt: Date | null;
	lookAgainAt: Date | null;
	protectUntil: Date | null;
	/** When the protective measure rings next. */
	ringAt: Date | null;
	postpone: { until: Date; by: string | null } | null;
	returns: number;
	/** How often somebody below the working group has said that it cannot be solved for now. */
	explains: number;
	overdues: number;
	reopened: number;
	needsRuling: boolean;
	ruled: boolean;
	settledBy: string | null;
	settledAt: Date | null;
	verifiedBy: string | null;
	verifiedAt: Date | null;
	toldAt: Date | null;
	closedAt: Date | null;
	mergedInto: number | null;
	/** The last office that had it. */
	office: number | null;
	/** Levels that may read it, by their grid. */
	readers: { unit: number | null; floor: number | null; building: number | null };
	/** How many steps it has … */
	steps: number;
	/** … and which of them was the last to change it. */
	moved: number;
}

/** A step as it is kept: with the target and the clocks that it set, so that the rows alone give the state again. */
export interface Step {
	kind: StepKind;
	by: string | null;
	at: Date;
	to: Holder | null;
	until: Date | null;
	into: number | null;
	solved: boolean | null;
	takeDueAt: Date | null;
	settleDueAt: Date | null;
	closeDueAt: Date | null;
	wholeDueAt: Date | null;
}

export interface Wish {
	kind: ActorStep;
	/** How many steps the person had before his eyes; `null`: not said. */
	seen: number | null;
	note: string | null;
	until: Date | null;
	toLevel: number | null;
	toOffice: number | null;
	into: number | null;
	solved: boolean | null;
}

export interface StepContext {
	now: Date;
	/** Where somebody is in office who may have the case: never who is complained about. */
	isStaffed: IsStaffed;
	/** When each clock of this issue runs out if it starts now. */
	clocks: {
		take: Date;
		settle: Date;
		close: Date;
		whole: Date;
		/** A moment, or the first after it at which the clocks run; absent: they always do. */
		awake?: (moment: Date) => Date;
	};
	/** Offices of the college. */
	isOffice: (office: number) => boolean;
	/** Whether the person complained about answers for it. */
	isOwnCase: (holder: Holder) => boolean;
	reopenDays: number;
}

export type Refusal =
	| { kind: 'forbidden' }
	/** Somebody else was quicker. */
	| { kind: 'changed' }
	| { kind: 'state' }
	| { kind: 'needs'; need: Need }
	| { kind: 'own_work' }
	| { kind: 'not_up' }
	| { kind: 'not_down' }
	| { kind: 'office_empty' }
	| { kind: 'own_case' }
	| { kind: 'ruled' }
	| { kind: 'not_ruling' }
	| { kind: 'only_office' }
	| { kind: 'protect_first' }
	| { kind: 'past' }
	| { kind: 'too_far'; days: number }
	| { kind: 'pending' }
	| { kind: 'none_pending' }
	| { kind: 'already' }
	| { kind: 'untold' }
	| { kind: 'over'; days: number };

export type Decision = { kind: 'step'; step: Step } | Refusal;

export function isDone(state: IssueState): boolean {
	return DONE.includes(state);
}
