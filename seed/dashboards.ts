import type { Knex } from 'knex';
import { COLLECTIONS as C } from '../extensions/dormitory-grid/src/constants/collections.ts';
import { TONIGHT_DASHBOARD_ID } from '../extensions/dormitory-grid/src/constants/start-pages.ts';
import { fixedId } from './lib/fixed-id.ts';
import { insertMissing } from './lib/rows.ts';

/** The Studio shows these names as they stand (no `$t:` keys), hence both languages in one. */
const DASHBOARDS = [
	{ id: TONIGHT_DASHBOARD_ID, name: '今晚 · Tonight', icon: 'bedtime', note: '全院零报告一览', color: '#1F6F54' },
];

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
];

/** Dashboards with fixed ids, made once: whoever rearranges one keeps it so. */
export async function seedDashboards(db: Knex): Promise<void> {
	await insertMissing(db, 'directus_dashboards', 'id', DASHBOARDS);
	await insertMissing(db, 'directus_panels', 'id', PANELS);
}
