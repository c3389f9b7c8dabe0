import type { Language } from '../constants/languages.ts';

/** Lists that a counsellor or the working group sends as a sheet (part of /grid/api/imports). */
export type ImportKind = 'leaves' | 'stays';
export type ImportField = 'number' | 'name' | 'from' | 'to' | 'note';

/** What is wrong in a line of a sheet, in the asker's language. */
export interface ImportProblem {
	/** As the spreadsheet shows it. */
	line: number;
	field: ImportField | null;
	/** What the cell holds. */
	value: string;
	message: string;
}

/** A line as it was understood. */
export interface ImportRow {
	line: number;
	number: string;
	name: string;
	/** On the college's clock: 'YYYY-MM-DD', with 'HH:MM' where the sheet gives a time. */
	from: string | null;
	to: string | null;
	note: string | null;
}

/** POST /grid/api/leaves/import and /grid/api/stays/import; `dry=1` only looks, `skip_bad=1` writes what is good. */
export interface ImportAnswer {
	rows: number;
	good: number;
	bad: number;
	written: number;
	/** The first of them. */
	problems: ImportProblem[];
	preview: ImportRow[];
}

export interface ImportPeriod {
	id: number;
	name: string;
	starts_on: string;
	ends_on: string;
	/** Nothing can be added any more. */
	over: boolean;
	/** How many stay, of those whom the asker keeps. */
	staying: number;
}

/** GET /grid/api/imports. */
export interface ImportsAnswer {
	now: string;
	person: { name: string; language: Language };
	/** `null`: this person keeps no lists. */
	role: 'working_group' | 'counsellor' | null;
	time_zone: string;
	/** Leaves begin after it. */
	last_close: string | null;
	periods: ImportPeriod[];
}
