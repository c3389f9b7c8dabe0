/** Names that the Studio itself shows for our panels, as [key, zh-CN, en-US]: rows of directus_translations, seeded. */
export const HIERARCHY_TEXTS: readonly (readonly [string, string, string])[] = [
	['grid_panel_hierarchy', '楼栋层级', 'Building hierarchy'],
	[
		'grid_panel_hierarchy_note',
		'楼栋、楼层、单元当晚的零报告，一张图',
		'Buildings, floors and units with the night’s reports, in one picture',
	],
	['grid_panel_hierarchy_night', '哪一晚', 'Night'],
	[
		'grid_panel_hierarchy_night_note',
		'不选就是今晚：正在进行的一晚，否则最近的一晚',
		'Left empty it is tonight: the open night, else the latest',
	],
	['grid_panel_hierarchy_root', '只看一栋楼', 'One building only'],
	['grid_panel_hierarchy_root_note', '不选就是看得到的全部楼栋', 'Left empty it shows every building you may see'],
	['grid_panel_hierarchy_refresh', '自动更新（秒）', 'Updates itself every (seconds)'],
];

export const BOOK_TEXTS: readonly (readonly [string, string, string])[] = [
	['grid_panel_book', '夜间台账', 'Night book'],
	[
		'grid_panel_book_note',
		'完成率、按时率、晚归统计，以及台账的查询与导出',
		'Completeness, on-time rate and late returns; tables and exports',
	],
	['grid_panel_book_view', '显示', 'Shows'],
	['grid_panel_book_rates', '逐晚完成情况', 'Reports night by night'],
	['grid_panel_book_weekdays', '按星期的晚归', 'Late returns by weekday'],
	['grid_panel_book_departments', '按院系的晚归', 'Late returns by department'],
	['grid_panel_book_buildings', '按楼栋的晚归', 'Late returns by building'],
	['grid_panel_book_tables', '台账', 'Tables'],
	['grid_panel_book_exports', '增量导出', 'Incremental export'],
	['grid_panel_book_days', '最近多少天', 'Days'],
];
