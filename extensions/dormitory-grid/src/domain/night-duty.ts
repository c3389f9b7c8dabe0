import {
	addDays,
	compareDates,
	compareTimes,
	dateAt,
	daysBetween,
	holdsOn,
	minutesUntil,
	momentOn,
	startOfDay,
	weekdayOf,
} from './calendar.ts';

/** What a college owes on a night, and when (DOMAIN.md 3). A night is a calendar date in the college's zone (calendar.ts). */

/** The college's own window (DOMAIN.md 3); times of day as 'HH:MM' or 'HH:MM:SS'. */
export interface WindowSettings {
	time_zone: string;
	opens: string;
	closes: string;
	unit_minute: string;
	floor_minute: string;
	late_hours: number;
}

/** A row of `night_calendar`: a span of dates and weekdays that owes nothing, or has another window. */
export interface CalendarRule {
	id: number;
	kind: CalendarKind;
	starts_on: string | null;
	ends_on: string | null;
	/** 1 is Monday … 7 is Sunday; empty or null: every day. */
	weekdays: number[] | null;
	opens: string | null;
	closes: string | null;
	unit_minute: string | null;
	floor_minute: string | null;
	/** Make-up days (调休): the weekday whose rules hold instead. */
	counts_as: number | null;
}

export const CALENDAR_KINDS = ['no_report', 'other_window', 'exam', 'stay_over', 'make_up'] as const;
export type CalendarKind = (typeof CALENDAR_KINDS)[number];
/** What makes a night another than the usual; kept with the night. */
export type Occasion = 'exam' | 'stay_over' | 'make_up';

export interface NightWindow {
	date: string;
	opensAt: Date;
	unitDueAt: Date;
	floorDueAt: Date;
	closesAt: Date;
	locksAt: Date;
}

export type NightDuty =
	| {
			kind: 'owed';
			window: NightWindow;
			occasion: Occasion | null;
			/** The holiday's row whose registered students alone are expected (留校); `null`: everybody is. */
			stayOver: number | null;
	  }
	| { kind: 'not_owed'; rule: number };

/**
 * What a college owes on a date: a window, or nothing by which rule. A narrower rule wins; of equals a make-up day, then
 * 'who stays reports', then 'no report'. A make-up day ends the holiday around it and takes another weekday's rules;
 * another window inside a holiday of those who stay changes the hours and not who is expected.
 */
export function nightDuty(date: string, settings: WindowSettings, rules: readonly CalendarRule[]): NightDuty {
	const held = rules.filter((rule) => ruleHolds(rule, date, weekdayOf(date))).toSorted(narrowerFirst);
	const first = held[0];
	if (first?.kind === 'no_report') return { kind: 'not_owed', rule: first.id };
	const makeUp = first?.kind === 'make_up' ? first : undefined;
	if (!makeUp) {
		const presence = held.find((rule) => rule.kind !== 'other_window' && rule.kind !== 'exam');
		const stayOver = presence?.kind === 'stay_over' ? presence.id : null;
		const hours = held.find(hasHours);
		const occasion = stayOver !== null ? 'stay_over' : hours?.kind === 'exam' ? 'exam' : null;
		return { kind: 'owed', window: windowOn(date, overlay(settings, hours)), occasion, stayOver };
	}
	const asWeekday = rules
		.filter((rule) => ruleHolds(rule, date, makeUp.counts_as ?? weekdayOf(date)))
		.filter((rule) => (rule.kind === 'no_report' ? hasWeekdays(rule) : rule.kind !== 'stay_over' && rule !== makeUp))
		.toSorted(narrowerFirst);
	if (asWeekday[0]?.kind === 'no_report') return { kind: 'not_owed', rule: asWeekday[0].id };
	const hours = hasHours(makeUp) ? makeUp : asWeekday.find(hasHours);
	const occasion = hours?.kind === 'exam' ? 'exam' : 'make_up';
	return { kind: 'owed', window: windowOn(date, overlay(settings, hours)), occasion, stayOver: null };
}

/** The window of a night. A time of day that lies before the opening belongs to the following morning. */
export function windowOn(date: string, settings: WindowSettings): NightWindow {
	const moment = (time: string): Date =>
		momentOn(compareTimes(time, settings.opens) < 0 ? addDays(date, 1) : date, time, settings.time_zone);
	const closesAt = moment(settings.closes);
	return {
		date,
		opensAt: moment(settings.opens),
		unitDueAt: earlier(moment(settings.unit_minute), closesAt),
		floorDueAt: earlier(moment(settings.floor_minute), closesAt),
		closesAt,
		locksAt: addHours(closesAt, settings.late_hours),
	};
}

/** A rehearsal keeps the proportions of the real night: units at 12/20 of the window, floors at 16/20 (DESIGN.md 5). */
export function rehearsalWindow(opensAt: Date, closesAt: Date, timeZone: string, lateHours: number): NightWindow {
	const length = closesAt.getTime() - opensAt.getTime();
	return {
		date: dateAt(opensAt, timeZone),
		opensAt,
		unitDueAt: new Date(opensAt.getTime() + Math.round(length * 0.6)),
		floorDueAt: new Date(opensAt.getTime() + Math.round(length * 0.8)),
		closesAt,
		locksAt: addHours(closesAt, lateHours),
	};
}

/** The first night at or after `now` that owes a report and is still ahead or running, within `days` days. */
export function nextNight(
	now: Date,
	settings: WindowSettings,
	rules: readonly CalendarRule[],
	from: string | null,
	days = 31,
): NightWindow | null {
	// Yesterday first: a window may cross midnight.
	const today = dateAt(now, settings.time_zone);
	for (let ahead = -1; ahead <= days; ahead++) {
		const date = addDays(today, ahead);
		if (from !== null && compareDates(date, from) < 0) continue;
		const duty = nightDuty(date, settings, rules);
		if (duty.kind === 'owed' && duty.window.closesAt > now) return duty.window;
	}
	return null;
}

/** The last night that owed a report and has closed by now, none before a date. */
export function lastNight(
	now: Date,
	settings: WindowSettings,
	rules: readonly CalendarRule[],
	since: string,
): NightWindow | null {
	for (let date = dateAt(now, settings.time_zone); compareDates(date, since) >= 0; date = addDays(date, -1)) {
		const duty = nightDuty(date, settings, rules);
		if (duty.kind === 'owed' && duty.window.closesAt <= now) return duty.window;
	}
	return null;
}

export interface LeaveSpan {
	startsAt: Date;
	endsAt: Date;
}

/**
 * A leave by days, its last day included (a leave slip's way): it covers the nights of those dates and no other, also where a
 * window runs past midnight and the night of a date ends on the next.
 */
export function leaveSpan(
	firstDay: string,
	lastDay: string,
	settings: WindowSettings,
	rules: readonly CalendarRule[],
): LeaveSpan {
	const begins = (date: string): Date => {
		const midnight = startOfDay(date, settings.time_zone);
		const before = nightDuty(addDays(date, -1), settings, rules);
		const closed = before.kind === 'owed' ? before.window.closesAt.getTime() + 60_000 : 0;
		return new Date(Math.max(midnight.getTime(), closed));
	};
	return { startsAt: begins(firstDay), endsAt: begins(addDays(lastDay, 1)) };
}

/** Whether opening, unit minute, floor minute and close follow one another within a day. */
export function windowInOrder(settings: WindowSettings): boolean {
	const minutes = [settings.unit_minute, settings.floor_minute, settings.closes].map((time) =>
		minutesUntil(settings.opens, time),
	);
	return minutes.every((minute, index) => minute > 0 && minute >= (minutes[index - 1] ?? 0));
}

function ruleHolds(rule: CalendarRule, date: string, weekday: number): boolean {
	return holdsOn(date, rule.starts_on, rule.ends_on) && (!hasWeekdays(rule) || rule.weekdays.includes(weekday));
}

function hasWeekdays(rule: CalendarRule): rule is CalendarRule & { weekdays: number[] } {
	return rule.weekdays !== null && rule.weekdays.length > 0;
}

function hasHours(rule: CalendarRule): boolean {
	return rule.kind !== 'no_report' && (rule.opens !== null || rule.closes !== null);
}

const OF_EQUALS: readonly CalendarKind[] = ['make_up', 'stay_over', 'no_report', 'exam', 'other_window'];

function narrowerFirst(a: CalendarRule, b: CalendarRule): number {
	return nightsCovered(a) - nightsCovered(b) || OF_EQUALS.indexOf(a.kind) - OF_EQUALS.indexOf(b.kind) || b.id - a.id;
}

/** Nights a rule covers, roughly: a span counts its days, thinned by its weekdays. */
function nightsCovered(rule: CalendarRule): number {
	const share = rule.weekdays?.length ? rule.weekdays.length / 7 : 1;
	if (rule.starts_on === null || rule.ends_on === null) return 1_000_000 * share;
	return (daysBetween(rule.starts_on, rule.ends_on) + 1) * share;
}

/** The college's window with a rule's hours in it; minutes that the rule does not name fall on its close. */
export function overlay(
	settings: WindowSettings,
	rule: Pick<CalendarRule, 'opens' | 'closes' | 'unit_minute' | 'floor_minute'> | undefined,
): WindowSettings {
	if (!rule) return settings;
	return {
		...settings,
		opens: rule.opens ?? settings.opens,
		closes: rule.closes ?? settings.closes,
		unit_minute: rule.unit_minute ?? rule.closes ?? settings.unit_minute,
		floor_minute: rule.floor_minute ?? rule.closes ?? settings.floor_minute,
	};
}

function earlier(a: Date, b: Date): Date {
	return a < b ? a : b;
}

function addHours(moment: Date, hours: number): Date {
	return new Date(moment.getTime() + hours * 3_600_000);
}
