import { momentAtClock } from '../../../domain/clock-text.ts';

const DAY_MS = 86_400_000;
/** When a day that was promised ends for those who work. */
const END_OF_WORK = '18:00';

/** The calendar date (YYYY-MM-DD) of a moment at the college. */
export function dateOf(moment: number, timeZone: string): string {
	const parts = new Intl.DateTimeFormat('en-GB', { year: 'numeric', month: '2-digit', day: '2-digit', timeZone })
		.formatToParts(new Date(moment))
		.reduce<Record<string, string>>((named, { type, value }) => ({ ...named, [type]: value }), {});
	return `${parts['year']}-${parts['month']}-${parts['day']}`;
}

export function addDays(date: string, days: number): string {
	return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The evening of a calendar date at the college, as a moment. */
export function eveningOf(date: string, timeZone: string): string | null {
	const near = momentAtClock(`${date}T12:00:00Z`, END_OF_WORK, timeZone);
	if (near === null) return null;
	const found = dateOf(Date.parse(near), timeZone);
	if (found === date) return near;
	return momentAtClock(
		new Date(Date.parse(near) + (found < date ? DAY_MS : -DAY_MS)).toISOString(),
		END_OF_WORK,
		timeZone,
	);
}
