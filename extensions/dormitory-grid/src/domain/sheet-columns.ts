import type { ImportField } from '../types/api.ts';

/** Which column of a sheet holds what, found by its heading in either language. */

const HEADINGS: Readonly<Record<ImportField, readonly string[]>> = {
	number: ['学号', '学生学号', '学籍号', 'studentnumber', 'studentno', 'studentid', 'number'],
	name: ['姓名', '学生姓名', '名字', 'name', 'studentname'],
	from: [
		'开始日期',
		'开始时间',
		'起始日期',
		'起始时间',
		'开始',
		'请假开始',
		'请假日期',
		'离校日期',
		'firstday',
		'from',
		'start',
		'startson',
		'startdate',
	],
	to: [
		'结束日期',
		'结束时间',
		'截止日期',
		'终止日期',
		'结束',
		'请假结束',
		'最后一天',
		'lastday',
		'to',
		'until',
		'end',
		'endson',
		'enddate',
	],
	note: ['事由', '原因', '请假事由', '请假原因', '备注', '说明', 'reason', 'note', 'remarks'],
};

/** A title or two may stand above the headings. */
const SEARCHED_ROWS = 5;

export type Columns =
	| { kind: 'found'; row: number; at: Partial<Record<ImportField, number>> }
	| { kind: 'missing'; fields: ImportField[] }
	| { kind: 'twice'; heading: string };

/** @param rows the first rows as texts @param required what a sheet cannot do without */
export function findColumns(rows: readonly (readonly string[])[], required: readonly ImportField[]): Columns {
	let closest: ImportField[] = [...required];
	for (const [row, cells] of rows.slice(0, SEARCHED_ROWS).entries()) {
		const at: Partial<Record<ImportField, number>> = {};
		for (const [index, cell] of cells.entries()) {
			const field = fieldOf(cell);
			if (field === null) continue;
			if (at[field] !== undefined) return { kind: 'twice', heading: cell };
			at[field] = index;
		}
		const missing = required.filter((field) => at[field] === undefined);
		if (missing.length === 0) return { kind: 'found', row, at };
		if (missing.length < closest.length) closest = missing;
	}
	return { kind: 'missing', fields: closest };
}

function fieldOf(heading: string): ImportField | null {
	// Brackets explain: 开始日期（含）, Last day (included).
	const plain = heading
		.normalize('NFKC')
		.toLowerCase()
		.replace(/\(.*?\)/g, '')
		.replace(/[\s_\-*:]/g, '');
	const found = Object.entries(HEADINGS).find(([, headings]) => headings.includes(plain));
	return found ? (found[0] as ImportField) : null;
}
