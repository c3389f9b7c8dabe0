import type { StepKind } from '../constants/issues.ts';

/** What a new college has ready to answer with. Students are written to in Chinese, and a template has one text: no second language. */
export const ANSWER_TEMPLATES: readonly { kind: StepKind; title: string; text: string }[] = [
	{
		kind: 'feed_back',
		title: '已收到',
		text: '同学你好，你反映的问题已经收到，我们已安排人员处理，有进展会及时告诉你。',
	},
	{
		kind: 'feed_back',
		title: '已修好',
		text: '同学你好，你反映的问题已经处理好了，请试用一下。如果还有问题，请答复“没有解决”，我们继续跟进。',
	},
	{
		kind: 'feed_back',
		title: '等待配件',
		text: '同学你好，维修师傅已经上门看过，需要更换的配件正在采购，到货后马上来换。给你带来不便，请谅解。',
	},
	{
		kind: 'feed_back',
		title: '暂时不能解决',
		text: '同学你好，这个问题需要学校统一安排，目前还不能马上解决。我们已经上报，会按约定的日期再来查看，并把结果告诉你。这段时间请注意安全。',
	},
	{ kind: 'settle', title: '现场处理完毕', text: '已到现场处理完毕，试用正常，并已当面告知同学。' },
	{ kind: 'settle', title: '已调解', text: '已分别听取双方意见并当面调解，双方达成一致，后续由楼层继续关注。' },
	{ kind: 'explain', title: '配件缺货', text: '所需配件缺货，已联系采购，到约定日期再次查看并更换。' },
	{ kind: 'explain', title: '列入假期维修', text: '需停水停电施工，已列入假期维修计划，期间已采取临时措施。' },
	{ kind: 'note', title: '已电话联系', text: '已电话联系责任部门，对方答复将尽快派人到场。' },
];
