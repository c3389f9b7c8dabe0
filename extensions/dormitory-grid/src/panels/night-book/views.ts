import { LONGEST_SPAN_DAYS, USUAL_SPAN_DAYS } from '../../constants/spans.ts';

export const VIEWS = ['rates', 'weekdays', 'departments', 'buildings', 'tables', 'exports'] as const;
export type View = (typeof VIEWS)[number];

export function readView(option: unknown): View {
	return VIEWS.find((view) => view === option) ?? 'rates';
}

export function readDays(option: unknown): number {
	const days = Number(option);
	return Number.isInteger(days) && days >= 1 && days <= LONGEST_SPAN_DAYS ? days : USUAL_SPAN_DAYS;
}

/** Dates as the college counts them are the server's affair: from here only their distance matters, a day more or less. */
export function firstDate(days: number, now: Date): string {
	return new Date(now.getTime() - (days - 1) * 86_400_000).toISOString().slice(0, 10);
}
