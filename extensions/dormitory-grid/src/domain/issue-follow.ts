import type { IssueKind } from '../constants/issues.ts';
import { HARMLESS, isDone, type Issue, type Step, type StepContext } from './issue.ts';
import { firstStaffed, type Holder, type IssuePlace } from './issue-holder.ts';

/** What a step makes of an issue. Every kept step applied in turn to the reported issue gives the state (replay). */
export function applyStep(issue: Issue, step: Step): Issue {
	const steps = issue.steps + 1;
	const followed = follow(issue, step);
	const next = step.wholeDueAt === null ? followed : { ...followed, wholeDueAt: step.wholeDueAt };
	return { ...closeIfDone(next, step.at), steps, moved: HARMLESS.includes(step.kind) ? issue.moved : steps };
}

function follow(issue: Issue, step: Step): Issue {
	const { at, by, until } = step;
	switch (step.kind) {
		case 'take':
			return { ...issue, state: 'in_hand', takenBy: by, takenAt: at, takeDueAt: null };
		case 'protect':
			return { ...issue, protectUntil: until, ringAt: until };
		case 'expire':
			return { ...issue, ringAt: until };
		case 'escalate':
		case 'dispatch':
		case 'look_again':
			return move(issue, step);
		case 'hand_over':
			return isDone(issue.state) ? pass(issue, step) : move(issue, step);
		case 'return': {
			const moved = move(issue, step);
			return { ...moved, returns: issue.returns + 1, needsRuling: issue.returns > 0 };
		}
		case 'rule':
			return { ...move(issue, step), needsRuling: false, ruled: true };
		case 'overdue':
			return { ...(isDone(issue.state) ? pass(issue, step) : move(issue, step)), overdues: issue.overdues + 1 };
		case 'postpone':
			return until === null ? issue : { ...issue, postpone: { until, by } };
		case 'grant':
			return { ...issue, settleDueAt: issue.postpone?.until ?? issue.settleDueAt, takeDueAt: null, postpone: null };
		case 'refuse':
			return { ...issue, postpone: null };
		case 'settle':
		case 'explain':
			// Said to be unsolvable for the second time: the working group rules.
			if (step.to !== null) return { ...move(issue, step), explains: issue.explains + 1, needsRuling: true };
			return {
				...issue,
				state: step.kind === 'settle' ? 'settled' : 'explained',
				takeDueAt: null,
				settleDueAt: null,
				closeDueAt: step.closeDueAt,
				lookAgainAt: step.kind === 'explain' ? until : null,
				postpone: null,
				// Whoever may settle or explain what waits for a ruling is the working group.
				needsRuling: false,
				explains: issue.explains + (step.kind === 'explain' && issue.holder.kind !== 'group' ? 1 : 0),
				ringAt: step.kind === 'settle' ? null : issue.ringAt,
				settledBy: by,
				settledAt: at,
				verifiedBy: null,
				verifiedAt: null,
				toldAt: issue.reporter !== null && issue.reporter === by ? at : null,
			};
		case 'verify':
			return { ...issue, verifiedBy: by, verifiedAt: at };
		case 'reject':
			return move(issue, step);
		case 'feed_back':
			if (!isDone(issue.state)) return issue;
			return { ...issue, toldAt: at, closeDueAt: issue.state === 'explained' ? null : issue.closeDueAt };
		case 'answer':
			if (!step.solved) return reopen(issue, step);
			if (issue.state === 'closed') return issue;
			return {
				...issue,
				toldAt: issue.toldAt ?? at,
				verifiedBy: by,
				verifiedAt: at,
				...(issue.state === 'explained' ? closed(at) : {}),
			};
		case 'reopen':
			return reopen(issue, step);
		case 'close':
			return { ...issue, ...closed(at) };
		case 'merge':
			return { ...issue, ...closed(at), mergedInto: step.into, toldAt: at };
		case 'report':
		case 'note':
		case 'follow':
			return issue;
	}
}

/** Nothing is closed that nobody has verified, and nothing while the reporter has not been told (DESIGN.md 6). */
function closeIfDone(issue: Issue, at: Date): Issue {
	const done = issue.state === 'settled' && issue.verifiedAt !== null && issue.toldAt !== null;
	return done ? { ...issue, ...closed(at) } : issue;
}

function closed(at: Date) {
	const none = {
		takeDueAt: null,
		settleDueAt: null,
		closeDueAt: null,
		lookAgainAt: null,
		ringAt: null,
		wholeDueAt: null,
	};
	return { ...none, state: 'closed', closedAt: at, postpone: null } as const;
}

function reopen(issue: Issue, step: Step): Issue {
	return { ...move(issue, step), reopened: issue.reopened + 1 };
}

/** Into other hands, to be taken anew, both clocks running from now. */
function move(issue: Issue, step: Step): Issue {
	return {
		...pass(issue, step),
		state: 'reported',
		takenBy: null,
		takenAt: null,
		takeDueAt: step.takeDueAt,
		settleDueAt: step.settleDueAt,
		closeDueAt: null,
		lookAgainAt: null,
		postpone: null,
		settledBy: null,
		settledAt: null,
		verifiedBy: null,
		verifiedAt: null,
		toldAt: null,
		closedAt: null,
	};
}

function pass(issue: Issue, { to, at, closeDueAt }: Step): Issue {
	const holder = to ?? issue.holder;
	return {
		...issue,
		holder,
		heldSince: at,
		closeDueAt,
		office: holder.kind === 'office' ? holder.office : issue.office,
		readers: widen(issue, holder),
	};
}

/** A confidential case is read by whom it has reached; anything else by all levels of its place as it is now. */
function widen(
	{ readers, confidential, place }: Pick<Issue, 'readers' | 'confidential' | 'place'>,
	holder: Holder,
): Issue['readers'] {
	if (!confidential) return { unit: place.unit, floor: place.floor, building: place.building };
	if (holder.kind !== 'grid') return readers;
	return { ...readers, [({ 1: 'building', 2: 'floor', 3: 'unit' } as const)[holder.level]]: holder.grid };
}

export interface Report {
	kind: IssueKind;
	place: IssuePlace;
	about: string | null;
	reporter: string | null;
	/** The lowest holder that may have it: a complaint about staff begins at the working group. */
	protectUntil: Date | null;
}

/** Disputes and complaints have narrower readers. */
export function isConfidential(kind: IssueKind): boolean {
	return kind === 'dispute' || kind === 'complaint';
}

/**
 * A new issue with its first holder. A complaint about staff goes round that person's own chain to the working group; an
 * emergency begins at the building; everything else with the lowest level that somebody is in office for.
 */
export function openIssue(
	report: Report,
	first: Holder,
	context: Pick<StepContext, 'now' | 'isStaffed' | 'clocks'>,
): Issue {
	const { now, isStaffed, clocks } = context;
	const { kind, place, about, reporter, protectUntil } = report;
	const wanted: Holder =
		kind === 'complaint'
			? { kind: 'group' }
			: kind === 'emergency'
				? { kind: 'grid', level: 1, grid: place.building }
				: first;
	const holder = firstStaffed(wanted, place, isStaffed);
	const confidential = isConfidential(kind);
	const nobody = { unit: null, floor: null, building: null };
	return {
		kind,
		confidential,
		place,
		about,
		reporter,
		state: 'reported',
		holder,
		heldSince: now,
		takenBy: null,
		takenAt: null,
		takeDueAt: clocks.take,
		settleDueAt: clocks.settle,
		closeDueAt: null,
		wholeDueAt: clocks.whole,
		lookAgainAt: null,
		protectUntil,
		ringAt: protectUntil,
		postpone: null,
		returns: 0,
		explains: 0,
		overdues: 0,
		reopened: 0,
		needsRuling: false,
		ruled: false,
		settledBy: null,
		settledAt: null,
		verifiedBy: null,
		verifiedAt: null,
		toldAt: null,
		closedAt: null,
		mergedInto: null,
		office: null,
		readers: widen({ readers: nobody, confidential, place }, holder),
		steps: 1,
		moved: 1,
	};
}

/** The report as the first step of the issue that it has opened. */
export function firstStep(issue: Issue, { by, at }: Pick<Step, 'by' | 'at'>): Step {
	return {
		kind: 'report',
		by,
		at,
		to: issue.holder,
		until: issue.protectUntil,
		into: null,
		solved: null,
		takeDueAt: issue.takeDueAt,
		settleDueAt: issue.settleDueAt,
		closeDueAt: null,
		wholeDueAt: issue.wholeDueAt,
	};
}
