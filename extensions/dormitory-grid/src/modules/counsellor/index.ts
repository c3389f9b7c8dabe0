import { defineModule } from '@directus/extensions-sdk';
import { COLLECTIONS } from '../../constants/collections.ts';
import { ROUTES } from '../../constants/routes.ts';
import PageFrame from '../page-frame/page-frame.vue';

/** 我的学生: the counsellor's page in the Studio. Shown to whoever opens editions; what it shows the server decides. */
export default defineModule({
	id: 'counsellor',
	name: '$t:grid_module_counsellor',
	icon: 'diversity_3',
	routes: [
		{
			path: '',
			component: PageFrame,
			props: {
				page: ROUTES.counsellorPage,
				icon: 'diversity_3',
				title: { 'zh-CN': '我的学生', 'en-US': 'My students' },
			},
		},
	],
	// The one thing that counsellors alone may create.
	preRegisterCheck: (user, permissions) =>
		!user.admin_access && (permissions[COLLECTIONS.editionOpenings]?.create?.access ?? 'none') !== 'none',
});
