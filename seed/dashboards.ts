import type { Knex } from 'knex';
import { COLLECTIONS as C } from '../extensions/dormitory-grid/src/constants/collections.ts';
import {
	BOOK_DASHBOARD_ID,
	ISSUES_DASHBOARD_ID,
	TONIGHT_DASHBOARD_ID,
} from '../extensions/dormitory-grid/src/constants/start-pages.ts';
import { ISSUE_PANELS } from './issue-panels.ts';
import { fixedId } from './lib/fixed-id.ts';
import { insertMissing } from './lib/rows.ts';

/** The Studio shows these names as they stand (no `$t:` keys), hence both languages in one. */
const DASHBOARDS = [
	{ id: TONIGHT_DASHBOARD_ID, name: '今晚 · Tonight', icon: 'bedtime', note: '全院零报告一览', color: '#1F6F54' },
	{
		id: BOOK_DASHBOARD_ID,
		name: '台账 · Night book',
		icon: 'menu_book',
		note: '完成率、按时率、晚归与导出',
		color: '#2450A8',
	},
	{
		id: ISSUES_DASHBOARD_ID,
		name: '问题 · Issues',
		icon: 'support_agent',
		note: '未关闭、超时、待告知，按类别与所在层级',
		color: '#A5610C',
	},
];

/** A panel of the night's book, with its place in steps of the Studio's grid. */
const bookPanel = (
	view: string,
	name: string,
	icon: string,
	place: { position_x: number; position_y: number; width: number; height: number },
) => ({
	id: fixedId('panel', `book-${view}`),
	dashboard: BOOK_DASHBOARD_ID,
	name,
	icon,
	color: null,
	show_header: true,
	note: null,
	type: 'night-book',
	...place,
	options: JSON.stringify({ view, days: 30 }),
});

const PANELS = [
	{
		id: fixedId('panel', 'tonight-hierarchy'),
		dashboard: TONIGHT_DASHBOARD_ID,
		name: null,
		icon: null,
		color: null,
		show_header: false,
		note: null,
		type: 'hierarchy',
		// 18 pixels a step: the whole of a 1440 x 900 screen beside the Studio's bars.
		position_x: 1,
		position_y: 1,
		width: 60,
		height: 44,
		options: JSON.stringify({ refresh: 10 }),
	},
	{
		id: fixedId('panel', 'tonight-summaries'),
		dashboard: TONIGHT_DASHBOARD_ID,
		name: '最近几晚 · Recent nights',
		icon: 'history',
		color: null,
		show_header: true,
		note: null,
		type: 'list',
		position_x: 1,
		position_y: 46,
		width: 60,
		height: 16,
		options: JSON.stringify({
			collection: C.nightSummaries,
			displayTemplate:
				'{{night.date}} · 未报 missing {{units_missing}} / {{units_expected}} · 未归 out {{not_returned}} · 晚归 late {{late_return}} · 请假 leave {{on_leave}}',
			sortField: 'night',
			sortDirection: 'desc',
			limit: 7,
			linkToItem: true,
		}),
	},
	bookPanel('rates', '逐晚完成情况 · Night by night', 'bar_chart', {
		position_x: 1,
		position_y: 1,
		width: 37,
		height: 18,
	}),
	bookPanel('weekdays', '按星期 · By weekday', 'calendar_view_week', {
		position_x: 39,
		position_y: 1,
		width: 22,
		height: 18,
	}),
	bookPanel('departments', '按院系 · By department', 'school', {
		position_x: 1,
		position_y: 20,
		width: 29,
		height: 16,
	}),
	bookPanel('buildings', '按楼栋 · By building', 'apartment', {
		position_x: 31,
		position_y: 20,
		width: 30,
		height: 16,
	}),
	bookPanel('tables', '台账 · Tables', 'table_rows', { position_x: 1, position_y: 37, width: 60, height: 28 }),
	bookPanel('exports', '增量导出 · Incremental export', 'ios_share', {
		position_x: 1,
		position_y: 66,
		width: 60,
		height: 14,
	}),
	...ISSUE_PANELS,
];

/** Dashboards with fixed ids, made once: whoever rearranges one keeps it so. */
export async function seedDashboards(db: Knex): Promise<void> {
	await insertMissing(db, 'directus_dashboards', 'id', DASHBOARDS);
	await insertMissing(db, 'directus_panels', 'id', PANELS);
}
