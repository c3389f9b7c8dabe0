import { streamCsvRows } from 'hucre/csv';
import { streamXlsxRows } from 'hucre/xlsx';
import type { Language } from '../../constants/languages.ts';
import { GridSheetError } from '../../errors/index.ts';
import { refusal } from '../refuse.ts';
import { unfoldedSize } from './archive.ts';
import { cellText, type SheetCell, type SheetRow } from './cells.ts';

/** Limits of a sheet that a person sends: a college's list of a year fits ten times over. */
export const MAX_SHEET_BYTES = 10 * 1024 * 1024;
const MAX_UNFOLDED_BYTES = 100 * 1024 * 1024;
const MAX_ROWS = 20_000;
const MAX_COLUMNS = 100;

/** Why a file could not be read; each has a text `errors.GRID_SHEET.<problem>`. */
export type SheetProblem =
	| 'not_xlsx'
	| 'old_format'
	| 'unreadable'
	| 'empty'
	| 'too_large'
	| 'too_many_rows'
	| 'too_many_columns';

/**
 * The rows of an .xlsx (its first sheet) or a .csv file (UTF-8, UTF-16 with a mark, or GBK), without empty rows.
 * `name` is the file's own name, if known: it says what the sender takes it for. Errors: GRID_SHEET with `problem`.
 */
export async function readSheet(
	bytes: Uint8Array,
	language: Language,
	{ name = '', maxRows = MAX_ROWS }: { name?: string; maxRows?: number } = {},
): Promise<SheetRow[]> {
	const refuse = (problem: SheetProblem) =>
		refusal(GridSheetError, language, `errors.GRID_SHEET.${problem}`, { rows: maxRows }, { problem });
	if (bytes.byteLength > MAX_SHEET_BYTES) throw refuse('too_large');
	if (bytes.byteLength === 0) throw refuse('empty');
	const reading = await readRows(bytes, name, maxRows);
	if (typeof reading === 'string') throw refuse(reading);
	if (reading.length === 0) throw refuse('empty');
	return reading;
}

async function readRows(bytes: Uint8Array, name: string, maxRows: number): Promise<SheetRow[] | SheetProblem> {
	// OLE2: the .xls of before 2007, and every workbook with a password.
	if (startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0])) return 'old_format';
	if (startsWith(bytes, [0x50, 0x4b])) {
		const size = unfoldedSize(bytes);
		if (size === null) return 'not_xlsx';
		if (size > MAX_UNFOLDED_BYTES) return 'too_large';
		try {
			return await gather(streamXlsxRows(bytes), maxRows);
		} catch {
			// Whatever the archive holds, it is no workbook that can be read; the reader's words help no one here.
			return 'not_xlsx';
		}
	}
	if (/\.xls[xm]?$/i.test(name)) return 'not_xlsx';
	const text = decode(bytes);
	return text === null ? 'unreadable' : await gather(numbered(streamCsvRows(text)), maxRows);
}

/** Empty rows cost nothing; the first row too many, or too wide, ends the reading. */
async function gather(
	rows:
		| AsyncIterable<{ index: number; values: readonly unknown[] }>
		| Iterable<{ index: number; values: readonly unknown[] }>,
	maxRows: number,
): Promise<SheetRow[] | SheetProblem> {
	const kept: SheetRow[] = [];
	for await (const { index, values } of rows) {
		const width = values.findLastIndex((value) => cellText(toCell(value)) !== '') + 1;
		if (width === 0) continue;
		if (width > MAX_COLUMNS) return 'too_many_columns';
		if (kept.length === maxRows) return 'too_many_rows';
		kept.push({ line: index + 1, cells: values.slice(0, width).map(toCell) });
	}
	return kept;
}

function* numbered(rows: Iterable<readonly unknown[]>) {
	let index = 0;
	for (const values of rows) yield { index: index++, values };
}

function toCell(value: unknown): SheetCell {
	switch (typeof value) {
		case 'string':
		case 'number':
		case 'boolean':
			return value;
		default:
			return value instanceof Date ? value : null;
	}
}

/** Excel writes .csv in the machine's own code page, which in China is GBK; GB 18030 contains it. */
function decode(bytes: Uint8Array): string | null {
	if (startsWith(bytes, [0xff, 0xfe])) return new TextDecoder('utf-16le').decode(bytes);
	if (startsWith(bytes, [0xfe, 0xff])) return new TextDecoder('utf-16be').decode(bytes);
	for (const encoding of ['utf-8', 'gb18030']) {
		try {
			const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
			return text.includes('\0') ? null : text;
		} catch {
			continue;
		}
	}
	return null;
}

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
	return start.every((byte, index) => bytes[index] === byte);
}
