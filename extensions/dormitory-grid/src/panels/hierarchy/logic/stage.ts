import type { HierarchyNode, NightHead } from '../../../types/api.ts';

/** Where a night stands by the server's clock, and what is counted down to. */
export type Stage =
	| { kind: 'planned'; left: number }
	| { kind: 'open'; left: number }
	/** Closed, late reports still taken. */
	| { kind: 'closed'; left: number }
	| { kind: 'locked' };

export function findStage(night: NightHead, now: number): Stage {
	if (now >= Date.parse(night.locks_at)) return { kind: 'locked' };
	const untilClose = Date.parse(night.closes_at) - now;
	if (night.state === 'closed' || untilClose <= 0) return { kind: 'closed', left: Date.parse(night.locks_at) - now };
	const untilOpen = Date.parse(night.opens_at) - now;
	return untilOpen > 0 ? { kind: 'planned', left: untilOpen } : { kind: 'open', left: untilClose };
}

/** What a cell shows: the state of the report, and `overdue` for one whose level's minute has gone by. */
export type Mark = HierarchyNode['state'] | 'overdue';

/** All marks in the order of the legend: what needs a look first. */
export const MARKS: readonly Mark[] = ['missing', 'overdue', 'due', 'late', 'on_time', 'none'];

export function findMark(node: Pick<HierarchyNode, 'state' | 'due_at'>, now: number): Mark {
	return node.state === 'due' && node.due_at !== null && Date.parse(node.due_at) <= now ? 'overdue' : node.state;
}

/** The levels' own minutes that have gone by: changes twice a night, where the clock changes every second. */
export function lastPassed(night: NightHead, now: number): number {
	const passed = [night.opens_at, night.unit_due_at, night.floor_due_at, night.closes_at]
		.map((moment) => Date.parse(moment))
		.filter((moment) => moment <= now);
	return Math.max(0, ...passed);
}
