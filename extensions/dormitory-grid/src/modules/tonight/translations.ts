/** Names that the Studio itself shows, as [key, zh-CN, en-US]: rows of directus_translations, seeded. */
export const TONIGHT_TRANSLATIONS: readonly (readonly [string, string, string])[] = [
	['grid_module_tonight', '今晚', 'Tonight'],
];
