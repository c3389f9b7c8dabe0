import { expect, it } from 'vitest';
import { isEnded } from './log-out.ts';
import type { Reply } from './request.ts';

const ok = (status: number, body: unknown): Reply => ({
	kind: 'ok',
	status,
	body,
	sentAt: 0,
	receivedAt: 0,
	etag: null,
});
const refused = (status: number, code: string): Reply => ({
	kind: 'refused',
	status,
	error: { code, message: '', details: {} },
	retryAfter: null,
});

it('a session has ended when the server says so, or knows of none', () => {
	expect(isEnded(ok(204, null))).toBe(true);
	expect(isEnded(refused(400, 'INVALID_PAYLOAD'))).toBe(true);
	expect(isEnded(refused(401, 'INVALID_CREDENTIALS'))).toBe(true);
	expect(isEnded(refused(403, 'INVALID_TOKEN'))).toBe(true);
});

it('no network, a busy server, or a campus network’s own page has ended nothing', () => {
	expect(isEnded({ kind: 'unreachable', why: 'offline' })).toBe(false);
	expect(isEnded(ok(200, null))).toBe(false);
	expect(isEnded(refused(503, 'SERVICE_UNAVAILABLE'))).toBe(false);
	expect(isEnded(refused(429, 'GRID_SLOW_DOWN'))).toBe(false);
	expect(isEnded(refused(403, 'UNKNOWN'))).toBe(false);
});
