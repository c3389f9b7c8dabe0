export type SettingTexts = readonly (readonly [key: string, zh: string, en: string])[];

/** What the Studio itself shows for our panels, as [key, zh-CN, en-US]; said by studio-words.ts. */
export const HIERARCHY_TEXTS: SettingTexts = [
	['name', '楼栋层级', 'Building hierarchy'],
	[
		'note',
		'楼栋、楼层、单元当晚的零报告，一张图',
		'Buildings, floors and units with the night’s reports, in one picture',
	],
	['night', '哪一晚', 'Night'],
	[
		'night_note',
		'不选就是今晚：正在进行的一晚，否则最近的一晚',
		'Left empty it is tonight: the open night, else the latest',
	],
	['root', '只看一栋楼', 'One building only'],
	['root_note', '不选就是看得到的全部楼栋', 'Left empty it shows every building you may see'],
	['refresh', '自动更新（秒）', 'Updates itself every (seconds)'],
];

export const BOOK_TEXTS: SettingTexts = [
	['name', '夜间台账', 'Night book'],
	[
		'note',
		'完成率、按时率、晚归统计，以及台账的查询与导出',
		'Completeness, on-time rate and late returns; tables and exports',
	],
	['view', '显示', 'Shows'],
	['rates', '逐晚完成情况', 'Reports night by night'],
	['weekdays', '按星期的晚归', 'Late returns by weekday'],
	['departments', '按院系的晚归', 'Late returns by department'],
	['buildings', '按楼栋的晚归', 'Late returns by building'],
	['tables', '台账', 'Tables'],
	['exports', '增量导出', 'Incremental export'],
	['days', '最近多少天', 'Days'],
];
