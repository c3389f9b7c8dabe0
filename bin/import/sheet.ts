import { findColumnsBy } from '../../extensions/dormitory-grid/src/domain/sheet-columns.ts';
import { cellText, type SheetRow } from '../../extensions/dormitory-grid/src/services/sheets/cells.ts';

/** What a sheet may hold: its columns by their headings (either language), and which it cannot do without. */
export const KINDS = {
	departments: {
		required: ['code', 'name'],
		headings: {
			code: ['编码', '院系编码', 'code'],
			name: ['名称', '院系名称', 'name'],
			kind: ['类别', 'kind'],
			phone: ['电话', 'phone'],
		},
	},
	rooms: {
		required: ['room', 'unit'],
		headings: {
			room: ['房间', '房间号', 'room'],
			unit: ['单元', '单元编码', 'unit'],
			beds: ['床位数', '床位', 'beds'],
		},
	},
	people: {
		required: ['email', 'name'],
		headings: {
			email: ['邮箱', '电子邮箱', 'email'],
			name: ['姓名', 'name'],
			phone: ['电话', '手机', 'phone'],
			position: ['职务', 'position'],
			place: ['负责', '网格', '负责范围', 'place', 'grid'],
			from: ['开始日期', 'from', 'firstday'],
		},
	},
	students: {
		required: ['number', 'name'],
		headings: {
			number: ['学号', 'number', 'studentnumber'],
			name: ['姓名', 'name'],
			building: ['楼栋', 'building'],
			room: ['房间', '房间号', 'room'],
			bed: ['床位', '床号', 'bed'],
			department: ['院系', '系', 'department'],
			major: ['专业', 'major'],
			counsellor: ['辅导员', '辅导员邮箱', 'counsellor'],
			grade: ['年级', 'grade'],
			class: ['班级', 'class'],
			gender: ['性别', 'gender'],
			phone: ['电话', '手机', 'phone'],
		},
	},
} as const satisfies Record<string, { required: readonly string[]; headings: Record<string, readonly string[]> }>;
export type Kind = keyof typeof KINDS;

/** A line of the sheet: a cell's text, '' where it is empty, `null` where the sheet has no such column. */
export interface Line {
	line: number;
	text: (field: string) => string | null;
	/** A column as this sheet names it, or as it could. */
	heading: (field: string) => string;
}

export type Sheet =
	| { kind: 'found'; of: Kind; lines: Line[] }
	| { kind: 'unknown'; missing: string[] }
	| { kind: 'several'; of: Kind[] }
	| { kind: 'twice'; heading: string };

/** Which kind of sheet this is, by its headings, and its lines. */
export function readKind(rows: readonly SheetRow[], only: Kind | null): Sheet {
	const texts = rows.map(({ line, cells }) => ({ line, cells: cells.map(cellText) }));
	const top = texts.slice(0, 5).map(({ cells }) => cells);
	const missing: string[] = [];
	const fitting: { of: Kind; row: number; at: Partial<Record<string, number>> }[] = [];
	for (const kind of (Object.keys(KINDS) as Kind[]).filter((one) => only === null || one === only)) {
		const columns = findColumnsBy<string>(KINDS[kind].headings, top, KINDS[kind].required);
		if (columns.kind === 'found') fitting.push({ of: kind, row: columns.row, at: columns.at });
		if (columns.kind === 'missing' && only !== null)
			missing.push(...columns.fields.map((field) => namesOf(kind, field)[0] ?? field));
		if (columns.kind === 'twice' && only !== null) return { kind: 'twice', heading: columns.heading };
	}
	const [one] = fitting;
	if (!one) return { kind: 'unknown', missing };
	if (fitting.length > 1) return { kind: 'several', of: fitting.map(({ of }) => of) };
	const headings = texts[one.row]?.cells ?? [];
	const lines = texts.slice(one.row + 1).map(({ line, cells }) => ({
		line,
		text: (field: string) => {
			const index = one.at[field];
			return index === undefined ? null : (cells[index] ?? '');
		},
		heading: (field: string) => headings[one.at[field] ?? -1] ?? namesOf(one.of, field)[0] ?? field,
	}));
	// A line with nothing in our columns is a remark below the table.
	const required: readonly string[] = KINDS[one.of].required;
	return { kind: 'found', of: one.of, lines: lines.filter(({ text }) => required.some((field) => text(field))) };
}

function namesOf(kind: Kind, field: string): readonly string[] {
	const headings: Readonly<Record<string, readonly string[]>> = KINDS[kind].headings;
	return headings[field] ?? [];
}
