import type { DeliveryProblem } from '../types/api-messages.ts';

/** Why a message did not arrive: said by the server in its notice and by the desk in its list, so it stands here once. */
type ProblemTexts = Readonly<Record<`problem.${DeliveryProblem}`, string>>;

export const problemsZhCN = {
	'problem.address': '邮箱地址不存在，请核对收件人的邮箱',
	'problem.refused': '邮件服务器没有接收',
	'problem.login': '发件账号登录邮件服务器失败，请检查邮件设置',
	'problem.timeout': '对方没有按时应答',
	'problem.unreachable': '连不上对方的服务器',
	'problem.robot': '平台拒收：机器人地址或密钥不对，或机器人已被移出群',
	'problem.robot_off': '机器人已停用',
	'problem.robot_host': '机器人地址不是平台自己的地址',
	'problem.too_often': '发送过于频繁，平台暂不接收',
	'problem.given_up': '多次发送都没有结果，已放弃',
	'problem.other': '没有送达',
} as const satisfies ProblemTexts;

export const problemsEnUS: ProblemTexts = {
	'problem.address': 'The mail address does not exist: check the recipient’s address',
	'problem.refused': 'The mail server did not take it',
	'problem.login': 'The sender’s log-in at the mail server failed: check the mail settings',
	'problem.timeout': 'The other side did not answer in time',
	'problem.unreachable': 'The other side’s server cannot be reached',
	'problem.robot': 'The platform refused it: the robot’s address or key is wrong, or it has left the chat',
	'problem.robot_off': 'The robot is switched off',
	'problem.robot_host': 'The robot’s address is not the platform’s own',
	'problem.too_often': 'Too many messages: the platform takes none for a while',
	'problem.given_up': 'Tried several times without any result, and given up',
	'problem.other': 'Not delivered',
};
