import { CATEGORIES, type IssueCategory, SEVERITIES, type Severity } from '../../../constants/issues.ts';
import { isRecord } from '../../shared/request.ts';
import { eveningOf } from './days.ts';

export const REPORT_KINDS = ['issue', 'hazard', 'dispute', 'complaint'] as const;

/** What is filled in to raise something. */
export interface ReportWords {
	kind: (typeof REPORT_KINDS)[number];
	title: string;
	grid: number | null;
	room: number | null;
	/** Whom a complaint is about; `null`: nobody in particular. */
	about: string | null;
	category: IssueCategory | null;
	severity: Severity;
	note: string;
	/** A hazard is protected for now: how, and until which day. Neither, or both. */
	measure: string;
	date: string;
	photos: string[];
}

export function readReport(value: unknown): ReportWords {
	const kept = isRecord(value) ? value : {};
	const text = (name: string) => (typeof kept[name] === 'string' ? kept[name] : '');
	const id = (name: string) => (typeof kept[name] === 'number' ? kept[name] : null);
	const { photos } = kept;
	return {
		kind: REPORT_KINDS.find((one) => one === kept['kind']) ?? 'issue',
		title: text('title'),
		grid: id('grid'),
		room: id('room'),
		about: typeof kept['about'] === 'string' ? kept['about'] : null,
		category: CATEGORIES.find((one) => one === kept['category']) ?? null,
		severity: SEVERITIES.find((one) => one === kept['severity']) ?? 'normal',
		note: text('note'),
		measure: text('measure'),
		date: text('date'),
		photos: Array.isArray(photos) ? photos.filter((one) => typeof one === 'string') : [],
	};
}

export type ReportMissing = 'title' | 'category' | 'measure' | 'until';

export function findReportMissing(words: ReportWords, today: string): ReportMissing[] {
	const measure = words.measure.trim();
	const isHazard = words.kind === 'hazard';
	return [
		...(words.title.trim() === '' ? (['title'] as const) : []),
		...(words.category === null ? (['category'] as const) : []),
		...(isHazard && measure === '' && words.date !== '' ? (['measure'] as const) : []),
		...(isHazard && measure !== '' && words.date <= today ? (['until'] as const) : []),
	];
}

/** The row of issue_steps, without its key. @param measure the line that tells what was done for now */
export function reportBody(
	words: ReportWords,
	{ grid, measure, timeZone }: { grid: number; measure: string; timeZone: string },
): Readonly<Record<string, unknown>> {
	const isProtected = words.kind === 'hazard' && words.measure.trim() !== '';
	const note = [words.note.trim(), isProtected ? measure : ''].filter(Boolean).join('\n');
	return {
		kind: 'report',
		issue_kind: words.kind,
		title: words.title.trim(),
		category: words.category,
		severity: words.severity,
		grid,
		room: words.room,
		...(words.kind === 'complaint' && words.about !== null ? { about: words.about } : {}),
		...(note ? { note } : {}),
		...(isProtected ? { until: eveningOf(words.date, timeZone) } : {}),
		...(words.photos.length > 0 ? { photos: words.photos } : {}),
	};
}
