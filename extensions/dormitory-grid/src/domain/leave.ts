import type { LeaveSpan } from './night-duty.ts';
import { type Actor, isWorkingGroup } from './scope.ts';

/** Rules of leaves (DESIGN.md 5): approved beforehand, never back into a night that has closed, one at a time. */

/** Longer is a typing error, or a student who has moved out. */
const LONGEST_DAYS = 366;

/** Whether a person keeps a student's leaves and stays: his counsellor, or the working group of his college. */
export function keepsRecordOf(actor: Actor, student: { college: number; counsellor: string | null }): boolean {
	return (
		isWorkingGroup(actor, student.college) ||
		actor.scopes.some(({ counsellor }) => counsellor !== null && counsellor === student.counsellor)
	);
}

export type LeaveVerdict =
	| { kind: 'good' }
	| { kind: 'ends_before' }
	| { kind: 'too_long'; days: number }
	| { kind: 'past'; from: Date }
	| { kind: 'overlaps'; with: LeaveSpan };

/**
 * @param taken the student's approved leaves
 * @param lastClose when the college's last regular night closed
 */
export function judgeLeave(span: LeaveSpan, taken: readonly LeaveSpan[], lastClose: Date | null): LeaveVerdict {
	const { startsAt, endsAt } = span;
	if (endsAt <= startsAt) return { kind: 'ends_before' };
	if (endsAt.getTime() - startsAt.getTime() > LONGEST_DAYS * 86_400_000)
		return { kind: 'too_long', days: LONGEST_DAYS };
	if (lastClose !== null && startsAt <= lastClose) return { kind: 'past', from: lastClose };
	const other = taken.find((one) => one.startsAt < endsAt && startsAt < one.endsAt);
	return other ? { kind: 'overlaps', with: other } : { kind: 'good' };
}

export type LeaveChange =
	/** Begun already: the nights it covered stay covered, so it ends now. */
	{ kind: 'ends_now' } | { kind: 'cancelled' } | { kind: 'over' } | { kind: 'not_again' };

/** What becomes of a leave that is to be cancelled; a cancelled one stays so, and a new one is entered instead. */
export function judgeLeaveChange(leave: LeaveSpan & { state: string }, wanted: string, now: Date): LeaveChange {
	if (wanted !== 'cancelled' || leave.state !== 'approved') return { kind: 'not_again' };
	if (leave.endsAt <= now) return { kind: 'over' };
	return leave.startsAt < now ? { kind: 'ends_now' } : { kind: 'cancelled' };
}
