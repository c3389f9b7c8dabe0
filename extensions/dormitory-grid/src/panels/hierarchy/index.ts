import { definePanel } from '@directus/extensions-sdk';
import { COLLECTIONS } from '../../constants/collections.ts';
import HierarchyPanel from './panel.vue';

/** 楼栋层级: the whole tree of a night as one picture. It asks our own endpoint, so it has no Insights query. */
export default definePanel({
	id: 'hierarchy',
	name: '$t:grid_panel_hierarchy',
	description: '$t:grid_panel_hierarchy_note',
	icon: 'apartment',
	component: HierarchyPanel,
	minWidth: 16,
	minHeight: 14,
	options: [
		{
			field: 'night',
			name: '$t:grid_panel_hierarchy_night',
			type: 'json',
			meta: {
				interface: 'collection-item-dropdown',
				width: 'half',
				note: '$t:grid_panel_hierarchy_night_note',
				options: { selectedCollection: COLLECTIONS.nights },
			},
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
		{
			field: 'refresh',
			name: '$t:grid_panel_hierarchy_refresh',
			type: 'integer',
			schema: { default_value: 10 },
			meta: { interface: 'input', width: 'half', options: { min: 5, max: 600, step: 5 } },
		},
	],
});
