import { defineModule } from '@directus/extensions-sdk';
import { ROUTES } from '../../constants/routes.ts';
import PageFrame from '../page-frame/page-frame.vue';

/** 今晚 in the Studio's module bar: the same light page that phones open, under the same session. */
export default defineModule({
	id: 'tonight',
	name: '$t:grid_module_tonight',
	icon: 'bedtime',
	routes: [
		{
			path: '',
			component: PageFrame,
			props: { page: ROUTES.tonightPage, icon: 'bedtime', title: { 'zh-CN': '今晚', 'en-US': 'Tonight' } },
		},
	],
});
