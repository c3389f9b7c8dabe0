import { judgeArrival } from '../../../domain/night.ts';
import type { NightHead, TonightGrid } from '../../../types/api.ts';

/** Where a grid stands against its minutes; `until` is what the page counts down to. */
export type Deadline =
	| { kind: 'before'; dueAt: string; until: number }
	/** Own minute gone by, the night still open. */
	| { kind: 'overdue'; dueAt: string; closesAt: string; until: number }
	/** Closed, late reports still taken. */
	| { kind: 'closed'; closesAt: string; locksAt: string }
	| { kind: 'locked'; locksAt: string };

export function findDeadline(night: NightHead, dueAt: string, now: number): Deadline {
	const { closes_at: closesAt, locks_at: locksAt } = night;
	if (now >= Date.parse(locksAt)) return { kind: 'locked', locksAt };
	if (night.state === 'closed' || now >= Date.parse(closesAt)) return { kind: 'closed', closesAt, locksAt };
	if (now >= Date.parse(dueAt)) return { kind: 'overdue', dueAt, closesAt, until: Date.parse(closesAt) - now };
	return { kind: 'before', dueAt, until: Date.parse(dueAt) - now };
}

/** Why a report sent now needs a reason, or is no longer taken; the server judges by the same rule. */
export function findReasonNeeded(
	night: NightHead,
	report: NonNullable<TonightGrid['report']>,
	now: number,
): 'late' | 'again' | 'locked' | null {
	const verdict = judgeArrival({
		night: {
			state: night.state,
			opensAt: new Date(night.opens_at),
			closesAt: new Date(night.closes_at),
			locksAt: new Date(night.locks_at),
		},
		report: { state: report.state, submissions: report.first_received_at === null ? 0 : 1 },
		mayUnlock: false,
		reason: null,
		receivedAt: new Date(now),
	});
	switch (verdict.kind) {
		case 'reason_required':
			return verdict.why;
		case 'locked':
			return 'locked';
		case 'accepted':
		case 'not_open':
		case 'not_expected':
			return null;
	}
}
