import { definePanel } from '@directus/extensions-sdk';
import { COLLECTIONS } from '../../constants/collections.ts';
import { HIERARCHY_TEXTS } from '../setting-texts.ts';
import { inBoth, inStudio } from '../studio-words.ts';
import HierarchyPanel from './panel.vue';

const say = (key: string) => inStudio(HIERARCHY_TEXTS, key);

/** 楼栋层级: the whole tree of a night as one picture. It asks our own endpoint, so it has no Insights query. */
export default definePanel({
	id: 'hierarchy',
	name: inBoth(HIERARCHY_TEXTS, 'name'),
	description: inBoth(HIERARCHY_TEXTS, 'note'),
	icon: 'apartment',
	component: HierarchyPanel,
	minWidth: 16,
	minHeight: 14,
	options: () => [
		{
			field: 'night',
			name: say('night'),
			type: 'json',
			meta: {
				interface: 'collection-item-dropdown',
				width: 'half',
				note: say('night_note'),
				options: { selectedCollection: COLLECTIONS.nights },
			},
		},
		{
			field: 'root',
			name: say('root'),
			type: 'json',
			meta: {
				interface: 'collection-item-dropdown',
				width: 'half',
				note: say('root_note'),
				options: { selectedCollection: COLLECTIONS.grids, filter: { level: { _eq: 1 } } },
			},
		},
		{
			field: 'refresh',
			name: say('refresh'),
			type: 'integer',
			schema: { default_value: 10 },
			meta: { interface: 'input', width: 'half', options: { min: 5, max: 600, step: 5 } },
		},
	],
});
