import { definePanel } from '@directus/extensions-sdk';
import { COLLECTIONS } from '../../constants/collections.ts';
import NightBookPanel from './panel.vue';
import { VIEWS } from './views.ts';

/** 夜间台账: completeness, on-time rate and late returns over many nights. It asks our own endpoint, so it has no Insights query. */
export default definePanel({
	id: 'night-book',
	name: '$t:grid_panel_book',
	description: '$t:grid_panel_book_note',
	icon: 'menu_book',
	component: NightBookPanel,
	minWidth: 16,
	minHeight: 12,
	options: [
		{
			field: 'view',
			name: '$t:grid_panel_book_view',
			type: 'string',
			schema: { default_value: 'rates' },
			meta: {
				interface: 'select-dropdown',
				width: 'half',
				options: { choices: VIEWS.map((view) => ({ text: `$t:grid_panel_book_${view}`, value: view })) },
			},
		},
		{
			field: 'days',
			name: '$t:grid_panel_book_days',
			type: 'integer',
			schema: { default_value: 30 },
			meta: { interface: 'input', width: 'half', options: { min: 1, max: 400, step: 1 } },
		},
		{
			field: 'root',
			name: '$t:grid_panel_hierarchy_root',
			type: 'json',
			meta: {
				interface: 'collection-item-dropdown',
				width: 'half',
				note: '$t:grid_panel_hierarchy_root_note',
				options: { selectedCollection: COLLECTIONS.grids, filter: { level: { _eq: 1 } } },
			},
		},
	],
});
