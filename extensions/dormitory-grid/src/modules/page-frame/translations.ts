/** Names that the Studio itself shows, as [key, zh-CN, en-US]: rows of directus_translations, seeded. */
export const MODULE_TRANSLATIONS: readonly (readonly [string, string, string])[] = [
	['grid_module_tonight', '今晚', 'Tonight'],
	['grid_module_counsellor', '我的学生', 'My students'],
	['grid_module_issues', '问题办理', 'Issues'],
	['grid_module_desk', '值班台', 'Desk'],
];
