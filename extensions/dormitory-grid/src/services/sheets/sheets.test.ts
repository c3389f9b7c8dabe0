import { buffer } from 'node:stream/consumers';
import { describe, expect, it, vi } from 'vitest';
import { cellText, type SheetCell } from './cells.ts';
import { MAX_SHEET_BYTES } from './limits.ts';
import { readSheet } from './read-sheet.ts';
import { archive, declare, text, workbook } from './test-workbook.ts';
import { type SheetFormat, SHEET_FORMATS, writeSheet } from './write-sheet.ts';

const COLUMNS = [
	{ title: '学号', width: 14 },
	{ title: '姓名' },
	{ title: '次数' },
	{ title: '比率', format: '0.0%' },
	{ title: '检查时间', format: 'yyyy-mm-dd hh:mm' },
];
const AT = new Date('2026-03-31T22:31:00Z');

const write = async (format: SheetFormat, rows: Iterable<SheetCell[]>) =>
	new Uint8Array(await buffer(writeSheet(format, '夜查 台账', COLUMNS, rows)));
const problemOf = async (bytes: Uint8Array, options?: { name?: string; maxRows?: number }) =>
	await readSheet(bytes, 'en-US', options).then(
		(rows) => rows.length,
		(error: { code: string; status: number; extensions: { problem: string }; message: string }) => {
			expect([error.code, error.status]).toEqual(['GRID_SHEET', 400]);
			expect(error.message).toMatch(/[a-z]/);
			return error.extensions.problem;
		},
	);

describe('a written file, opened again', () => {
	it('holds every cell with its type in .xlsx', async () => {
		const rows: SheetCell[][] = [
			['0160301021', '欧阳 𠮷娜', 3, 0.985, AT],
			['2016030102', 'a & <b> "c"\nd', -2, null, null],
		];
		const read = await readSheet(await write('xlsx', rows), 'zh-CN');
		expect(read.map((row) => row.line)).toEqual([1, 2, 3]);
		expect(read[0]?.cells).toEqual(COLUMNS.map((column) => column.title));
		expect(read[1]?.cells).toEqual(['0160301021', '欧阳 𠮷娜', 3, 0.985, AT]);
		expect(read[2]?.cells).toEqual(['2016030102', 'a & <b> "c"\nd', -2]);
	});

	it('holds the same texts in .csv, with a mark for Excel', async () => {
		const bytes = await write('csv', [['0160301021', '欧阳, "𠮷"娜\nb', 3, 0.985, AT]]);
		expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
		const [titles, row] = await readSheet(bytes, 'zh-CN');
		expect(titles?.cells[0]).toBe('学号');
		expect(row?.cells).toEqual(['0160301021', '欧阳, "𠮷"娜\nb', '3', '0.985', '2026-03-31 22:31']);
	});

	it.each(SHEET_FORMATS)('begins no formula in .%s', async (format) => {
		const hostile = ['=1+1', '+86', '-1+cmd|x', '@SUM(A1)', '\tx', '\rx', '\u0000=x', '＝1', '＋1', '\n=1'];
		const read = await readSheet(
			await write(
				format,
				hostile.map((text) => ['1', text]),
			),
			'zh-CN',
		);
		expect(read).toHaveLength(hostile.length + 1);
		for (const row of read.slice(1)) expect(String(row.cells[1])).toMatch(/^'/);
		expect(await write(format, [['-2.5', '1-2']]).then((bytes) => readSheet(bytes, 'zh-CN'))).toMatchObject([
			{},
			{ cells: ['-2.5', '1-2'] },
		]);
	});

	it.each(SHEET_FORMATS)('keeps 10,000 rows of .%s in order', async (format) => {
		const rows = Array.from({ length: 10_000 }, (_, index): SheetCell[] => [`${index}`, `学生${index}`, index]);
		const read = await readSheet(await write(format, rows), 'zh-CN');
		expect(read).toHaveLength(10_001);
		expect(read.slice(1).map((row) => cellText(row.cells[2]))).toEqual(rows.map((row) => cellText(row[2])));
		expect(read.at(-1)).toMatchObject({ line: 10_001, cells: ['9999', '学生9999', expect.anything()] });
	});

	it('asks for the next row only when somebody reads', async () => {
		let asked = 0;
		let ended = false;
		function* endless(): Generator<SheetCell[]> {
			try {
				for (;;) yield [`${(asked += 1)}`, '学生'.repeat(500)];
			} finally {
				ended = true;
			}
		}
		const stream = writeSheet('csv', 'x', COLUMNS, endless());
		for await (const _ of stream) break;
		expect(asked).toBeLessThan(10_000);
		await vi.waitFor(() => expect(ended).toBe(true));
	});
});

describe('a file that is not what it seems', () => {
	it('says what is wrong', async () => {
		expect(await problemOf(new Uint8Array())).toBe('empty');
		expect(await problemOf(text('\n \n,,\n'))).toBe('empty');
		expect(await problemOf(text('学号,姓名\n1,a'), { name: '请假.xlsx' })).toBe('not_xlsx');
		expect(await problemOf(text('PK is no archive'))).toBe('not_xlsx');
		expect(await problemOf(archive({ 'readme.txt': text('hello') }))).toBe('not_xlsx');
		expect(await problemOf(new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]))).toBe('old_format');
		expect(await problemOf(new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 0xff]))).toBe('unreadable');
		expect(await problemOf(new Uint8Array(MAX_SHEET_BYTES + 1).fill(97))).toBe('too_large');
		expect(await problemOf(text(`${'a,'.repeat(200)}b`))).toBe('too_many_columns');
		expect(await problemOf(text('a\n1\n2\n'), { maxRows: 2 })).toBe('too_many_rows');
		expect(await problemOf(text('a\n1\n\n\n'), { maxRows: 2 })).toBe(2);
		const whole = await write('xlsx', [['1', '甲', 1]]);
		expect(await problemOf(whole.subarray(0, whole.length - 40))).toBe('not_xlsx');
		expect(await problemOf(whole.slice().fill(7, 200, 260))).toBe('not_xlsx');
	});

	it('unfolds no bomb, whatever its directory says', async () => {
		const bomb = workbook(`<sheetData>${'<row></row>'.repeat(1000)}</sheetData>`, 110 * 1024 * 1024);
		expect(bomb.length).toBeLessThan(MAX_SHEET_BYTES);
		expect(await problemOf(bomb)).toBe('too_large');
		for (const declared of [0, 1000])
			expect(await problemOf(declare(bomb, 'xl/worksheets/sheet1.xml', declared))).toBe('not_xlsx');
	});

	it('grows no row to the last column, and no sheet to the last row', async () => {
		const far = (row: number) => `<row r="${row}"><c r="XFD${row}"><v>1</v></c></row>`;
		expect(await problemOf(workbook(`<sheetData>${far(1)}${far(2)}</sheetData>`))).toBe('too_many_columns');
		const low = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>2</v></c></row>';
		expect(await readSheet(workbook(`<sheetData>${low}</sheetData>`), 'zh-CN')).toEqual([
			{ line: 1, cells: [1] },
			{ line: 1_048_576, cells: [2] },
		]);
		expect(await problemOf(workbook(`<sheetData><row r="1"><c r="XFE1"><v>1</v></c></row></sheetData>`))).toBe(
			'too_many_columns',
		);
	});
});

describe('a .csv as machines write it', () => {
	const ROWS = [
		{ line: 1, cells: ['学号', '姓名'] },
		{ line: 2, cells: ['20160301', '欧阳娜娜'] },
	];
	const CONTENT = '学号,姓名\r\n20160301,欧阳娜娜\r\n';

	it('is read in UTF-8 with and without a mark, UTF-16 and GBK', async () => {
		const gbk = new Uint8Array([
			0xd1,
			0xa7,
			0xba,
			0xc5,
			0x2c,
			0xd0,
			0xd5,
			0xc3,
			0xfb,
			0x0d,
			0x0a,
			...text('20160301,'),
			0xc5,
			0xb7,
			0xd1,
			0xf4,
			0xc4,
			0xc8,
			0xc4,
			0xc8,
			0x0d,
			0x0a,
		]);
		const utf16 = new Uint8Array([0xff, 0xfe, ...Buffer.from(CONTENT, 'utf16le')]);
		for (const bytes of [text(CONTENT), text(`\ufeff${CONTENT}`), utf16, gbk])
			expect(await readSheet(bytes, 'zh-CN', { name: '名单.csv' })).toEqual(ROWS);
	});

	it('may part its cells by a tab or a semicolon', async () => {
		for (const mark of ['\t', ';']) expect(await readSheet(text(CONTENT.replaceAll(',', mark)), 'zh-CN')).toEqual(ROWS);
	});
});

describe('the text of a cell', () => {
	it('is what a person would have typed', () => {
		expect(cellText(2_016_030_102_123_456)).toBe('2016030102123456');
		expect(cellText(0.5)).toBe('0.5');
		expect(cellText(new Date('2026-03-31T00:00:00Z'))).toBe('2026-03-31');
		expect(cellText(new Date('2026-03-31T22:30:59.999Z'))).toBe('2026-03-31 22:31');
		expect(cellText(new Date(Number.NaN))).toBe('');
		expect(cellText(' é ')).toBe('é');
		expect([cellText(null), cellText(undefined), cellText(true)]).toEqual(['', '', 'true']);
	});
});
