import { LONGEST_SPAN_DAYS } from '../../../constants/spans.ts';

/** A time in the unit that says it shortest; on clocks that rest at night a day would be no measure. */
export function amountOf(minutes: number): { unit: 'minutes' | 'hours'; value: string } {
	if (minutes < 60) return { unit: 'minutes', value: String(Math.round(minutes)) };
	const hours = minutes / 60;
	return { unit: 'hours', value: hours < 10 ? hours.toFixed(1).replace(/\.0$/, '') : String(Math.round(hours)) };
}

/** Whole percents; what is not nothing does not say 0 %, and what is not all does not say 100 %. */
export function shareText(count: number, whole: number): string {
	if (whole === 0) return '–';
	const percent = Math.round((count / whole) * 100);
	if (count > 0 && percent === 0) return '<1%';
	return count < whole && percent === 100 ? '>99%' : `${percent}%`;
}

/** What the server would refuse; said before it is asked. */
export function spanProblem(from: string, to: string): 'backwards' | 'too_long' | null {
	const days = (Date.parse(to) - Date.parse(from)) / 86_400_000;
	if (days < 0) return 'backwards';
	return days >= LONGEST_SPAN_DAYS ? 'too_long' : null;
}

/** Only what is asked for, as an address carries it. */
export function queryText(asked: Readonly<Record<string, string>>): string {
	return new URLSearchParams(Object.entries(asked).filter(([, value]) => value !== '')).toString();
}
