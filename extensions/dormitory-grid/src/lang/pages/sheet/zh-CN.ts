/** What the night sheet's page says, on the screen and on paper. */
export const sheetZhCN = {
	'paper.title': '查寝表',
	'paper.name': '查寝表',
	'paper.floors': '楼层',
	'paper.print': '打印',
	'paper.back': '返回今晚',
	'paper.heading': '{floor} 查寝表',
	'paper.window': '{opens} – {closes}',
	'paper.leader': '层长',
	'paper.unit': '单元 {code}',
	'paper.unit_leader': '三级网格员',
	'paper.nobody': '空缺',
	'paper.room': '寝室',
	'paper.bed': '床',
	'paper.student': '姓名',
	'paper.department': '系',
	'paper.back_at': '回寝时间 / 原因',
	'paper.leave': '已批请假',
	'paper.count': '应在 {count} 人',
	'paper.sum': '应在 {count}　在寝 ____　晚归 ____　未归 ____　请假 ____',
	'paper.signed': '查寝人签名 ______________　时间 ________',
	'paper.privacy': '内部使用，含学生姓名；补录后请收回销毁。',
	'paper.as_of': '名单截至 {time}',
	'paper.frozen': '名单以本晚开始时为准',
	'paper.empty': '本层没有住宿学生。',
	'paper.none': '查寝表供层长、楼长、指导老师和工作小组打印。您没有这样的任职。',
	'paper.missing': '没有找到这一层，或不在您负责的范围内。',
} as const;

export type SheetTextKey = keyof typeof sheetZhCN;
export type SheetTexts = Readonly<Record<SheetTextKey, string>>;
