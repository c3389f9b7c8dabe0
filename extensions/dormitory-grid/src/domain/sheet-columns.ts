import type { ImportField } from '../types/api-imports.ts';

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

export type Columns<Field extends string = ImportField> =
	| { kind: 'found'; row: number; at: Partial<Record<Field, number>> }
	| { kind: 'missing'; fields: Field[] }
	| { kind: 'twice'; heading: string };

/** @param rows the first rows as texts @param required what a sheet cannot do without */
export function findColumns(rows: readonly (readonly string[])[], required: readonly ImportField[]): Columns {
	return findColumnsBy(HEADINGS, rows, required);
}

/** The same for sheets of other columns: what each may be headed: lower case, without blanks, `_`, `-` and brackets. */
export function findColumnsBy<Field extends string>(
	headings: Readonly<Record<Field, readonly string[]>>,
	rows: readonly (readonly string[])[],
	required: readonly Field[],
): Columns<Field> {
	let closest: Field[] = [...required];
	for (const [row, cells] of rows.slice(0, SEARCHED_ROWS).entries()) {
		const at: Partial<Record<Field, number>> = {};
		for (const [index, cell] of cells.entries()) {
			const field = fieldOf(headings, cell);
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

function fieldOf<Field extends string>(
	headings: Readonly<Record<Field, readonly string[]>>,
	heading: string,
): Field | null {
	// Brackets explain: 开始日期（含）, Last day (included).
	const plain = heading
		.normalize('NFKC')
		.toLowerCase()
		.replace(/\(.*?\)/g, '')
		.replace(/[\s_\-*:]/g, '');
	const fields = Object.keys(headings) as Field[];
	return fields.find((field) => headings[field].includes(plain)) ?? null;
}
