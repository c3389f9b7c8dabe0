import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	addDays,
	type CalendarRule,
	clockTime,
	dateAt,
	holdsOn,
	isTimeZone,
	nextNight,
	nightDuty,
	rehearsalWindow,
	weekdayOf,
	windowInOrder,
	windowOn,
} from './calendar.ts';

const settings = {
	time_zone: 'Asia/Shanghai',
	opens: '22:20:00',
	closes: '22:40:00',
	unit_minute: '22:32:00',
	floor_minute: '22:36:00',
	late_hours: 14,
};
const rule = (change: Partial<CalendarRule>): CalendarRule => ({
	id: 1,
	kind: 'no_report',
	starts_on: null,
	ends_on: null,
	weekdays: null,
	opens: null,
	closes: null,
	unit_minute: null,
	floor_minute: null,
	...change,
});

describe('windowOn', () => {
	it('is the notice’s window on the college’s clock', () => {
		const window = windowOn('2026-03-02', settings);
		expect(window.opensAt.toISOString()).toBe('2026-03-02T14:20:00.000Z');
		expect(window.unitDueAt.toISOString()).toBe('2026-03-02T14:32:00.000Z');
		expect(window.floorDueAt.toISOString()).toBe('2026-03-02T14:36:00.000Z');
		expect(window.closesAt.toISOString()).toBe('2026-03-02T14:40:00.000Z');
		expect(window.locksAt.toISOString()).toBe('2026-03-03T04:40:00.000Z');
	});

	it('crosses midnight', () => {
		const window = windowOn('2026-03-02', {
			...settings,
			opens: '23:50',
			unit_minute: '23:58',
			floor_minute: '00:05',
			closes: '00:10',
		});
		expect(window.closesAt.getTime() - window.opensAt.getTime()).toBe(20 * 60_000);
		expect(dateAt(window.closesAt, settings.time_zone)).toBe('2026-03-03');
	});

	it('cuts off at that local time, once, on every date and in every zone', () => {
		const zones = [
			'Asia/Shanghai',
			'UTC',
			'America/Sao_Paulo',
			'Australia/Lord_Howe',
			'Pacific/Chatham',
			'Asia/Kolkata',
			'America/New_York',
			'Europe/Berlin',
			'Pacific/Apia',
			'Asia/Tehran',
			'Africa/Cairo',
			'Asia/Urumqi',
		];
		const dates = fc.integer({ min: 0, max: 7670 }).map((days) => addDays('2020-01-01', days));
		fc.assert(
			fc.property(dates, fc.constantFrom(...zones), (date, time_zone) => {
				const window = windowOn(date, { ...settings, time_zone });
				expect(clockTime(window.closesAt, time_zone)).toBe('22:40');
				expect(dateAt(window.closesAt, time_zone)).toBe(date);
				expect(
					window.opensAt < window.unitDueAt &&
						window.unitDueAt < window.floorDueAt &&
						window.floorDueAt < window.closesAt,
				).toBe(true);
			}),
		);
	});
});

describe('nightDuty', () => {
	it('owes nothing on a day off and keeps its window on others', () => {
		const holiday = rule({ starts_on: '2026-10-01', ends_on: '2026-10-07' });
		expect(nightDuty('2026-10-07', settings, [holiday])).toEqual({ kind: 'not_owed', rule: 1 });
		expect(nightDuty('2026-10-08', settings, [holiday]).kind).toBe('owed');
	});

	it('lets a make-up day inside a holiday win, because it is narrower', () => {
		const holiday = rule({ starts_on: '2026-10-01', ends_on: '2026-10-07' });
		const makeUp = rule({
			id: 2,
			kind: 'other_window',
			starts_on: '2026-10-05',
			ends_on: '2026-10-05',
			opens: '23:00',
			closes: '23:20',
		});
		const duty = nightDuty('2026-10-05', settings, [holiday, makeUp]);
		expect(duty.kind === 'owed' && clockTime(duty.window.closesAt, settings.time_zone)).toBe('23:20');
	});

	it('takes weekday windows on their weekdays only, level minutes inside them', () => {
		const weekend = rule({ kind: 'other_window', weekdays: [5, 6], opens: '22:50', closes: '23:10' });
		const friday = nightDuty('2026-03-06', settings, [weekend]);
		expect(weekdayOf('2026-03-06')).toBe(5);
		expect(friday.kind === 'owed' && clockTime(friday.window.unitDueAt, settings.time_zone)).toBe('23:10');
		expect(nightDuty('2026-03-05', settings, [weekend])).toMatchObject({ kind: 'owed' });
	});
});

describe('nextNight', () => {
	it('is the running night until it closes, then tomorrow’s', () => {
		expect(nextNight(new Date('2026-03-02T14:39:59Z'), settings, [], null)?.date).toBe('2026-03-02');
		expect(nextNight(new Date('2026-03-02T14:40:00Z'), settings, [], null)?.date).toBe('2026-03-03');
	});

	it('skips what owes nothing, and is null when nothing is in sight', () => {
		const off = rule({ starts_on: '2026-03-02', ends_on: '2026-03-04' });
		expect(nextNight(new Date('2026-03-02T00:00:00Z'), settings, [off], null)?.date).toBe('2026-03-05');
		expect(nextNight(new Date('2026-03-02T00:00:00Z'), settings, [rule({})], null)).toBeNull();
	});

	it('does not come before the first night of reports', () => {
		expect(nextNight(new Date('2026-03-02T00:00:00Z'), settings, [], '2026-03-09')?.date).toBe('2026-03-09');
	});
});

it('keeps the proportions of a real night in a rehearsal', () => {
	const window = rehearsalWindow(
		new Date('2026-03-02T06:00:00Z'),
		new Date('2026-03-02T06:20:00Z'),
		settings.time_zone,
		14,
	);
	expect(window.unitDueAt.toISOString()).toBe('2026-03-02T06:12:00.000Z');
	expect(window.floorDueAt.toISOString()).toBe('2026-03-02T06:16:00.000Z');
});

it('counts the last day in', () => {
	expect([
		holdsOn('2026-03-02', '2026-03-02', '2026-03-02'),
		holdsOn('2026-03-03', null, '2026-03-02'),
		holdsOn('2026-03-01', '2026-03-02', null),
	]).toEqual([true, false, false]);
});

it('knows windows that are none and zones that do not exist', () => {
	expect(windowInOrder(settings)).toBe(true);
	expect(windowInOrder({ ...settings, unit_minute: '22:50' })).toBe(false);
	expect(windowInOrder({ ...settings, closes: '22:20:00' })).toBe(false);
	expect([isTimeZone('Asia/Shanghai'), isTimeZone('Asia/Wuhan')]).toEqual([true, false]);
});
