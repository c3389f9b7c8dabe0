import type { BookRows, BookTable } from '../../../types/book.ts';
import { percentText } from './chart.ts';

export const TABLES = ['nights', 'grids', 'persons', 'students'] as const satisfies readonly BookTable[];

/** Which columns a table shows, in their order. */
export const COLUMNS = {
	nights: [
		'date',
		'weekday',
		'owed',
		'on_time',
		'late',
		'missing',
		'on_time_rate',
		'completeness',
		'late_return',
		'not_returned',
		'on_leave',
	],
	grids: [
		'code',
		'name',
		'level',
		'owed',
		'on_time',
		'late',
		'missing',
		'on_time_rate',
		'completeness',
		'late_return',
		'not_returned',
		'on_behalf',
		'stand_in',
	],
	persons: ['person', 'level', 'owed', 'on_time', 'late', 'missing', 'on_time_rate', 'completeness', 'own'],
	students: ['number', 'student', 'department', 'late_return', 'not_returned', 'on_leave', 'last_date'],
} as const satisfies Record<BookTable, readonly string[]>;

export type ColumnName = (typeof COLUMNS)[BookTable][number];

/** Texts stand at the start of their cell, numbers at its end. */
const TEXTS: readonly ColumnName[] = [
	'date',
	'weekday',
	'code',
	'name',
	'level',
	'person',
	'number',
	'student',
	'department',
	'last_date',
];
export const isText = (column: ColumnName): boolean => TEXTS.includes(column);

interface Names {
	weekday: (weekday: number) => string;
	level: (level: number) => string;
}

export function keyOf(row: BookRows[BookTable][number]): string {
	if ('night' in row) return String(row.night);
	if ('grid' in row) return String(row.grid);
	return 'person' in row ? `${row.person}/${row.level}` : String(row.student);
}

/** A row as a person reads it. */
export function cellText(row: BookRows[BookTable][number], column: ColumnName, names: Names): string {
	// The name of a person or student lies under `name`; their own field is the key.
	const field = column === 'person' || column === 'student' ? 'name' : column;
	const value: unknown = Object.entries(row).find(([name]) => name === field)?.[1];
	if (column === 'weekday') return names.weekday(Number(value));
	if (column === 'level') return names.level(Number(value));
	if (column === 'on_time_rate' || column === 'completeness')
		return percentText(typeof value === 'number' ? value : null);
	return typeof value === 'string' || typeof value === 'number' ? String(value) : '–';
}
