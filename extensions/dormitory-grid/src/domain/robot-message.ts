import type { ChatRobotRow } from '../types/schema.ts';

/** What each platform's group robot takes, and what its answers mean; documented on the platforms' own pages. */

export interface Robot {
	kind: ChatRobotRow['kind'];
	webhook: string;
	secret: string | null;
}

/** @param sign HMAC-SHA256 of a text under a key, as base64 */
export function robotRequest(
	robot: Robot,
	message: { subject: string; text: string },
	now: Date,
	sign: (key: string, text: string) => string,
): { url: string; body: object } {
	const { kind, webhook, secret } = robot;
	switch (kind) {
		case 'wecom':
			return {
				url: webhook,
				body: { msgtype: 'markdown', markdown: { content: `**${message.subject}**\n${message.text}` } },
			};
		case 'dingtalk': {
			const body = {
				msgtype: 'markdown',
				markdown: { title: message.subject, text: `### ${message.subject}\n${message.text}` },
			};
			if (!secret) return { url: webhook, body };
			const url = new URL(webhook);
			const timestamp = String(now.getTime());
			url.searchParams.set('timestamp', timestamp);
			url.searchParams.set('sign', sign(secret, `${timestamp}\n${secret}`));
			return { url: url.href, body };
		}
		case 'feishu': {
			const body = { msg_type: 'text', content: { text: `${message.subject}\n${message.text}` } };
			if (!secret) return { url: webhook, body };
			const timestamp = String(Math.floor(now.getTime() / 1000));
			return { url: webhook, body: { timestamp, sign: sign(`${timestamp}\n${secret}`, ''), ...body } };
		}
	}
}

export type Outcome =
	| { kind: 'sent' }
	/** Worth another try, not before so many seconds where the other side has said so. */
	| { kind: 'again'; error: string; after: number | null }
	/** No further try would help. */
	| { kind: 'never'; error: string };

/** Codes by which the platforms say "too often" inside an answer of status 200. */
const TOO_OFTEN: readonly number[] = [45009, 130101, 9499, 11232];
const MAX_ERROR = 300;

/** Reads an answer: the platforms tell of most failures in the body of a 200. */
export function judgeRobotAnswer(status: number, retryAfter: string | null, text: string): Outcome {
	const error = `${status} ${text}`.slice(0, MAX_ERROR);
	const seconds = Number(retryAfter ?? Number.NaN);
	const after = retryAfter !== null && Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 3600) : null;
	if (status === 408 || status === 425 || status === 429 || status >= 500) return { kind: 'again', error, after };
	if (status < 200 || status >= 300) return { kind: 'never', error };
	const code = readCode(text);
	if (code === 0) return { kind: 'sent' };
	if (code !== null && TOO_OFTEN.includes(code)) return { kind: 'again', error, after: after ?? 60 };
	return { kind: 'never', error };
}

function readCode(text: string): number | null {
	try {
		const body: unknown = JSON.parse(text);
		if (typeof body !== 'object' || body === null) return null;
		const value = 'errcode' in body ? body.errcode : 'code' in body ? body.code : null;
		return typeof value === 'number' ? value : null;
	} catch {
		return null;
	}
}

/** A robot's address is one of the platforms' own, over HTTPS, or a host the installation has named. */
export const PLATFORM_HOSTS: Readonly<Record<ChatRobotRow['kind'], string>> = {
	wecom: 'qyapi.weixin.qq.com',
	dingtalk: 'oapi.dingtalk.com',
	feishu: 'open.feishu.cn',
};

export function isRobotAddress(kind: ChatRobotRow['kind'], webhook: string, named: readonly string[]): boolean {
	try {
		const url = new URL(webhook);
		if (named.includes(url.host.toLowerCase())) return true;
		return url.protocol === 'https:' && url.host === PLATFORM_HOSTS[kind];
	} catch {
		return false;
	}
}

export function isRobotKind(value: unknown): value is ChatRobotRow['kind'] {
	return typeof value === 'string' && Object.hasOwn(PLATFORM_HOSTS, value);
}
