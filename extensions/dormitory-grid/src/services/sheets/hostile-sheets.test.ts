import { monitorEventLoopDelay } from 'node:perf_hooks';
import { describe, expect, it } from 'vitest';
import { cellText } from './cells.ts';
import { MAX_SHEET_BYTES } from './limits.ts';
import { readSheet } from './read-sheet.ts';
import { text, workbook } from './test-workbook.ts';

/** Files of a few megabytes that would keep a reader busy for a minute: whoever reports meanwhile must not notice. */

const LONGEST_HOLD_MS = 1500;
const MIB = 1024 * 1024;

type Options = Parameters<typeof readSheet>[2];

const problemOf = async (bytes: Uint8Array, options?: Options): Promise<string> =>
	await readSheet(bytes, 'en-US', options).then(
		(rows) => `${rows.length} rows`,
		(error: { code: string; extensions: { problem?: string }; message: string }) => {
			expect(error.message).toMatch(/[a-z]/);
			return error.extensions.problem ?? error.code;
		},
	);

/** The longest time in milliseconds for which nothing else got its turn. */
async function heldUp(work: () => Promise<unknown>): Promise<number> {
	const delays = monitorEventLoopDelay({ resolution: 10 });
	delays.enable();
	// A delay is counted from one turn to the next: there has to be one before and one after the work.
	await new Promise((resolve) => setTimeout(resolve, 50));
	await work();
	await new Promise((resolve) => setTimeout(resolve, 50));
	delays.disable();
	return delays.max / 1e6;
}

const rows = (count: number, row: (index: number) => string) =>
	`<sheetData>${Array.from({ length: count }, (_, index) => row(index + 1)).join('')}</sheetData>`;
const SHARED_CELL = '<c t="s"><v>0</v></c>';

describe('a file made to hold the server', () => {
	it.each<[what: string, problem: string, bytes: () => Uint8Array]>([
		[
			'400,000 rows with an empty cell in the last column',
			'too_many_columns',
			() => workbook(rows(400_000, (row) => `<row r="${row}"><c r="XFD${row}"/></row>`)),
		],
		[
			'cells in the last column, written as entities',
			'not_xlsx',
			() => workbook(rows(100_000, (row) => `<row r="${row}"><c r="&#88;FD${row}"/></row>`)),
		],
		[
			'millions of cells without a place',
			'too_many_columns',
			() => workbook(rows(1, () => '<row><c/></row>'.replace('<c/>', '<c/>'.repeat(4_000_000)))),
		],
		[
			'three million shared strings',
			'too_large',
			() =>
				workbook(
					rows(1, () => '<row/>'),
					0,
					'<si/>'.repeat(3_000_000),
				),
		],
		[
			'five million shared strings',
			'too_large',
			() =>
				workbook(
					rows(1, () => '<row/>'),
					0,
					'<si/>'.repeat(5_000_000),
				),
		],
		['19 MB of empty rows', 'too_many_rows', () => workbook(rows((19 * MIB) / 6, () => '<row/>'))],
		['95 MB of empty rows', 'too_large', () => workbook(`<sheetData>${'<row/>'.repeat((95 * MIB) / 6)}</sheetData>`)],
		[
			'one long text in a hundred thousand cells',
			'too_large',
			() =>
				workbook(
					rows(2000, () => `<row>${SHARED_CELL.repeat(50)}</row>`),
					0,
					`<si><t>${'a'.repeat(MIB)}</t></si>`,
				),
		],
		['9 MB of line breaks', 'too_many_rows', () => text('\n'.repeat(9 * MIB))],
		['9 MB of commas', 'unreadable', () => text(','.repeat(9 * MIB))],
		['9 MB of quotes', 'unreadable', () => text('"'.repeat(9 * MIB))],
		['lines of commas', 'too_many_columns', () => text(`${','.repeat(90_000)}x\n`.repeat(100))],
	])('%s is refused, and nobody else waits', { timeout: 120_000 }, async (_, problem, make) => {
		const bytes = make();
		expect(bytes.length).toBeLessThan(MAX_SHEET_BYTES);
		let found = '';
		const longest = await heldUp(async () => (found = await problemOf(bytes)));
		expect(found).toBe(problem);
		expect(longest).toBeLessThan(LONGEST_HOLD_MS);
	});

	it('lines of quotes that never close hold nobody either', { timeout: 120_000 }, async () => {
		const bytes = text(`"${`${'""'.repeat(40_000)}\n`.repeat(110)}`);
		expect(await heldUp(async () => await problemOf(bytes))).toBeLessThan(LONGEST_HOLD_MS);
	});

	it('numbers of three hundred digits are not written out', { timeout: 120_000 }, async () => {
		const bytes = workbook(rows(4000, () => `<row>${'<c><v>1e308</v></c>'.repeat(100)}</row>`));
		const read = await readSheet(bytes, 'en-US');
		const cells = read.flatMap((row) => row.cells);
		const written = await heldUp(async () => {
			const texts = await Promise.resolve(cells.map(cellText));
			expect(texts).toHaveLength(400_000);
			expect(new Set(texts)).toEqual(new Set(['1e+308']));
		});
		expect(written).toBeLessThan(LONGEST_HOLD_MS);
	});

	it('is given up after its time', async () => {
		const bytes = workbook(rows(20_000, (row) => `<row r="${row}"><c r="A${row}"><v>${row}</v></c></row>`));
		expect(await problemOf(bytes, { timeLimitMs: 5 })).toBe('too_slow');
		expect(await problemOf(bytes)).toBe('20000 rows');
	});
});

describe('the line before the reader', () => {
	const LIST = text('学号,姓名\n1,甲\n');

	it('is short: one is read, four wait, and the sixth is told to come again', async () => {
		const found = await Promise.all(Array.from({ length: 6 }, async () => await problemOf(LIST)));
		expect(found.toSorted()).toEqual([...Array.from({ length: 5 }, () => '2 rows'), 'GRID_BUSY']);
		expect(await problemOf(LIST)).toBe('2 rows');
	});

	it('is left by whoever has gone, while he waits and while he is read', async () => {
		const slow = workbook(rows(20_000, (row) => `<row r="${row}"><c r="A${row}"><v>${row}</v></c></row>`));
		const gone = new AbortController();
		const reading = problemOf(slow, { gone: gone.signal });
		const waiting = problemOf(slow, { gone: gone.signal });
		setTimeout(() => gone.abort(), 20);
		expect([await reading, await waiting]).toEqual(['GRID_BUSY', 'GRID_BUSY']);
		expect(await problemOf(LIST, { gone: gone.signal })).toBe('GRID_BUSY');
		expect(await problemOf(LIST)).toBe('2 rows');
	});
});
