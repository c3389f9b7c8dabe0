import { expect, it } from 'vitest';
import {
	compareTimes,
	daysBetween,
	holdsOn,
	isTimeZone,
	minutesUntil,
	momentOn,
	readCalendarDate,
	readTimeOfDay,
	startOfDay,
} from './calendar.ts';

it('counts the last day in', () => {
	expect([
		holdsOn('2026-03-02', '2026-03-02', '2026-03-02'),
		holdsOn('2026-03-03', null, '2026-03-02'),
		holdsOn('2026-03-01', '2026-03-02', null),
	]).toEqual([true, false, false]);
});

it.each([
	['2026-10-01', '2026-10-01'],
	['2026/10/1', '2026-10-01'],
	['2026.10.1', '2026-10-01'],
	['2026年10月1日', '2026-10-01'],
	['20261001', '2026-10-01'],
	['2026-02-30', null],
	['20260230', null],
	['1/10/2026', null],
	['tomorrow', null],
	['', null],
])('reads %s as a date', (text, date) => expect(readCalendarDate(text)).toBe(date));

it.each([
	['22:40', '22:40'],
	['7:05:30', '07:05'],
	['24:00', null],
	['noon', null],
])('reads %s as a time of day', (text, time) => expect(readTimeOfDay(text)).toBe(time));

it('knows zones that do not exist', () => {
	expect([isTimeZone('Asia/Shanghai'), isTimeZone('Asia/Wuhan')]).toEqual([true, false]);
});

it('compares times of day however they are written, and counts over midnight', () => {
	expect(compareTimes('22:20', '22:20:00')).toBe(0);
	expect(compareTimes('00:10', '22:20')).toBeLessThan(0);
	expect([minutesUntil('22:20', '22:40:00'), minutesUntil('23:50', '00:05'), minutesUntil('22:20', '22:20')]).toEqual([
		20, 15, 0,
	]);
});

it('begins a day that has no midnight with its first moment', () => {
	// Summer time came at 00:00 there.
	expect(startOfDay('2026-04-24', 'Africa/Cairo').toISOString()).toBe('2026-04-23T22:00:00.000Z');
	expect(momentOn('2026-04-24', '00:00', 'Africa/Cairo')).toEqual(startOfDay('2026-04-24', 'Africa/Cairo'));
	expect(daysBetween('2026-02-27', '2026-03-02')).toBe(3);
});
