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
