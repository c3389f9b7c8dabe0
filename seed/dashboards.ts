import type { Knex } from 'knex';
import { fixedId } from './lib/fixed-id.ts';
import { insertMissing } from './lib/rows.ts';

/** Texts that dashboards and panels name by `$t:` key. */
export const DASHBOARD_TEXTS: readonly (readonly [string, string, string])[] = [];

const TONIGHT = fixedId('dashboard', 'tonight');

const DASHBOARDS = [{ id: TONIGHT, name: '今晚', icon: 'bedtime', note: '全院零报告一览', color: '#1F6F54' }];

const PANELS = [
	{
		id: fixedId('panel', 'tonight-hierarchy'),
		dashboard: TONIGHT,
		name: null,
		icon: null,
		color: null,
		show_header: false,
		note: null,
		type: 'hierarchy',
		position_x: 1,
		position_y: 1,
		width: 60,
		height: 36,
		options: JSON.stringify({}),
	},
];

/** Dashboards with fixed ids, made once: whoever rearranges one keeps it so. */
export async function seedDashboards(db: Knex): Promise<void> {
	await insertMissing(db, 'directus_dashboards', 'id', DASHBOARDS);
	await insertMissing(db, 'directus_panels', 'id', PANELS);
}
