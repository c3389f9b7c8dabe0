import { Readable } from 'node:stream';
import { writeCsvStream } from 'hucre/csv';
import { writeXlsxStream } from 'hucre/xlsx';
import { safeCell } from '../../domain/formula.ts';
import { cellText, type SheetCell } from './cells.ts';

export const SHEET_FORMATS = ['xlsx', 'csv'] as const;
export type SheetFormat = (typeof SHEET_FORMATS)[number];

export const SHEET_TYPES: Readonly<Record<SheetFormat, string>> = {
	xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
	csv: 'text/csv; charset=utf-8',
};

export interface SheetColumn {
	title: string;
	/** In characters; only .xlsx knows widths. */
	width?: number;
	/** A number format of .xlsx, such as `0.0%` or `yyyy-mm-dd hh:mm`. */
	format?: string;
}

/** What XML cannot hold, and no list needs. */
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/**
 * A table as a stream of bytes, row by row as the receiver reads. Texts never begin a formula. A moment must have been put
 * into the college's own time before (`Date` whose UTC parts are its wall clock).
 */
export function writeSheet(
	format: SheetFormat,
	name: string,
	columns: readonly SheetColumn[],
	rows: Iterable<readonly SheetCell[]> | AsyncIterable<readonly SheetCell[]>,
): Readable {
	const table = safeRows(format, columns, rows);
	const written =
		format === 'csv'
			? writeCsvStream(table, { bom: true, headers: false })
			: writeXlsxStream(table, {
					name: sheetName(name),
					freezePane: { rows: 1 },
					columns: columns.map(({ width, format: numFmt }) => ({
						...(width === undefined ? {} : { width }),
						...(numFmt === undefined ? {} : { numFmt }),
					})),
				});
	return Readable.from(chunks(written, table));
}

/** Asks for the next bytes only when they are wanted, and lets go of the rows when the receiver has gone. */
async function* chunks(
	stream: ReadableStream<Uint8Array>,
	table: AsyncGenerator<SheetCell[]>,
): AsyncGenerator<Uint8Array> {
	const reader = stream.getReader();
	try {
		for (;;) {
			const { done, value } = await reader.read();
			if (done) return;
			yield value;
		}
	} finally {
		await reader.cancel().catch(() => {});
		await table.return(undefined);
	}
}

async function* safeRows(
	format: SheetFormat,
	columns: readonly SheetColumn[],
	rows: Iterable<readonly SheetCell[]> | AsyncIterable<readonly SheetCell[]>,
): AsyncGenerator<SheetCell[]> {
	yield columns.map((column) => column.title);
	for await (const row of rows)
		yield row.map((cell) => (format === 'csv' && cell instanceof Date ? cellText(cell) : safe(cell)));
}

function safe(cell: SheetCell): SheetCell {
	return typeof cell === 'string' ? safeCell(cell).replace(CONTROL, '\ufffd') : cell;
}

/** Excel takes 31 characters and none of these. */
function sheetName(name: string): string {
	return name.replace(/[[\]*?:/\\]/g, ' ').slice(0, 31);
}
