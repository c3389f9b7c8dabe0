import { defineModule } from '@directus/extensions-sdk';
import { COLLECTIONS } from '../../constants/collections.ts';
import { ROUTES } from '../../constants/routes.ts';
import PageFrame from '../page-frame/page-frame.vue';

/** 值班台: the working group's desk in the Studio. Shown to whoever reads the nights' sums; what it shows the server decides. */
export default defineModule({
	id: 'desk',
	name: '$t:grid_module_desk',
	icon: 'monitoring',
	routes: [
		{
			path: '',
			component: PageFrame,
			props: { page: ROUTES.deskPage, icon: 'monitoring', title: { 'zh-CN': '值班台', 'en-US': 'Desk' } },
		},
	],
	preRegisterCheck: (user, permissions) =>
		user.admin_access || (permissions[COLLECTIONS.nightSummaries]?.read?.access ?? 'none') !== 'none',
});
