/** Seven teaching departments with their majors (name, short name), and the offices that issues go to. Invented. */
export const DEPARTMENTS: readonly { code: string; name: string; majors: readonly (readonly [string, string])[] }[] = [
	{
		code: '1',
		name: '信息工程系',
		majors: [
			['计算机应用技术', '计应'],
			['软件技术', '软件'],
			['大数据技术', '大数据'],
		],
	},
	{
		code: '2',
		name: '机电工程系',
		majors: [
			['机电一体化技术', '机电'],
			['工业机器人技术', '机器人'],
			['数控技术', '数控'],
		],
	},
	{
		code: '3',
		name: '建筑工程系',
		majors: [
			['建筑工程技术', '建工'],
			['工程造价', '造价'],
		],
	},
	{
		code: '4',
		name: '经济管理系',
		majors: [
			['大数据与会计', '会计'],
			['市场营销', '营销'],
			['现代物流管理', '物流'],
		],
	},
	{
		code: '5',
		name: '外语旅游系',
		majors: [
			['商务英语', '商英'],
			['旅游管理', '旅游'],
		],
	},
	{
		code: '6',
		name: '艺术设计系',
		majors: [
			['环境艺术设计', '环艺'],
			['视觉传达设计', '视传'],
		],
	},
	{
		code: '7',
		name: '学前教育系',
		majors: [
			['学前教育', '学前'],
			['早期教育', '早教'],
		],
	},
];

export const OFFICES: readonly { code: string; name: string; account: string }[] = [
	{ code: 'logistics', name: '后勤处', account: 'logistics' },
	{ code: 'security', name: '保卫处', account: 'security' },
	{ code: 'network', name: '网络中心', account: 'network' },
	{ code: 'student-affairs', name: '学生工作处', account: 'student-affairs' },
];
