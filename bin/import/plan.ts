import type { Knex } from 'knex';
import type { Line } from './sheet.ts';

/** What one import looks at and writes; all of it in one transaction. */
export interface Import {
	db: Knex;
	college: { id: number; timeZone: string };
	lines: readonly Line[];
	now: Date;
	/** Hashes of first passwords by e-mail; an account made without one cannot log in. */
	hashes: ReadonlyMap<string, string>;
}

export interface Outcome {
	problems: Problem[];
	/** Counts to be said, such as { students: 12 }. */
	created: number;
	changed: number;
	same: number;
	/** Accounts that did not exist before. */
	accounts: { email: string; name: string }[];
	/** Further sentences. */
	notes: string[];
}

export interface Problem {
	line: number;
	/** As the sheet names it. */
	column: string;
	value: string;
	reason: string;
}

export function newOutcome(): Outcome {
	return { problems: [], created: 0, changed: 0, same: 0, accounts: [], notes: [] };
}

/** Takes down what is wrong with a line, and tells its caller to go on to the next. */
export function refuse(outcome: Outcome, { line, text, heading }: Line, field: string, reason: string): null {
	outcome.problems.push({ line, column: heading(field), value: text(field) ?? '', reason });
	return null;
}

/** Texts that a column of 255 characters holds. */
export function isLong(line: Line, fields: readonly string[]): string | null {
	return fields.find((field) => (line.text(field) ?? '').length > 255) ?? null;
}

/** Fields of a row that a sheet would change; a missing column changes nothing. */
export function changesOf(row: Readonly<Record<string, unknown>>, wanted: Readonly<Record<string, unknown>>): object {
	return Object.fromEntries(
		Object.entries(wanted).filter(([field, value]) => value !== undefined && (row[field] ?? null) !== value),
	);
}
