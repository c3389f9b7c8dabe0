import { describe, expect, test } from 'vitest';
import { findOldParcels, judgeReply, type Parcel, parseParcel, printOf, retryDelay } from './parcel.ts';

describe('parseParcel', () => {
	const parcel: Parcel = {
		key: 'key-0001',
		address: '/items/night_submissions?fields=id',
		print: '{}',
		body: { night: 1 },
		sentAt: '2026-11-23T14:26:00.000Z',
		held: false,
		draft: 'grid.draft.a.1.2',
		lateReason: null,
	};

	test('comes back as it was kept', () => {
		expect(parseParcel(JSON.stringify(parcel))).toEqual(parcel);
	});

	test.each([null, '', '{', '3', '{"body":3}', JSON.stringify({ ...parcel, address: 'https://elsewhere.example' })])(
		'%s is none',
		(text) => {
			expect(parseParcel(text)).toBeNull();
		},
	);
});

test('old parcels are everybody’s that no night takes any more, and what cannot be read', () => {
	const at = (sentAt: string) =>
		JSON.stringify({ key: 'key-0001', address: '/items/emergencies', print: '{}', body: { night: 1 }, sentAt });
	const stored = [
		['grid.queue.a.report.1.2', at('2026-11-23T14:26:00.000Z')],
		['grid.queue.b.report.1.2', at('2026-11-21T14:26:00.000Z')],
		['grid.queue.b.report.1.3', '{'],
		['grid.queue.b.report.1.4', at('yesterday')],
		['grid.language', 'zh-CN'],
	] as const;
	expect(findOldParcels(stored, Date.parse('2026-11-24T02:00:00.000Z'))).toEqual([
		'grid.queue.b.report.1.2',
		'grid.queue.b.report.1.3',
		'grid.queue.b.report.1.4',
	]);
});

describe('printOf', () => {
	test('keys and clocks are not part of the words', () => {
		const said = { night: 1, grid: 2, rooms: [{ room: 3, present: 4 }], entries: [], reason: null };
		const early = printOf({ client_key: 'a', sent_at: 't1', seen_at: 't0', ...said });
		expect(printOf({ client_key: 'b', sent_at: 't2', seen_at: 't1', ...said })).toBe(early);
		expect(printOf({ client_key: 'a', ...said, reason: '迟报' })).not.toBe(early);
	});
});

describe('judgeReply', () => {
	const refused = (status: number, code: string, details = {}, retryAfter: number | null = null) =>
		judgeReply({ kind: 'refused', status, retryAfter, error: { code, message: '', details } });

	test('stored', () => {
		const body = { data: { id: 'abc', received_at: '2026-11-23T14:26:00.000Z' } };
		expect(judgeReply({ kind: 'ok', status: 200, body, sentAt: 0, receivedAt: 1, etag: null })).toEqual({
			kind: 'received',
			id: 'abc',
			receivedAt: '2026-11-23T14:26:00.000Z',
			before: false,
		});
	});

	test('stored, without a body', () => {
		const reply = judgeReply({ kind: 'ok', status: 204, body: null, sentAt: 0, receivedAt: 1, etag: null });
		expect(reply).toEqual({ kind: 'received', id: null, receivedAt: null, before: false });
	});

	test.each([
		['a campus network’s own page', null],
		['another’s JSON', { ok: true }],
		['no id', { data: {} }],
	])('%s is no receipt', (_, body) => {
		const reply = judgeReply({ kind: 'ok', status: 200, body, sentAt: 0, receivedAt: 1, etag: null });
		expect(reply).toEqual({ kind: 'retry', why: 'offline', retryAfter: null });
	});

	test('a refusal that is not ours leaves it open', () => {
		expect(refused(413, 'UNKNOWN')).toEqual({ kind: 'unsure' });
		expect(refused(409, 'GRID_TOO_MANY').kind).toBe('refused');
	});

	test('already received is sent, too', () => {
		expect(refused(409, 'GRID_ALREADY_RECEIVED', { id: 'abc', received_at: 't' })).toEqual({
			kind: 'received',
			id: 'abc',
			receivedAt: 't',
			before: true,
		});
	});

	test.each([429, 502, 503, 504])('%i is tried again', (status) => {
		expect(refused(status, 'UNKNOWN', {}, 9)).toEqual({ kind: 'retry', why: 'busy', retryAfter: 9 });
	});

	test('silence is tried again', () => {
		expect(judgeReply({ kind: 'unreachable', why: 'timeout' })).toEqual({
			kind: 'retry',
			why: 'timeout',
			retryAfter: null,
		});
	});

	test('a failure keeps its key, a refusal does not', () => {
		expect(refused(500, 'INTERNAL_SERVER_ERROR')).toEqual({ kind: 'unsure' });
		expect(refused(400, 'GRID_UNBALANCED')).toMatchObject({ kind: 'refused', error: { code: 'GRID_UNBALANCED' } });
		expect(refused(409, 'GRID_NIGHT_CLOSED')).toMatchObject({ kind: 'refused' });
	});
});

describe('retryDelay', () => {
	test('doubles up to a minute', () => {
		expect([1, 2, 3, 4, 5, 6, 7, 50].map((tries) => retryDelay(tries, null, 0))).toEqual([
			2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000,
		]);
	});

	test('never before Retry-After, and spread', () => {
		expect(retryDelay(1, 30, 0)).toBe(30_000);
		expect(retryDelay(1, 30, 1)).toBe(37_500);
		expect(retryDelay(3, 1, 0.5)).toBe(9000);
	});
});
