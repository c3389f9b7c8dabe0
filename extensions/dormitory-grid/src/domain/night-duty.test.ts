import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, clockTime, dateAt, holdsOn, weekdayOf } from './calendar.ts';
import {
	CALENDAR_KINDS,
	type CalendarRule,
	lastNight,
	leaveSpan,
	nextNight,
	nightDuty,
	rehearsalWindow,
	windowInOrder,
	windowOn,
} from './night-duty.ts';

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
	counts_as: null,
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

describe('who is expected, and when', () => {
	const holiday = rule({ id: 1, kind: 'stay_over', starts_on: '2026-10-01', ends_on: '2026-10-07' });
	const closes = (date: string, rules: CalendarRule[]) => {
		const duty = nightDuty(date, settings, rules);
		return duty.kind === 'owed'
			? [clockTime(duty.window.closesAt, settings.time_zone), duty.occasion, duty.stayOver]
			: duty.kind;
	};

	it('only who stays, over a holiday of those who stay', () => {
		expect(closes('2026-10-03', [holiday])).toEqual(['22:40', 'stay_over', 1]);
		expect(closes('2026-10-08', [holiday])).toEqual(['22:40', null, null]);
	});

	it('who stays still, where one night of it has other hours', () => {
		const later = rule({
			id: 2,
			kind: 'other_window',
			starts_on: '2026-10-03',
			ends_on: '2026-10-03',
			closes: '23:30',
		});
		expect(closes('2026-10-03', [holiday, later])).toEqual(['23:30', 'stay_over', 1]);
	});

	it('nobody on the nights of it that are off, and the narrower of two wins', () => {
		const off = rule({ id: 2, starts_on: '2026-10-01', ends_on: '2026-10-02' });
		expect(closes('2026-10-02', [holiday, off])).toBe('not_owed');
		expect(closes('2026-10-03', [holiday, off])).toEqual(['22:40', 'stay_over', 1]);
		// Of the same days: whoever enters both means that some stay.
		expect(closes('2026-10-02', [holiday, { ...off, ends_on: '2026-10-07' }])).toEqual(['22:40', 'stay_over', 1]);
	});

	it('everybody on a make-up day, under the window of the weekday that it counts as', () => {
		const weekend = rule({ id: 3, kind: 'other_window', weekdays: [5, 6], opens: '22:50', closes: '23:10' });
		const saturday = '2026-10-10';
		expect(weekdayOf(saturday)).toBe(6);
		expect(closes(saturday, [weekend])).toEqual(['23:10', null, null]);
		const makeUp = rule({ id: 4, kind: 'make_up', starts_on: saturday, ends_on: saturday, counts_as: 4 });
		expect(closes(saturday, [weekend, makeUp])).toEqual(['22:40', 'make_up', null]);
		const thursdayAsFriday = { ...makeUp, starts_on: '2026-10-08', ends_on: '2026-10-08', counts_as: 5 };
		expect(closes('2026-10-08', [weekend, thursdayAsFriday])).toEqual(['23:10', 'make_up', null]);
		const inside = { ...makeUp, starts_on: '2026-10-05', ends_on: '2026-10-05' };
		expect(closes('2026-10-05', [holiday, inside])).toEqual(['22:40', 'make_up', null]);
		const sundaysOff = rule({ id: 5, weekdays: [7] });
		expect(closes(saturday, [sundaysOff, { ...makeUp, counts_as: 7 }])).toBe('not_owed');
	});

	it('an exam week’s hours, tagged, also on a make-up day of it', () => {
		const exams = rule({
			id: 6,
			kind: 'exam',
			starts_on: '2027-01-04',
			ends_on: '2027-01-15',
			opens: '22:50',
			unit_minute: '23:00',
			floor_minute: '23:05',
			closes: '23:10',
		});
		expect(closes('2027-01-05', [exams])).toEqual(['23:10', 'exam', null]);
		const makeUp = rule({ id: 7, kind: 'make_up', starts_on: '2027-01-09', ends_on: '2027-01-09', counts_as: 1 });
		expect(closes('2027-01-09', [exams, makeUp])).toEqual(['23:10', 'exam', null]);
	});

	it('one answer for any calendar, whatever the order of its rows', () => {
		const day = fc.integer({ min: 0, max: 20 }).map((days) => addDays('2026-10-01', days));
		const row = fc.record({
			id: fc.integer({ min: 1, max: 50 }),
			kind: fc.constantFrom(...CALENDAR_KINDS),
			starts_on: day,
			ends_on: day,
			weekdays: fc.option(fc.uniqueArray(fc.integer({ min: 1, max: 7 }))),
			opens: fc.constantFrom(null, '22:50'),
			closes: fc.constantFrom(null, '23:10'),
			counts_as: fc.option(fc.integer({ min: 1, max: 7 })),
		});
		const calendar = fc.uniqueArray(row, { maxLength: 6, selector: ({ id }) => id });
		fc.assert(
			fc.property(day, calendar, (date, rows) => {
				const rules = rows.map((one) => rule(one));
				const duty = nightDuty(date, settings, rules);
				expect(nightDuty(date, settings, rules.toReversed())).toEqual(duty);
				if (duty.kind === 'owed' && duty.stayOver !== null) {
					const stay = rules.find(({ id }) => id === duty.stayOver);
					expect([stay?.kind, holdsOn(date, stay?.starts_on ?? null, stay?.ends_on ?? null)]).toEqual([
						'stay_over',
						true,
					]);
				}
			}),
		);
	});
});

describe('leaveSpan', () => {
	const covered = (from: string, until: string, window: typeof settings, date: string) => {
		const { startsAt, endsAt } = leaveSpan(from, until, window, []);
		const { closesAt } = windowOn(date, window);
		return startsAt <= closesAt && endsAt > closesAt;
	};

	it.each([
		['within a day', settings],
		['past midnight', { ...settings, opens: '23:50', unit_minute: '23:58', floor_minute: '00:05', closes: '00:10' }],
	])('covers the nights of its days and no other, where the window lies %s', (_, window) => {
		const dates = ['2026-10-01', '2026-10-02', '2026-10-03', '2026-10-04', '2026-10-05'];
		expect(dates.map((date) => covered('2026-10-02', '2026-10-04', window, date))).toEqual([
			false,
			true,
			true,
			true,
			false,
		]);
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

describe('lastNight', () => {
	const last = (now: string, rules: CalendarRule[] = [], since = '2026-02-01') =>
		lastNight(new Date(now), settings, rules, since)?.date ?? null;

	it('is yesterday’s until tonight’s has closed', () => {
		expect(last('2026-03-02T14:39:59Z')).toBe('2026-03-01');
		expect(last('2026-03-02T14:40:00Z')).toBe('2026-03-02');
	});

	it('skips what owes nothing, and looks back no further than asked', () => {
		const off = rule({ starts_on: '2026-02-20', ends_on: '2026-03-02' });
		expect(last('2026-03-02T14:40:00Z', [off])).toBe('2026-02-19');
		expect(last('2026-03-02T14:40:00Z', [off], '2026-02-20')).toBeNull();
	});

	it('is the evening before where the window crosses midnight', () => {
		const late = { ...settings, closes: '00:10', unit_minute: '23:00', floor_minute: '23:30' };
		expect(lastNight(new Date('2026-03-02T16:09:00Z'), late, [], '2026-02-01')?.date).toBe('2026-03-01');
		expect(lastNight(new Date('2026-03-02T16:10:00Z'), late, [], '2026-02-01')?.date).toBe('2026-03-02');
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

it('knows windows that are none', () => {
	expect(windowInOrder(settings)).toBe(true);
	expect(windowInOrder({ ...settings, unit_minute: '22:50' })).toBe(false);
	expect(windowInOrder({ ...settings, closes: '22:20:00' })).toBe(false);
});
