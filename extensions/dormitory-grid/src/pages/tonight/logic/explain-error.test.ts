import { describe, expect, test } from 'vitest';
import { sharedZhCN } from '../../../lang/pages/shared/zh-CN.ts';
import { tonightZhCN } from '../../../lang/pages/tonight/zh-CN.ts';
import { fill } from '../../../lang/fill.ts';
import type { TonightSay } from '../texts.ts';
import { explainError } from './explain-error.ts';

const chinese = { ...sharedZhCN, ...tonightZhCN };
const inChinese: TonightSay = (key, values = {}) => fill(chinese[key], values);
const rooms = [
	{
		room: 7,
		number: '301',
		residents: [{ student: 70, name: '张三', number: '1', bed: 1, major: null, on_leave: false }],
	},
];
const explain = (code: string, details: Record<string, unknown> = {}, say: TonightSay = inChinese) =>
	explainError({ code, message: '服务器的话', details }, { say, timeZone: 'Asia/Shanghai', rooms });

describe('explainError', () => {
	test('names the rooms that do not balance', () => {
		const room = { room: 7, number: '301', residents: 6, present: 4, late_return: 1, not_returned: 0, on_leave: 0 };
		const told = explain('GRID_UNBALANCED', { rooms: [room] });
		expect(told.rooms).toEqual([7]);
		expect(told.lines).toEqual(['301：名单 6 人，上报 5 人']);
	});

	test('names the students who do not live here, by name where the page knows it', () => {
		expect(explain('GRID_STUDENT_NOT_HERE', { students: [70, 999] }).lines).toEqual(['301 张三', '#999']);
	});

	test('names the gaps that came up meanwhile', () => {
		expect(explain('GRID_GAPS_UNSEEN', { grids: [{ grid: 4, code: '3-2-4' }] }).lines).toEqual(['3-2-4']);
	});

	test('asks for the reason where that is what is missing', () => {
		expect(explain('GRID_REASON_REQUIRED', { why: 'late' }).wantsReason).toBe(true);
		expect(explain('GRID_REASON_REQUIRED', { why: 'again' }).title).toBe(tonightZhCN['error.reason.again']);
	});

	test('says until when it was possible, by the college’s clock', () => {
		expect(explain('GRID_NIGHT_CLOSED', { locks_at: '2026-11-24T04:40:00Z' }).title).toContain('12:40');
	});

	test('passes on what it does not know', () => {
		expect(explain('SOMETHING_ELSE')).toMatchObject({ lines: ['服务器的话'], again: true });
	});

	test.each(['GRID_UNBALANCED', 'GRID_GAPS_UNSEEN', 'GRID_INVALID_INPUT', 'GRID_STUDENT_NOT_HERE'])(
		'%s without details still says what happened',
		(code) => {
			expect(explain(code).title).not.toBe('');
			expect(explain(code, { rooms: 'x', grids: [3], issues: [null], students: ['a'] }).title).not.toBe('');
		},
	);
});
