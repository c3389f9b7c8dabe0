import { definePanel } from '@directus/extensions-sdk';
import { COLLECTIONS } from '../../constants/collections.ts';
import { LONGEST_SPAN_DAYS } from '../../constants/spans.ts';
import { BOOK_TEXTS, HIERARCHY_TEXTS } from '../setting-texts.ts';
import { inBoth, inStudio } from '../studio-words.ts';
import NightBookPanel from './panel.vue';
import { VIEWS } from './views.ts';

const say = (key: string) => inStudio(BOOK_TEXTS, key);

/** 夜间台账: completeness, on-time rate and late returns over many nights. It asks our own endpoint, so it has no Insights query. */
export default definePanel({
	id: 'night-book',
	name: inBoth(BOOK_TEXTS, 'name'),
	description: inBoth(BOOK_TEXTS, 'note'),
	icon: 'menu_book',
	component: NightBookPanel,
	minWidth: 16,
	minHeight: 12,
	options: () => [
		{
			field: 'view',
			name: say('view'),
			type: 'string',
			schema: { default_value: 'rates' },
			meta: {
				interface: 'select-dropdown',
				width: 'half',
				options: { choices: VIEWS.map((view) => ({ text: say(view), value: view })) },
			},
		},
		{
			field: 'days',
			name: say('days'),
			type: 'integer',
			schema: { default_value: 30 },
			meta: { interface: 'input', width: 'half', options: { min: 1, max: LONGEST_SPAN_DAYS, step: 1 } },
		},
		{
			field: 'root',
			name: inStudio(HIERARCHY_TEXTS, 'root'),
			type: 'json',
			meta: {
				interface: 'collection-item-dropdown',
				width: 'half',
				note: inStudio(HIERARCHY_TEXTS, 'root_note'),
				options: { selectedCollection: COLLECTIONS.grids, filter: { level: { _eq: 1 } } },
			},
		},
	],
});
