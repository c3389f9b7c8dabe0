import type { IssueShown } from '../../../types/api-issues.ts';

/** How a desk looks at what it watches: what is late first, then what came up, what was given away, what is nearly done. */
export const GROUPS = ['late', 'up', 'dispatched', 'done'] as const;
export type Group = (typeof GROUPS)[number];

export function groupOf(
	{ due_at, state, holder }: Pick<IssueShown, 'due_at' | 'state' | 'holder'>,
	now: number,
): Group {
	if (due_at !== null && Date.parse(due_at) < now) return 'late';
	if (state === 'settled' || state === 'explained') return 'done';
	return holder.kind === 'office' ? 'dispatched' : 'up';
}

export function groupIssues<Issue extends Pick<IssueShown, 'due_at' | 'state' | 'holder'>>(
	issues: readonly Issue[],
	now: number,
): { group: Group; issues: Issue[] }[] {
	return GROUPS.map((group) => ({ group, issues: issues.filter((issue) => groupOf(issue, now) === group) })).filter(
		(found) => found.issues.length > 0,
	);
}
