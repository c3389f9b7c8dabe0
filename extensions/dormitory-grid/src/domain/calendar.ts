import { Temporal } from 'temporal-polyfill';

/**
 * The only file that knows time zones (STYLE.md, conventions 3). Moments are JavaScript `Date`s in UTC; intervals are
 * half-open, only calendar dates with the word "last day" include it.
 */

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

/** Days from one date to another. */
export function daysBetween(from: string, to: string): number {
	return Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to)).days;
}

/** Whether a span with a first and a last day holds on a date; a missing end is open. */
export function holdsOn(date: string, from: string | null, lastDay: string | null): boolean {
	return (from === null || compareDates(from, date) <= 0) && (lastDay === null || compareDates(date, lastDay) <= 0);
}

/** 'HH:MM' of a moment on the college's clock, for messages. */
export function clockTime(moment: Date, timeZone: string): string {
	return zoned(moment, timeZone).toPlainTime().toString({ smallestUnit: 'minute' });
}

/** 'YYYY-MM-DD HH:MM:SS' of a moment on the college's clock, for lists. */
export function wallClock(moment: Date, timeZone: string): string {
	return zoned(moment, timeZone).toPlainDateTime().toString({ smallestUnit: 'second' }).replace('T', ' ');
}

/** 'YYYY-MM-DD HH:MM' of a moment on the college's clock, for messages. */
export function dayAndTime(moment: Date, timeZone: string): string {
	return `${dateAt(moment, timeZone)} ${clockTime(moment, timeZone)}`;
}

/** The first moment of a date on the college's clock. */
export function startOfDay(date: string, timeZone: string): Date {
	return toDate(Temporal.PlainDate.from(date).toZonedDateTime(timeZone));
}

/** A wall-clock time of a date on the college's clock. */
export function momentOn(date: string, time: string, timeZone: string): Date {
	return toDate(Temporal.PlainDate.from(date).toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(time) }));
}

/** 'YYYY-MM-DD' when a text is a date of the calendar in that form, or with slashes, dots, Chinese marks or nothing between; else null. */
export function readCalendarDate(text: string): string | null {
	const match = /^(\d{4})(?:[-/.](\d{1,2})[-/.](\d{1,2})|年(\d{1,2})月(\d{1,2})日?|(\d{2})(\d{2}))$/.exec(text.trim());
	if (!match) return null;
	const [year, month, day] = [match[1], match[2] ?? match[4] ?? match[6], match[3] ?? match[5] ?? match[7]].map(Number);
	const fields = { year: year ?? 0, month: month ?? 0, day: day ?? 0 };
	try {
		return Temporal.PlainDate.from(fields, { overflow: 'reject' }).toString();
	} catch {
		return null;
	}
}

/** 'HH:MM' when a text is a time of day, with or without seconds; else null. */
export function readTimeOfDay(text: string): string | null {
	const match = /^(\d{1,2})[:：](\d{2})(?:[:：]\d{2}(?:\.\d+)?)?$/.exec(text.trim());
	const [hour, minute] = [Number(match?.[1]), Number(match?.[2])];
	return match && hour < 24 && minute < 60 ? `${String(hour).padStart(2, '0')}:${match[2]}` : null;
}

/** Negative, zero or positive as one time of day, 'HH:MM' or 'HH:MM:SS', is before, the same as or after another. */
export function compareTimes(a: string, b: string): number {
	return Temporal.PlainTime.compare(Temporal.PlainTime.from(a), Temporal.PlainTime.from(b));
}

/** Minutes from one time of day to another, over midnight where it comes before: 0 to 1439. */
export function minutesUntil(from: string, to: string): number {
	return (Temporal.PlainTime.from(from).until(Temporal.PlainTime.from(to)).total('minutes') + 1440) % 1440;
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

function zoned(moment: Date, timeZone: string): Temporal.ZonedDateTime {
	return Temporal.Instant.fromEpochMilliseconds(moment.getTime()).toZonedDateTimeISO(timeZone);
}

function toDate(moment: Temporal.ZonedDateTime): Date {
	return new Date(moment.epochMilliseconds);
}
