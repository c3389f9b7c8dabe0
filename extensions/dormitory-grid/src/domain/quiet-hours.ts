import { addDays, compareDates, dateAt, momentOn } from './calendar.ts';

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

/**
 * Minutes that such a clock has run between two moments, both within the span: the days are laid out once, then any
 * number of clocks is read. Half-open: what is quiet counts nothing.
 */
export function workingClock(first: Date, last: Date, quiet: QuietHours): (from: Date, until: Date) => number {
	const spans: { from: number; until: number; before: number }[] = [];
	let total = 0;
	const end = dateAt(last, quiet.timeZone);
	for (let date = dateAt(first, quiet.timeZone); compareDates(date, end) <= 0; date = addDays(date, 1)) {
		for (const span of workingSpans(date, quiet)) {
			const [from, until] = [span.from.getTime(), span.until.getTime()];
			spans.push({ from, until, before: total });
			total += until - from;
		}
	}
	const runUntil = (moment: Date): number => {
		let [low, high] = [0, spans.length];
		while (low < high) {
			const middle = (low + high) >> 1;
			if ((spans[middle]?.from ?? 0) <= moment.getTime()) low = middle + 1;
			else high = middle;
		}
		const span = spans[low - 1];
		return span === undefined ? 0 : span.before + Math.min(moment.getTime(), span.until) - span.from;
	};
	return (from, until) => Math.max(0, runUntil(until) - runUntil(from)) / 60_000;
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
