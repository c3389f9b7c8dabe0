import { defineModule } from '@directus/extensions-sdk';
import { COLLECTIONS } from '../../constants/collections.ts';
import { ROUTES } from '../../constants/routes.ts';
import PageFrame from '../page-frame/page-frame.vue';

/** 问题办理: the staff's page of issues in the Studio. Shown to whoever may raise one; what it shows the server decides. */
export default defineModule({
	id: 'issues',
	name: '$t:grid_module_issues',
	icon: 'assignment_late',
	routes: [
		{
			path: '',
			component: PageFrame,
			props: {
				page: ROUTES.issuesPage,
				icon: 'assignment_late',
				title: { 'zh-CN': '问题办理', 'en-US': 'Issues' },
			},
		},
	],
	preRegisterCheck: (user, permissions) =>
		user.admin_access || (permissions[COLLECTIONS.issueSteps]?.create?.access ?? 'none') !== 'none',
});
