import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { MAX_ATTEMPTS, nextAttempt } from './back-off.ts';
import { isRobotAddress, judgeRobotAnswer, robotRequest } from './robot-message.ts';

const now = new Date(1_772_461_680_000);
const sign = (key: string, text: string) => createHmac('sha256', key).update(text).digest('base64');
const message = { subject: '22:38 未报 2', text: '3-2-1、3-2-4' };

describe('robotRequest', () => {
	it('speaks each platform’s language', () => {
		const body = (kind: 'wecom' | 'dingtalk' | 'feishu') =>
			JSON.stringify(robotRequest({ kind, webhook: 'https://x.example/r', secret: null }, message, now, sign).body);
		expect(body('wecom')).toContain('"msgtype":"markdown"');
		expect(body('dingtalk')).toContain('"title":"22:38 未报 2"');
		expect(body('feishu')).toContain('"msg_type":"text"');
	});
	it('signs where a secret is set', () => {
		const dingtalk = robotRequest(
			{ kind: 'dingtalk', webhook: 'https://x.example/r?a=1', secret: 's' },
			message,
			now,
			sign,
		);
		expect(new URL(dingtalk.url).searchParams.get('sign')).toBe(sign('s', `${now.getTime()}\ns`));
		const feishu = robotRequest({ kind: 'feishu', webhook: 'https://x.example/r', secret: 's' }, message, now, sign);
		expect(feishu.body).toMatchObject({ timestamp: '1772461680', sign: sign('1772461680\ns', '') });
	});
});

it.each([
	[200, null, '{"errcode":0}', { kind: 'sent' }],
	[200, null, '{"code":0,"msg":"success"}', { kind: 'sent' }],
	[200, null, '{"errcode":45009}', { kind: 'again', after: 60 }],
	[200, null, '{"errcode":93000,"errmsg":"invalid webhook"}', { kind: 'never' }],
	[200, null, '<html>portal</html>', { kind: 'never' }],
	[429, '30', '', { kind: 'again', after: 30 }],
	[429, 'soon', '', { kind: 'again', after: null }],
	[503, null, '', { kind: 'again', after: null }],
	[404, null, '', { kind: 'never' }],
] as const)('%s %s %s', (status, after, text, outcome) => {
	expect(judgeRobotAnswer(status, after, text)).toMatchObject(outcome);
});

it('sends to the platforms alone, but for hosts that are named', () => {
	expect(isRobotAddress('wecom', 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1', [])).toBe(true);
	for (const address of [
		'http://qyapi.weixin.qq.com/x',
		'https://qyapi.weixin.qq.com.evil.example/x',
		'https://10.0.0.1/x',
		'x',
	])
		expect(isRobotAddress('wecom', address, [])).toBe(false);
	expect(isRobotAddress('feishu', 'http://127.0.0.1:8080/x', ['127.0.0.1:8080'])).toBe(true);
});

it('waits longer each time, as long as it is asked, and gives up', () => {
	const waits = [1, 2, 3, 8].map((attempts) => (nextAttempt(attempts, null, now)?.getTime() ?? 0) - now.getTime());
	expect(waits).toEqual([10_000, 20_000, 40_000, 1_200_000]);
	expect(nextAttempt(1, 90, now)?.getTime()).toBe(now.getTime() + 90_000);
	expect(nextAttempt(MAX_ATTEMPTS, null, now)).toBeNull();
});
