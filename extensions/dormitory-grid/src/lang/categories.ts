import type { IssueCategory } from '../constants/issues.ts';

/** What kinds of issues are called: said by pages and by the files that the server writes, so it stands here once. */
type CategoryTexts = Readonly<Record<`category.${IssueCategory}`, string>>;

export const categoriesZhCN = {
	'category.plumbing': '水管',
	'category.electricity': '电路',
	'category.network': '网络',
	'category.furniture': '家具门窗',
	'category.hygiene': '卫生',
	'category.safety': '安全',
	'category.fire': '消防',
	'category.noise': '噪音',
	'category.relations': '同学矛盾',
	'category.staff': '工作人员',
	'category.other': '其他',
} as const satisfies CategoryTexts;

export const categoriesEnUS: CategoryTexts = {
	'category.plumbing': 'Plumbing',
	'category.electricity': 'Electricity',
	'category.network': 'Network',
	'category.furniture': 'Furniture, doors, windows',
	'category.hygiene': 'Hygiene',
	'category.safety': 'Safety',
	'category.fire': 'Fire protection',
	'category.noise': 'Noise',
	'category.relations': 'Trouble with others',
	'category.staff': 'Staff',
	'category.other': 'Other',
};
