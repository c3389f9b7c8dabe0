/** Why a step on an issue is not taken: said by the page and in the server's refusals, so it stands here once. */
export const stepReasonsZhCN = {
	'issue.why.own_work': '须由他人核实或决定，不能由本人。',
	'issue.why.not_up': '只能交给上一级（单元可直接交给楼栋）。',
	'issue.why.not_down': '只有上级可以交办给这一级或部门。',
	'issue.why.office_empty': '那里目前没有在岗人员，请先指定人员或另选。',
	'issue.why.own_case': '被投诉人在那里任职，不能交给那里。',
	'issue.why.ruled': '已由工作小组裁定，不能再退回；确有困难请申请延期或说明原因。',
	'issue.why.not_ruling': '正等待或无需工作小组裁定，不能这样处理。',
	'issue.why.only_office': '只有责任部门可以退回；网格请用“上报上一级”。',
	'issue.why.protect_first': '隐患须先采取临时防护措施，再上报或交办。',
	'issue.why.pending': '已有延期申请等待决定。',
	'issue.why.none_pending': '没有待决定的延期申请。',
	'issue.why.already': '已经如此，无需再做。',
	'issue.why.untold': '尚未告知反映人，不能关闭。',
	'issue.why.over': '关闭已超过 {days} 天，不能重开；请另报新问题。',
} as const;

export const stepReasonsEnUS: Readonly<Record<keyof typeof stepReasonsZhCN, string>> = {
	'issue.why.own_work': 'Somebody else has to verify or decide this, not you.',
	'issue.why.not_up': 'It can only go up a level (from a unit straight to the building, too).',
	'issue.why.not_down': 'Only whoever stands above may dispatch to that level or office.',
	'issue.why.office_empty': 'Nobody is on duty there; appoint somebody first, or choose another.',
	'issue.why.own_case': 'The person complained about serves there, so it cannot go there.',
	'issue.why.ruled': 'The working group has ruled, so it cannot be returned; ask for more time or explain.',
	'issue.why.not_ruling': 'It waits for a ruling, or none is needed.',
	'issue.why.only_office': 'Only a responsible office returns an issue; a grid escalates it.',
	'issue.why.protect_first': 'A hazard needs a temporary protective measure before it is passed on.',
	'issue.why.pending': 'A postponement has been asked for and awaits a decision.',
	'issue.why.none_pending': 'No postponement has been asked for.',
	'issue.why.already': 'It is so already.',
	'issue.why.untold': 'Whoever raised it has not been told yet.',
	'issue.why.over': 'It was closed more than {days} days ago; please raise a new issue.',
};
