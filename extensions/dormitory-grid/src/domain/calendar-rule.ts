import { compareDates, readTimeOfDay } from './calendar.ts';
import { CALENDAR_KINDS, type CalendarKind, overlay, windowInOrder, type WindowSettings } from './night-duty.ts';

/** What a row of the calendar and the settings of a college must be; what is wrong is said by kind. */

export interface CalendarRow {
	kind: unknown;
	starts_on: string | null;
	ends_on: string | null;
	weekdays: unknown;
	opens: unknown;
	closes: unknown;
	unit_minute: unknown;
	floor_minute: unknown;
	counts_as: unknown;
}

export type CalendarRowProblem =
	| { kind: 'kind' }
	| { kind: 'span' }
	| { kind: 'weekdays' }
	/** Without dates and weekdays it would hold every night, for ever. */
	| { kind: 'never_ends' }
	| { kind: 'dates' }
	| { kind: 'one_day' }
	| { kind: 'counts_as' }
	| { kind: 'time'; value: string }
	| { kind: 'hours' }
	| { kind: 'window' };

const HOURS = ['opens', 'closes', 'unit_minute', 'floor_minute'] as const;
type Hours = Record<(typeof HOURS)[number], string | null>;

export function findCalendarProblem(row: CalendarRow, settings: WindowSettings): CalendarRowProblem | null {
	const kind = CALENDAR_KINDS.find((one) => one === row.kind);
	if (!kind) return { kind: 'kind' };
	const { starts_on, ends_on } = row;
	if (starts_on !== null && ends_on !== null && compareDates(ends_on, starts_on) < 0) return { kind: 'span' };
	const weekdays = row.weekdays ?? [];
	if (!Array.isArray(weekdays) || !weekdays.every((day) => isWeekday(Number(day)))) return { kind: 'weekdays' };
	return findKindProblem(kind, row, weekdays.length > 0) ?? findHoursProblem(kind, row, settings);
}

function findKindProblem(kind: CalendarKind, row: CalendarRow, byWeekday: boolean): CalendarRowProblem | null {
	const { starts_on, ends_on } = row;
	switch (kind) {
		case 'no_report':
		case 'other_window':
			return byWeekday || starts_on !== null || ends_on !== null ? null : { kind: 'never_ends' };
		case 'exam':
		case 'stay_over':
			return starts_on === null || ends_on === null ? { kind: 'dates' } : null;
		case 'make_up':
			if (starts_on === null || starts_on !== ends_on) return { kind: 'one_day' };
			return isWeekday(Number(row.counts_as ?? 0)) ? null : { kind: 'counts_as' };
	}
}

function findHoursProblem(kind: CalendarKind, row: CalendarRow, settings: WindowSettings): CalendarRowProblem | null {
	if (kind === 'no_report') return null;
	const hours: Hours = { opens: null, closes: null, unit_minute: null, floor_minute: null };
	for (const field of HOURS) {
		const value = row[field];
		if (value === null || value === undefined || value === '') continue;
		const time = typeof value === 'string' ? readTimeOfDay(value) : null;
		if (time === null) return { kind: 'time', value: typeof value === 'string' ? value : JSON.stringify(value) };
		hours[field] = time;
	}
	const named = hours.opens !== null || hours.closes !== null;
	if (!named && (kind === 'other_window' || kind === 'exam')) return { kind: 'hours' };
	if (!named && (hours.unit_minute !== null || hours.floor_minute !== null)) return { kind: 'hours' };
	return named && !windowInOrder(overlay(settings, hours)) ? { kind: 'window' } : null;
}

function isWeekday(day: number): boolean {
	return Number.isInteger(day) && day >= 1 && day <= 7;
}

export interface NightSettings {
	reminder_minutes: unknown;
	reminder_budget: unknown;
	preflight_at: unknown;
	second_look_rooms: unknown;
	late_hours: unknown;
}

/** Longest minute of a setting: a day. */
const A_DAY = 1440;
const MOST_STEPS = 12;

/** @returns the setting that cannot be; `null` where all can */
export function findSettingProblem(settings: Partial<NightSettings>): keyof NightSettings | null {
	const { reminder_minutes, preflight_at } = settings;
	const wrong: [keyof NightSettings, boolean][] = [
		['reminder_minutes', !isEmpty(reminder_minutes) && !isMinutes(reminder_minutes)],
		['reminder_budget', !isCount(settings.reminder_budget, 20)],
		['preflight_at', !isEmpty(preflight_at) && readTimeOfDay(String(preflight_at)) === null],
		['second_look_rooms', !isCount(settings.second_look_rooms, 50)],
		['late_hours', !isCount(settings.late_hours, 72)],
	];
	return wrong.find(([, isWrong]) => isWrong)?.[0] ?? null;
}

function isEmpty(value: unknown): boolean {
	return value === null || value === undefined;
}

function isCount(value: unknown, most: number): boolean {
	return isEmpty(value) || (Number.isInteger(value) && Number(value) >= 0 && Number(value) <= most);
}

function isMinutes(value: unknown): boolean {
	return (
		Array.isArray(value) &&
		value.length <= MOST_STEPS &&
		new Set(value).size === value.length &&
		value.every((minute) => Number.isInteger(minute) && minute > 0 && minute < A_DAY)
	);
}
