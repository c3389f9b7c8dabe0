import { createError } from '@directus/errors';
import type { Response } from 'express';
import type { Language } from '../../constants/languages.ts';
import { requestLanguage } from './request-context.ts';

/** Status, code and sentence of everything that the shield turns away. `{detail}` is filled in. */
const REFUSALS = {
	shape: {
		status: 400,
		code: 'GRID_QUERY_REFUSED',
		'zh-CN': '查询参数格式不正确：{detail}。未执行任何操作，请改正后重试。',
		'en-US': 'This query is not in the form it must have: {detail}. Nothing was done; please correct it and try again.',
	},
	crossing: {
		status: 403,
		code: 'GRID_QUERY_REFUSED',
		'zh-CN': '不能通过关联字段“{detail}”筛选、排序或统计：那里的数据并非对所有人开放。请改用本表自己的字段。',
		'en-US':
			'You cannot filter, sort or count through “{detail}”: what lies behind it is not open to everybody. Please use fields of this collection itself.',
	},
	hidden: {
		status: 403,
		code: 'GRID_QUERY_REFUSED',
		'zh-CN': '字段“{detail}”并非在您可见的每一行都可读，不能用来筛选、排序或统计。',
		'en-US': 'You cannot filter, sort or count by “{detail}”: you may not read it in every row that you see.',
	},
	costly: {
		status: 400,
		code: 'GRID_QUERY_REFUSED',
		'zh-CN': '这个查询会连带读取过多数据（{detail}）。请少跨几层关联，或分几次查询。',
		'en-US':
			'This query would read far too much along the way ({detail}). Please follow fewer relations, or ask in several requests.',
	},
	writeByQuery: {
		status: 403,
		code: 'GRID_QUERY_REFUSED',
		'zh-CN': '不能按查询条件修改或删除；请列出各条记录的编号（keys）。',
		'en-US': 'Rows cannot be changed or deleted by a query; please name them by their keys.',
	},
	writeWithConditions: {
		status: 400,
		code: 'GRID_QUERY_REFUSED',
		'zh-CN': '写入请求不能带查询条件“{detail}”。未写入任何内容。',
		'en-US': 'A request that writes takes no condition “{detail}”. Nothing was written.',
	},
	importFile: {
		status: 400,
		code: 'GRID_IMPORT_REFUSED',
		'zh-CN': '无法导入该文件：列名或键“{detail}”不可用。请使用字段名作为列名。',
		'en-US': 'This file cannot be imported: the heading or key “{detail}” is not usable. Headings must be field names.',
	},
	tooLarge: {
		status: 413,
		code: 'GRID_TOO_LARGE',
		'zh-CN': '一次请求的内容过多（{detail}）。请分批提交。',
		'en-US': 'This is too much for one request ({detail}). Please send it in parts.',
	},
	tooManyRows: {
		status: 413,
		code: 'GRID_TOO_LARGE',
		'zh-CN': '这类记录一次请求最多写入 {detail} 条，未写入任何内容。请分批提交。',
		'en-US': 'One request stores at most {detail} of these records; nothing was stored. Please send them in parts.',
	},
	closed: {
		status: 404,
		code: 'GRID_FEATURE_CLOSED',
		'zh-CN': '本系统未开放此功能：{detail}',
		'en-US': 'This feature is not open here: {detail}',
	},
	signIn: {
		status: 403,
		code: 'GRID_SIGN_IN_FIRST',
		'zh-CN': '请先登录。',
		'en-US': 'Please sign in first.',
	},
	publicPace: {
		status: 429,
		code: 'GRID_SLOW_DOWN',
		'zh-CN': '操作过于频繁，请在 {detail} 秒后再试。紧急情况请直接拨打电话。',
		'en-US': 'That was very often; please try again in {detail} seconds. In an emergency, please call.',
	},
	slowDown: {
		status: 429,
		code: 'GRID_SLOW_DOWN',
		'zh-CN': '尝试过于频繁，请在 {detail} 秒后再试。账号没有被锁定。',
		'en-US': 'Too many attempts; please try again in {detail} seconds. The account is not locked.',
	},
} as const;

export type RefusalReason = keyof typeof REFUSALS;

function tell(reason: RefusalReason, language: Language, detail: string): string {
	// What was sent is shown, but not at any length.
	return REFUSALS[reason][language].replace('{detail}', () => detail.slice(0, 200));
}

/** Answers in Directus's shape, before Directus has any error handler to do it. */
export function answerRefusal(res: Response, reason: RefusalReason, detail = ''): void {
	const { status, code } = REFUSALS[reason];
	if (reason === 'slowDown' || reason === 'publicPace') res.setHeader('Retry-After', detail);
	res.setHeader('Cache-Control', 'no-store');
	res
		.status(status)
		.json({ errors: [{ message: tell(reason, requestLanguage(), detail), extensions: { code, reason, detail } }] });
}

interface RefusalExtensions {
	message: string;
	reason: RefusalReason;
	detail: string;
}

/** The same for a service's caller, whatever the way in: REST, GraphQL, export. */
export function createRefusal(reason: RefusalReason, detail: string): Error {
	const { status, code } = REFUSALS[reason];
	const RefusalError = createError<RefusalExtensions>(code, (extensions) => extensions.message, status);
	return new RefusalError({ message: tell(reason, requestLanguage(), detail), reason, detail: detail.slice(0, 200) });
}
