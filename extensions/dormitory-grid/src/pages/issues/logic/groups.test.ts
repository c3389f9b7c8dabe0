import { expect, test } from 'vitest';
import type { IssueShown } from '../../../types/api-issues.ts';
import { groupIssues } from './groups.ts';

const NOW = Date.parse('2026-11-23T14:40:00Z');
const issue = (
	id: number,
	state: IssueShown['state'],
	kind: IssueShown['holder']['kind'],
	due_at: string | null = '2026-11-24T00:00:00Z',
) => ({ id, state, due_at, holder: { kind, level: null, name: null } });

test('what is late comes first, wherever it is; the order within a group stays', () => {
	const issues = [
		issue(1, 'in_hand', 'office'),
		issue(2, 'settled', 'office', '2026-11-23T14:39:00Z'),
		issue(3, 'reported', 'grid'),
		issue(4, 'settled', 'office', null),
		issue(5, 'reported', 'group'),
	];
	expect(groupIssues(issues, NOW).map(({ group, issues: found }) => [group, found.map(({ id }) => id)])).toEqual([
		['late', [2]],
		['up', [3, 5]],
		['dispatched', [1]],
		['done', [4]],
	]);
});
