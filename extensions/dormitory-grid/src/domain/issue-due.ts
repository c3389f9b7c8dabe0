import { type Issue, isDone, type Step, type StepContext } from './issue.ts';
import { firstStaffed, type Holder, holderAbove, holderAt, type IsStaffed, sameHolder } from './issue-holder.ts';

/** How often a protective measure that has run out rings. */
export const RING_MS = 4 * 3_600_000;
/** An issue that ran out of time so often goes straight to the working group. */
const MOST_OVERDUES = 3;
/** Where nobody is above, what nobody takes waits no longer for its next ring, but for quiet hours. */
const LONGEST_REPEAT_MS = 24 * 3_600_000;

type DueContext = Pick<StepContext, 'now' | 'isStaffed' | 'clocks'>;

/** What has to happen by itself at a moment; `null`: nothing is due. */
export function decideDue(issue: Issue, context: DueContext): Step | null {
	const { now, isStaffed, clocks } = context;
	const { state, holder } = issue;
	const passed = (due: Date | null) => due !== null && due <= now;
	if (state === 'closed') return null;
	if (holder.kind !== 'group' && passed(issue.wholeDueAt))
		return {
			...bySystem('overdue', now),
			to: overdueTarget(issue, isStaffed),
			...(isDone(state) ? { closeDueAt: issue.closeDueAt } : anew(clocks)),
			wholeDueAt: clocks.whole,
		};
	if (state === 'explained' && passed(issue.lookAgainAt))
		return { ...bySystem('look_again', now), to: rightfulHolder(issue, isStaffed), ...anew(clocks) };
	if (isDone(state) && passed(issue.closeDueAt))
		return { ...bySystem('overdue', now), to: overdueTarget(issue, isStaffed), closeDueAt: clocks.close };
	if (!isDone(state) && (passed(issue.takeDueAt) || passed(issue.settleDueAt)))
		return { ...bySystem('overdue', now), to: overdueTarget(issue, isStaffed), ...again(issue, context) };
	if (!sameHolder(issue.holder, rightfulHolder(issue, isStaffed))) return handOver(issue, context);
	if (state !== 'settled' && passed(issue.ringAt))
		return { ...bySystem('expire', now), until: new Date(now.getTime() + RING_MS) };
	return null;
}

/** Into the hands of whoever holds it rightly now, to be taken anew; what is done keeps its clock. */
export function handOver(issue: Issue, { now, isStaffed, clocks }: DueContext): Step {
	const to = rightfulHolder(issue, isStaffed);
	const clock = isDone(issue.state) ? { closeDueAt: issue.closeDueAt } : anew(clocks);
	return { ...bySystem('hand_over', now), to, ...clock };
}

/** The holder's level of the place as the tree stands now, and the next above where nobody is in office. */
function rightfulHolder({ holder, place }: Issue, isStaffed: IsStaffed): Holder {
	const inPlace = holder.kind === 'grid' ? (holderAt(holder.level, place) ?? holderAbove(holder, place)) : holder;
	return firstStaffed(inPlace, place, isStaffed);
}

function bySystem(kind: Step['kind'], at: Date): Step {
	const clocks = { takeDueAt: null, settleDueAt: null, closeDueAt: null, wholeDueAt: null };
	return { kind, by: null, at, to: null, until: null, into: null, solved: null, ...clocks };
}

/** Both clocks from the beginning. */
function anew({ take, settle }: StepContext['clocks']): Pick<Step, 'takeDueAt' | 'settleDueAt'> {
	return { takeDueAt: take, settleDueAt: settle };
}

/**
 * Both clocks of what was not taken or settled in time. What lies untaken with the working group, above which there is
 * nobody, rings after twice as long as it has lain since the last time, up to a day: many issues that nobody takes do not
 * drown the one that was raised just now.
 */
function again(
	{ holder, state, heldSince }: Issue,
	{ now, clocks }: DueContext,
): Pick<Step, 'takeDueAt' | 'settleDueAt'> {
	const { take, settle, awake = (moment) => moment } = clocks;
	if (holder.kind !== 'group' || state !== 'reported') return anew(clocks);
	const wait = Math.min(2 * (now.getTime() - heldSince.getTime()), LONGEST_REPEAT_MS);
	const takeDueAt = latest(take, awake(new Date(now.getTime() + wait)));
	return { takeDueAt, settleDueAt: latest(settle, takeDueAt) };
}

function latest(one: Date, other: Date): Date {
	return one > other ? one : other;
}

/** One level up (DESIGN.md 6); after some times straight to the working group, so that it gets there in bounded time. */
function overdueTarget(issue: Issue, isStaffed: IsStaffed): Holder {
	return issue.overdues >= MOST_OVERDUES
		? { kind: 'group' }
		: firstStaffed(holderAbove(issue.holder, issue.place), issue.place, isStaffed);
}

/** The next moment at which something about an issue falls due by itself. */
export function nextDueAt(issue: Issue): Date | null {
	// Above the working group there is nobody.
	const whole = issue.holder.kind === 'group' ? null : issue.wholeDueAt;
	const dues = (() => {
		switch (issue.state) {
			case 'reported':
				return [issue.takeDueAt, issue.settleDueAt, issue.ringAt, whole];
			case 'in_hand':
				return [issue.settleDueAt, issue.ringAt, whole];
			case 'settled':
				return [issue.closeDueAt, whole];
			case 'explained':
				return [issue.closeDueAt, issue.lookAgainAt, issue.ringAt, whole];
			case 'closed':
				return [];
		}
	})();
	const times = dues.flatMap((due) => (due === null ? [] : due.getTime()));
	return times.length === 0 ? null : new Date(Math.min(...times));
}
