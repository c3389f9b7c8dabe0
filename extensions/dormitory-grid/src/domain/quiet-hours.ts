import { addDays, dateAt, momentOn } from './calendar.ts';

/** Clocks that stand still at night and on days off (DESIGN.md 6, issue clocks). Pure. */

export interface QuietHours {
	timeZone: string;
	/** 'HH:MM' or 'HH:MM:SS'; a span may cross midnight. Equal, or either missing: no quiet hours. */
	from: string | null;
	until: string | null;
	/** Days on which no clock runs: holidays. */
	isDayOff: (date: string) => boolean;
}

/** A calendar that never works would have a clock run for ever. */
const FARTHEST_DAYS = 366;

/**
 * The moment at which a clock that starts at `start` has run `minutes` minutes outside quiet hours and days off.
 * After a year without enough working time it runs out all the same: no clock stands still for good.
 */
export function addWorkingMinutes(start: Date, minutes: number, quiet: QuietHours): Date {
	let left = minutes * 60_000;
	let date = dateAt(start, quiet.timeZone);
	for (let day = 0; day < FARTHEST_DAYS; day++, date = addDays(date, 1)) {
		for (const { from, until } of workingSpans(date, quiet)) {
			const begins = Math.max(from.getTime(), start.getTime());
			const length = until.getTime() - begins;
			if (length <= 0) continue;
			if (left <= length) return new Date(begins + left);
			left -= length;
		}
	}
	return momentOn(date, '00:00', quiet.timeZone);
}

interface Span {
	from: Date;
	until: Date;
}

/** The parts of a calendar day in which clocks run. */
function workingSpans(date: string, { timeZone, from, until, isDayOff }: QuietHours): Span[] {
	if (isDayOff(date)) return [];
	const midnight = momentOn(date, '00:00', timeZone);
	const nextMidnight = momentOn(addDays(date, 1), '00:00', timeZone);
	if (from === null || until === null || from === until) return [{ from: midnight, until: nextMidnight }];
	const quietFrom = momentOn(date, from, timeZone);
	const quietUntil = momentOn(date, until, timeZone);
	return quietFrom > quietUntil
		? [{ from: quietUntil, until: quietFrom }]
		: [
				{ from: midnight, until: quietFrom },
				{ from: quietUntil, until: nextMidnight },
			];
}
