import { Temporal } from 'temporal-polyfill';

/**
 * The only file that knows time zones (STYLE.md, conventions 3). A night is a calendar date in the college's zone;
 * moments are JavaScript `Date`s in UTC; intervals are half-open, only calendar dates with the word "last day" include it.
 */

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
	kind: 'no_report' | 'other_window';
	starts_on: string | null;
	ends_on: string | null;
	/** 1 is Monday … 7 is Sunday; empty or null: every day. */
	weekdays: number[] | null;
	opens: string | null;
	closes: string | null;
	unit_minute: string | null;
	floor_minute: string | null;
}

export interface NightWindow {
	date: string;
	opensAt: Date;
	unitDueAt: Date;
	floorDueAt: Date;
	closesAt: Date;
	locksAt: Date;
}

export type NightDuty = { kind: 'owed'; window: NightWindow } | { kind: 'not_owed'; rule: number };

/** Calendar date of a moment in a zone. */
export function dateAt(now: Date, timeZone: string): string {
	return zoned(now, timeZone).toPlainDate().toString();
}

export function addDays(date: string, days: number): string {
	return Temporal.PlainDate.from(date).add({ days }).toString();
}

/** 1 is Monday … 7 is Sunday. */
export function weekdayOf(date: string): number {
	return Temporal.PlainDate.from(date).dayOfWeek;
}

/** Negative, zero or positive as `a` is before, the same as or after `b`. */
export function compareDates(a: string, b: string): number {
	return Temporal.PlainDate.compare(Temporal.PlainDate.from(a), Temporal.PlainDate.from(b));
}

/** Whether a span with a first and a last day holds on a date; a missing end is open. */
export function holdsOn(date: string, from: string | null, lastDay: string | null): boolean {
	return (from === null || compareDates(from, date) <= 0) && (lastDay === null || compareDates(date, lastDay) <= 0);
}

/** What a college owes on a date: a window, or nothing by which rule. A narrower rule wins; of equals, 'no report' wins. */
export function nightDuty(date: string, settings: WindowSettings, rules: readonly CalendarRule[]): NightDuty {
	const rule = rules.filter((candidate) => ruleHolds(candidate, date)).toSorted(narrowerFirst)[0];
	if (rule?.kind === 'no_report') return { kind: 'not_owed', rule: rule.id };
	return { kind: 'owed', window: windowOn(date, overlay(settings, rule)) };
}

/** The window of a night. A time of day that lies before the opening belongs to the following morning. */
export function windowOn(date: string, settings: WindowSettings): NightWindow {
	const opens = Temporal.PlainTime.from(settings.opens);
	const moment = (time: string): Date => {
		const plain = Temporal.PlainTime.from(time);
		const day = Temporal.PlainTime.compare(plain, opens) < 0 ? addDays(date, 1) : date;
		return toDate(Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: settings.time_zone, plainTime: plain }));
	};
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

/** 'HH:MM' of a moment on the college's clock, for messages. */
export function clockTime(moment: Date, timeZone: string): string {
	return zoned(moment, timeZone).toPlainTime().toString({ smallestUnit: 'minute' });
}

/** 'YYYY-MM-DD HH:MM:SS' of a moment on the college's clock, for lists. */
export function wallClock(moment: Date, timeZone: string): string {
	return zoned(moment, timeZone).toPlainDateTime().toString({ smallestUnit: 'second' }).replace('T', ' ');
}

/** Whether opening, unit minute, floor minute and close follow one another within a day. */
export function windowInOrder(settings: WindowSettings): boolean {
	const opens = Temporal.PlainTime.from(settings.opens);
	const minutes = [settings.unit_minute, settings.floor_minute, settings.closes].map(
		(time) => (opens.until(Temporal.PlainTime.from(time)).total('minutes') + 1440) % 1440,
	);
	return minutes.every((minute, index) => minute > 0 && minute >= (minutes[index - 1] ?? 0));
}

/** Whether the runtime knows the zone; asked before a college row is stored. */
export function isTimeZone(timeZone: string): boolean {
	try {
		Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(timeZone);
		return true;
	} catch {
		return false;
	}
}

function ruleHolds(rule: CalendarRule, date: string): boolean {
	if (!holdsOn(date, rule.starts_on, rule.ends_on)) return false;
	return !rule.weekdays?.length || rule.weekdays.includes(weekdayOf(date));
}

function narrowerFirst(a: CalendarRule, b: CalendarRule): number {
	return (
		nightsCovered(a) - nightsCovered(b) ||
		Number(a.kind !== 'no_report') - Number(b.kind !== 'no_report') ||
		b.id - a.id
	);
}

/** Nights a rule covers, roughly: a span counts its days, thinned by its weekdays. */
function nightsCovered(rule: CalendarRule): number {
	const share = rule.weekdays?.length ? rule.weekdays.length / 7 : 1;
	if (rule.starts_on === null || rule.ends_on === null) return 1_000_000 * share;
	return (Temporal.PlainDate.from(rule.starts_on).until(Temporal.PlainDate.from(rule.ends_on)).days + 1) * share;
}

function overlay(settings: WindowSettings, rule: CalendarRule | undefined): WindowSettings {
	if (!rule) return settings;
	return {
		...settings,
		opens: rule.opens ?? settings.opens,
		closes: rule.closes ?? settings.closes,
		unit_minute: rule.unit_minute ?? rule.closes ?? settings.unit_minute,
		floor_minute: rule.floor_minute ?? rule.closes ?? settings.floor_minute,
	};
}

function zoned(moment: Date, timeZone: string): Temporal.ZonedDateTime {
	return Temporal.Instant.fromEpochMilliseconds(moment.getTime()).toZonedDateTimeISO(timeZone);
}

function toDate(moment: Temporal.ZonedDateTime): Date {
	return new Date(moment.epochMilliseconds);
}

function earlier(a: Date, b: Date): Date {
	return a < b ? a : b;
}

function addHours(moment: Date, hours: number): Date {
	return new Date(moment.getTime() + hours * 3_600_000);
}
