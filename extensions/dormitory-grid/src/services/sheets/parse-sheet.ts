import { streamCsvRows } from 'hucre/csv';
import { streamXlsxRows } from 'hucre/xlsx';
import { listEntries, unfoldedSize } from './archive.ts';
import { cellText, type SheetCell, type SheetRow } from './cells.ts';
import { scanCsv, scanWorkbook } from './scan.ts';
import { MAX_CELLS, MAX_COLUMNS, MAX_LINES, MAX_TEXT, MAX_UNFOLDED_BYTES, type SheetProblem } from './limits.ts';

export interface SheetFile {
	bytes: Uint8Array;
	/** The file's own name, or nothing. */
	name: string;
	maxRows: number;
}

/**
 * The rows of a file, or why there are none. Runs in a thread of its own (sheet-worker.ts): a file of a few megabytes can
 * keep a reader busy for a minute, and a report must not wait for it.
 */
export async function parseSheet({ bytes, name, maxRows }: SheetFile): Promise<SheetRow[] | SheetProblem> {
	// OLE2: the .xls of before 2007, and every workbook with a password.
	if (startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0])) return 'old_format';
	if (startsWith(bytes, [0x50, 0x4b])) {
		const entries = listEntries(bytes);
		const size = entries === null ? null : unfoldedSize(entries);
		if (entries === null || size === null) return 'not_xlsx';
		if (size > MAX_UNFOLDED_BYTES) return 'too_large';
		try {
			return scanWorkbook(entries) ?? (await gather(streamXlsxRows(bytes), maxRows));
		} catch {
			// Whatever the archive holds, it is no workbook that can be read; the reader's words help no one here.
			return 'not_xlsx';
		}
	}
	if (/\.xls[xm]?$/i.test(name)) return 'not_xlsx';
	const text = decode(bytes);
	return text === null ? 'unreadable' : (scanCsv(text) ?? (await gather(numbered(streamCsvRows(text)), maxRows)));
}

type Values = { index: number; values: readonly unknown[] };

/** The first row too many, or too wide, ends the reading; an empty one costs the reader as much as any other. */
async function gather(
	rows: AsyncIterable<Values> | Iterable<Values>,
	maxRows: number,
): Promise<SheetRow[] | SheetProblem> {
	const kept: SheetRow[] = [];
	let [lines, cells, text] = [0, 0, 0];
	for await (const { index, values } of rows) {
		if ((lines += 1) > MAX_LINES) return 'too_many_rows';
		if (values.length > MAX_COLUMNS && values.slice(MAX_COLUMNS).some(isFilled)) return 'too_many_columns';
		const width = values.findLastIndex(isFilled) + 1;
		if (width === 0) continue;
		if (kept.length === maxRows) return 'too_many_rows';
		// One long text may stand in many cells: here it is one, and one each where it is handed over.
		for (const value of values) if (typeof value === 'string') text += value.length;
		if ((cells += width) > MAX_CELLS || text > MAX_TEXT) return 'too_large';
		kept.push({ line: index + 1, cells: values.slice(0, width).map(toCell) });
	}
	return kept;
}

function isFilled(value: unknown): boolean {
	return typeof value === 'string' ? value.trim() !== '' : cellText(toCell(value)) !== '';
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
