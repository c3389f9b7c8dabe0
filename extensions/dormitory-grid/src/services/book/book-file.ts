import type { Readable } from 'node:stream';
import type { Language } from '../../constants/languages.ts';
import { say } from '../../lang/say.ts';
import type { TextKey } from '../../lang/translations/zh-CN.ts';
import type { BookRows, BookTable } from '../../types/book.ts';
import type { SheetCell } from '../sheets/cells.ts';
import { type SheetFormat, writeSheet } from '../sheets/write-sheet.ts';

interface Column {
	title: TextKey;
	width?: number;
	format?: string;
}

const PERCENT = '0.0%';
const number = (title: TextKey): Column => ({ title, width: 9 });
const REPORTS: Column[] = [
	number('book.owed'),
	number('book.on_time'),
	number('book.late'),
	number('book.missing'),
	{ title: 'book.on_time_rate', width: 10, format: PERCENT },
	{ title: 'book.completeness', width: 10, format: PERCENT },
];
const COUNTS: Column[] = [
	number('book.residents'),
	number('kind.late_return'),
	number('kind.not_returned'),
	number('kind.on_leave'),
];

const COLUMNS: Readonly<Record<BookTable, readonly Column[]>> = {
	nights: [{ title: 'book.date', width: 12 }, { title: 'book.weekday', width: 8 }, ...REPORTS, ...COUNTS],
	grids: [
		{ title: 'book.code', width: 12 },
		{ title: 'book.name', width: 16 },
		{ title: 'book.level', width: 8 },
		...REPORTS,
		...COUNTS,
		number('book.on_behalf'),
		number('book.stand_in'),
	],
	persons: [{ title: 'book.person', width: 14 }, { title: 'book.level', width: 8 }, ...REPORTS, number('book.own')],
	students: [
		{ title: 'book.number', width: 16 },
		{ title: 'book.student', width: 12 },
		{ title: 'book.department', width: 20 },
		number('kind.late_return'),
		number('kind.not_returned'),
		number('kind.on_leave'),
		{ title: 'book.last_date', width: 12 },
	],
};

/** Every number as a number, so that a spreadsheet can go on calculating. */
const CELLS: { [Table in BookTable]: (row: BookRows[Table][number], language: Language) => SheetCell[] } = {
	nights: (row, language) => [
		row.date,
		say(language, WEEKDAYS[row.weekday - 1] ?? 'weekday.1'),
		...reportCells(row),
		...countCells(row),
	],
	grids: (row, language) => [
		row.code,
		row.name,
		say(language, LEVELS[row.level]),
		...reportCells(row),
		...countCells(row),
		row.on_behalf,
		row.stand_in,
	],
	persons: (row, language) => [row.name, say(language, LEVELS[row.level]), ...reportCells(row), row.own],
	students: (row) => [
		row.number,
		row.name,
		row.department,
		row.late_return,
		row.not_returned,
		row.on_leave,
		row.last_date,
	],
};

const WEEKDAYS = [
	'weekday.1',
	'weekday.2',
	'weekday.3',
	'weekday.4',
	'weekday.5',
	'weekday.6',
	'weekday.7',
] as const satisfies readonly TextKey[];
const LEVELS = { 1: 'place.grid1', 2: 'place.grid2', 3: 'place.grid3' } as const satisfies Record<1 | 2 | 3, TextKey>;

export function writeBook<Table extends BookTable>(
	format: SheetFormat,
	table: Table,
	rows: BookRows[Table],
	language: Language,
): Readable {
	const columns = COLUMNS[table].map(({ title, ...column }) => ({ ...column, title: say(language, title) }));
	// The rows of a table are of its kind, which the compiler cannot see through the table's name.
	const list: readonly BookRows[Table][number][] = rows;
	return writeSheet(
		format,
		say(language, `book.${table}`),
		columns,
		cellsOf(list, (row) => CELLS[table](row, language)),
	);
}

function* cellsOf<Row>(rows: readonly Row[], cells: (row: Row) => SheetCell[]): Generator<SheetCell[]> {
	for (const row of rows) yield cells(row);
}

function reportCells(
	row: BookRows['nights'][number] | BookRows['grids'][number] | BookRows['persons'][number],
): SheetCell[] {
	return [row.owed, row.on_time, row.late, row.missing, row.on_time_rate, row.completeness];
}

function countCells(row: BookRows['nights'][number] | BookRows['grids'][number]): SheetCell[] {
	return [row.residents, row.late_return, row.not_returned, row.on_leave];
}
