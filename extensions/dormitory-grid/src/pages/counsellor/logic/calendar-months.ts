import type { StudentMark, StudentNight } from '../../../types/api-counsellor.ts';

export interface CalendarDay {
	date: string;
	day: number;
	/** `null`: no report was owed, or he was on no list. */
	night: StudentNight | null;
}

export interface CalendarMonth {
	/** YYYY-MM */
	month: string;
	/** Weeks from Monday to Sunday; `null` lies outside the month. */
	weeks: (CalendarDay | null)[][];
}

const DAY = 86_400_000;

/** The months in which a student had nights, newest first, as a calendar on the wall shows them. */
export function toMonths(nights: readonly StudentNight[]): CalendarMonth[] {
	const byDate = new Map(nights.map((night) => [night.date, night]));
	const months = [...new Set(nights.map(({ date }) => date.slice(0, 7)))].sort().reverse();
	return months.map((month) => ({ month, weeks: toWeeks(month, byDate) }));
}

export function countMarks(nights: readonly StudentNight[]): Record<StudentMark, number> {
	const counts: Record<StudentMark, number> = { in: 0, late_return: 0, not_returned: 0, on_leave: 0, unknown: 0 };
	for (const { mark } of nights) counts[mark]++;
	return counts;
}

function toWeeks(month: string, nights: ReadonlyMap<string, StudentNight>): (CalendarDay | null)[][] {
	const first = Date.parse(`${month}-01T00:00:00Z`);
	// Monday is the first column.
	const cells: (CalendarDay | null)[] = Array.from({ length: (new Date(first).getUTCDay() + 6) % 7 }, () => null);
	for (let moment = first; ; moment += DAY) {
		const date = new Date(moment).toISOString().slice(0, 10);
		if (!date.startsWith(month)) break;
		cells.push({ date, day: Number(date.slice(8)), night: nights.get(date) ?? null });
	}
	while (cells.length % 7 !== 0) cells.push(null);
	return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7));
}
