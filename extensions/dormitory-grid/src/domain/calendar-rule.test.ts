import { describe, expect, it } from 'vitest';
import { type CalendarRow, findCalendarProblem, findSettingProblem } from './calendar-rule.ts';

const settings = {
	time_zone: 'Asia/Shanghai',
	opens: '22:20:00',
	closes: '22:40:00',
	unit_minute: '22:32:00',
	floor_minute: '22:36:00',
	late_hours: 14,
};
const row = (change: Partial<CalendarRow>): CalendarRow => ({
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
const week = { starts_on: '2026-10-01', ends_on: '2026-10-07' };
const day = { starts_on: '2026-10-10', ends_on: '2026-10-10' };

describe('a row of the calendar', () => {
	it.each<[string, Partial<CalendarRow>]>([
		['a holiday', week],
		['no report on Sundays', { weekdays: [7] }],
		['later at weekends', { kind: 'other_window', weekdays: [5, 6], opens: '22:50', closes: '23:10' }],
		['only the close is later', { kind: 'other_window', ...week, closes: '23:00:00' }],
		['past midnight', { kind: 'other_window', ...day, opens: '23:50', unit_minute: '00:01', closes: '00:10' }],
		['exams', { kind: 'exam', ...week, opens: '22:50', closes: '23:10' }],
		['who stays', { kind: 'stay_over', ...week }],
		['a make-up day', { kind: 'make_up', ...day, counts_as: 4 }],
	])('can be %s', (_, change) => expect(findCalendarProblem(row(change), settings)).toBeNull());

	it.each<[string, Partial<CalendarRow>, string]>([
		['of no kind', { kind: 'party', ...week }, 'kind'],
		['ending before it starts', { starts_on: '2026-10-07', ends_on: '2026-10-01' }, 'span'],
		['on an eighth weekday', { weekdays: [8] }, 'weekdays'],
		['with weekdays that are none', { weekdays: 'Monday' }, 'weekdays'],
		['every night for ever', {}, 'never_ends'],
		['an exam week without an end', { kind: 'exam', starts_on: '2026-10-01', closes: '23:00' }, 'dates'],
		['a holiday of who stays without dates', { kind: 'stay_over' }, 'dates'],
		['a make-up week', { kind: 'make_up', ...week, counts_as: 4 }, 'one_day'],
		['a make-up day that counts as nothing', { kind: 'make_up', ...day }, 'counts_as'],
		['another window without hours', { kind: 'other_window', ...week }, 'hours'],
		['a level’s minute alone', { kind: 'exam', ...week, unit_minute: '22:30' }, 'hours'],
		['an hour that is none', { kind: 'exam', ...week, opens: '25:00', closes: '26:00' }, 'time'],
		['closing as it opens', { kind: 'exam', ...week, opens: '22:50', closes: '22:50' }, 'window'],
		['a unit’s minute after the close', { kind: 'exam', ...week, closes: '22:50', unit_minute: '22:55' }, 'window'],
	])('cannot be %s', (_, change, kind) => {
		expect(findCalendarProblem(row(change), settings)?.kind).toBe(kind);
	});
});

describe('settings of a college', () => {
	it('may say nothing, and may be what the field does', () => {
		expect(findSettingProblem({})).toBeNull();
		expect(
			findSettingProblem({ reminder_minutes: [12, 6, 2], reminder_budget: 3, preflight_at: '21:00:00' }),
		).toBeNull();
		expect(findSettingProblem({ reminder_minutes: [], second_look_rooms: 0 })).toBeNull();
	});

	it.each([
		['reminder_minutes', 'soon'],
		['reminder_minutes', [5, 5]],
		['reminder_minutes', [-1]],
		['reminder_budget', -1],
		['reminder_budget', 1.5],
		['preflight_at', '9 pm'],
		['second_look_rooms', 1000],
		['late_hours', -3],
	])('%s is not %j', (field, value) => expect(findSettingProblem({ [field]: value })).toBe(field));
});
