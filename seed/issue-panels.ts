import { COLLECTIONS as C } from '../extensions/dormitory-grid/src/constants/collections.ts';
import { ISSUES_DASHBOARD_ID } from '../extensions/dormitory-grid/src/constants/start-pages.ts';
import { fixedId } from './lib/fixed-id.ts';

/**
 * The panels of the dashboard 问题. The Studio asks for each as the person who looks, so that a count is of what he reads;
 * no panel shows a title: a case's words stand on its own page alone.
 */

interface Place {
	position_x: number;
	position_y: number;
	width: number;
	height: number;
}

const panel = (key: string, type: string, name: string, icon: string, place: Place, options: object) => ({
	id: fixedId('panel', `issues-${key}`),
	dashboard: ISSUES_DASHBOARD_ID,
	name,
	icon,
	color: null,
	show_header: true,
	note: null,
	type,
	...place,
	options: JSON.stringify({ collection: C.issues, ...options }),
});

/** What is not closed has a clock that runs. */
const OPEN = { next_due_at: { _nnull: true } };
const OWED = { _and: [{ state: { _in: ['settled', 'explained'] } }, { told_at: { _null: true } }] };
const LATE = { _and: [OPEN, { overdues: { _gt: 0 } }] };
const UNRULED = { _and: [OPEN, { needs_ruling: { _eq: true } }] };

const number = (index: number, key: string, name: string, icon: string, filter: object) =>
	panel(
		key,
		'metric',
		name,
		icon,
		{ position_x: 1 + index * 15, position_y: 1, width: 14, height: 8 },
		{ field: 'id', function: 'count', filter },
	);

const share = (index: number, field: string, name: string, icon: string, filter: object | null) =>
	panel(
		`by-${field}`,
		'metric-list',
		name,
		icon,
		{ position_x: 1 + index * 20, position_y: 10, width: 19, height: 20 },
		{
			groupByField: field,
			aggregateField: 'id',
			aggregateFunction: 'count',
			sortDirection: 'desc',
			limit: 12,
			...(filter === null ? {} : { filter }),
		},
	);

export const ISSUE_PANELS = [
	number(0, 'open', '未关闭 · Not closed', 'pending_actions', OPEN),
	number(1, 'late', '其中超时过 · Out of time', 'alarm', LATE),
	number(2, 'owed', '待告知 · Owed word back', 'campaign', OWED),
	number(3, 'unruled', '待裁定 · To be ruled', 'gavel', UNRULED),
	share(0, 'category', '未关闭，按类别 · By category', 'category', OPEN),
	share(1, 'state', '全部，按状态 · By state', 'flag', null),
	share(2, 'severity', '未关闭，按缓急 · By severity', 'priority_high', OPEN),
	panel(
		'due',
		'list',
		'最先到期 · First due',
		'schedule',
		{ position_x: 1, position_y: 31, width: 59, height: 18 },
		{
			displayTemplate: '#{{id}} · {{category}} · {{severity}} · {{state}} · {{building.name}} · {{next_due_at}}',
			sortField: 'next_due_at',
			sortDirection: 'asc',
			filter: OPEN,
			limit: 10,
			linkToItem: true,
		},
	),
];
