import { describe, expect, test } from 'vitest';
import { clockText, countText, dateText, dayClockText, momentAtClock, secondText } from './clock-text.ts';

test('clock faces are the college’s, whatever the phone’s zone', () => {
	expect(clockText('2026-11-23T14:32:00Z', 'Asia/Shanghai')).toBe('22:32');
	expect(clockText('2026-11-23T16:05:00Z', 'Asia/Shanghai')).toBe('00:05');
	expect(secondText('2026-11-23T14:32:09.500Z', 'Asia/Shanghai')).toBe('22:32:09');
});

test('dates in words', () => {
	expect(dateText('2026-11-23', 'zh-CN')).toContain('11月23日');
	expect(dateText('2026-11-23', 'zh-CN')).toContain('周一');
	expect(dateText('2026-11-23', 'en-US')).toMatch(/^Mon,? 23 Nov$/);
});

test('a moment of some day is the college’s day', () => {
	expect(dayClockText('2026-11-23T16:05:00Z', 'Asia/Shanghai', 'zh-CN')).toBe('11月24日 00:05');
	expect(dayClockText('2026-11-23T16:05:00Z', 'Asia/Shanghai', 'en-US')).toBe('24 Nov, 00:05');
});

describe('momentAtClock', () => {
	const closes = '2026-11-23T14:40:00.000Z';
	test.each([
		['22:35', '2026-11-23T14:35:00.000Z'],
		['22:40', '2026-11-23T14:40:00.000Z'],
		['23:50', '2026-11-23T15:50:00.000Z'],
		['00:20', '2026-11-23T16:20:00.000Z'],
		['7:05', '2026-11-23T23:05:00.000Z'],
		['18:00', '2026-11-23T10:00:00.000Z'],
	])('%s beside 22:40 in Shanghai', (face, moment) => {
		expect(momentAtClock(closes, face, 'Asia/Shanghai')).toBe(moment);
	});

	test('seconds of the anchor do not travel', () => {
		expect(momentAtClock('2026-11-23T14:40:59.900Z', '22:41', 'Asia/Shanghai')).toBe('2026-11-23T14:41:00.000Z');
	});

	test('over a change of the clocks', () => {
		// New York leaves summer time on 1 November 2026 at 02:00: 22:40 is UTC-4, 06:00 is UTC-5.
		expect(momentAtClock('2026-11-01T02:40:00Z', '06:00', 'America/New_York')).toBe('2026-11-01T11:00:00.000Z');
	});

	test.each(['', '24:00', '22:60', 'abc', '2235'])('%j is no time', (face) => {
		expect(momentAtClock(closes, face, 'Asia/Shanghai')).toBeNull();
	});
});

describe('countText', () => {
	test.each([
		[452_000, '07:32'],
		[451_001, '07:32'],
		[59_000, '00:59'],
		[1, '00:01'],
		[0, '00:00'],
		[-5000, '00:00'],
		[3_725_000, '1:02:05'],
	])('%i ms is %s', (milliseconds, text) => {
		expect(countText(milliseconds)).toBe(text);
	});
});
