import type { Knex } from 'knex';
import { findStudentsByNumber, type StudentForRecord } from '../database/leaves.ts';
import { keepsRecordOf } from '../domain/leave.ts';
import { type Actor, isWorkingGroup } from '../domain/scope.ts';
import { type Columns, findColumns } from '../domain/sheet-columns.ts';
import { GridForbiddenError, GridSheetRowsError } from '../errors/index.ts';
import { say, sayList } from '../lang/say.ts';
import type { TextKey } from '../lang/translations/zh-CN.ts';
import type { ImportAnswer, ImportField, ImportProblem, ImportRow } from '../types/api-imports.ts';
import { refusal } from './refuse.ts';
import { cellText } from './sheets/cells.ts';
import { readSheet } from './sheets/read-sheet.ts';

/** What sheets of leaves and of stays have in common: all lines are judged, and nothing is written unless all are good. */

export interface SheetUpload {
	bytes: Uint8Array;
	/** The file's own name. */
	name: string;
	/** Only looks. */
	dry: boolean;
	/** Writes what is good and leaves out the rest. */
	skipBad: boolean;
	/** Ends the reading when the sender has gone. */
	gone?: AbortSignal;
}

/** A line of the sheet as texts, by column. */
export interface SheetLine {
	line: number;
	text: (field: ImportField) => string;
}

/** More are counted, and not listed. */
const LISTED = 500;
const MAX_NOTE = 255;

export async function readLines(
	actor: Actor,
	upload: SheetUpload,
	required: readonly ImportField[],
): Promise<{ lines: SheetLine[]; problem: ImportProblem | null }> {
	const rows = await readSheet(upload.bytes, actor.language, {
		name: upload.name,
		...(upload.gone ? { gone: upload.gone } : {}),
	});
	const texts = rows.map(({ line, cells }) => ({ line, cells: cells.map(cellText) }));
	const columns = findColumns(
		texts.slice(0, 5).map(({ cells }) => cells),
		required,
	);
	if (columns.kind !== 'found')
		return { lines: [], problem: explainColumns(actor, columns, texts[0]?.line ?? 1, texts[0]?.cells ?? []) };
	const lines = texts.slice(columns.row + 1).map(({ line, cells }) => ({
		line,
		text: (field: ImportField) => {
			const index = columns.at[field];
			return index === undefined ? '' : (cells[index] ?? '');
		},
	}));
	// A line with nothing in our columns is a remark below the table.
	return { lines: lines.filter(({ text }) => required.some((field) => text(field) !== '')), problem: null };
}

function explainColumns(
	{ language }: Actor,
	columns: Exclude<Columns, { kind: 'found' }>,
	line: number,
	cells: readonly string[],
): ImportProblem {
	const message =
		columns.kind === 'twice'
			? say(language, 'import.too_many_columns', { column: columns.heading })
			: say(language, 'import.columns', {
					columns: sayList(
						language,
						columns.fields.map((field) => say(language, `column.${field}`)),
					),
				});
	return { line, field: null, value: cells.join(' ').slice(0, 80), message };
}

/** The students that lines name; of a number that the asker does not keep he learns no more than of one that is none. */
export async function findNamedStudents(
	db: Knex,
	actor: Actor,
	college: number,
	lines: readonly SheetLine[],
): Promise<Map<string, StudentForRecord>> {
	const numbers = [...new Set(lines.map(({ text }) => text('number')).filter((number) => number !== ''))];
	const students = await findStudentsByNumber(db, college, numbers);
	return new Map(students.filter((one) => keepsRecordOf(actor, one)).map((one) => [one.number, one]));
}

export type LineReading<Row> = { kind: 'good'; row: Row; shown: ImportRow } | { kind: 'bad'; problem: ImportProblem };

/** Says what is wrong with a line, at its first wrong cell. */
export function bad(
	actor: Actor,
	line: SheetLine,
	field: ImportField,
	key: TextKey,
	values: Record<string, string | number> = {},
): { kind: 'bad'; problem: ImportProblem } {
	return badText(line, field, say(actor.language, key, values));
}

export function badText(line: SheetLine, field: ImportField, message: string): { kind: 'bad'; problem: ImportProblem } {
	return { kind: 'bad', problem: { line: line.line, field, value: line.text(field).slice(0, 80), message } };
}

/** The student of a line, or what is wrong with it. */
export function judgeStudent(
	actor: Actor,
	college: number,
	line: SheetLine,
	students: ReadonlyMap<string, StudentForRecord>,
): { kind: 'good'; student: StudentForRecord } | { kind: 'bad'; problem: ImportProblem } {
	const number = line.text('number');
	if (number === '') return bad(actor, line, 'number', 'import.required');
	const student = students.get(number);
	if (!student)
		return bad(actor, line, 'number', isWorkingGroup(actor, college) ? 'import.unknown' : 'import.not_yours');
	const name = line.text('name');
	if (name !== '' && plainName(name) !== plainName(student.name))
		return bad(actor, line, 'name', 'import.other_name', { name: student.name });
	if (line.text('note').length > MAX_NOTE || line.text('note').includes('\0'))
		return bad(actor, line, 'note', 'import.text');
	return { kind: 'good', student };
}

function plainName(name: string): string {
	return name
		.normalize('NFKC')
		.replaceAll(/[\s·•.]/g, '')
		.toLowerCase();
}

/**
 * Writes what may be written and says what was found.
 * @throws GRID_SHEET_ROWS where lines are bad, and they were neither only looked at nor to be left out
 */
export async function conclude<Row>(
	actor: Actor,
	upload: SheetUpload,
	readings: readonly LineReading<Row>[],
	write: (rows: Row[]) => Promise<number>,
): Promise<ImportAnswer> {
	const good = readings.filter((reading) => reading.kind === 'good');
	const problems = readings.flatMap((reading) => (reading.kind === 'bad' ? [reading.problem] : []));
	const [first] = problems;
	const answer = {
		rows: readings.length,
		good: good.length,
		bad: problems.length,
		problems: problems.slice(0, LISTED),
		preview: good.slice(0, LISTED).map(({ shown }) => shown),
	};
	if (upload.dry) return { ...answer, written: 0 };
	if (first && !upload.skipBad) {
		const values = { bad: problems.length, line: first.line, message: first.message };
		throw refusal(GridSheetRowsError, actor.language, 'errors.GRID_SHEET_ROWS', values, {
			bad: problems.length,
			problems: answer.problems,
		});
	}
	return { ...answer, written: good.length === 0 ? 0 : await write(good.map(({ row }) => row)) };
}

/** A sheet without the columns it needs, of which no line can be written. @throws GRID_SHEET_ROWS unless it was only looked at */
export async function concludeUnread(actor: Actor, upload: SheetUpload, problem: ImportProblem): Promise<ImportAnswer> {
	return await conclude(actor, { ...upload, skipBad: false }, [{ kind: 'bad', problem }], async () =>
		Promise.resolve(0),
	);
}

/** @throws GRID_FORBIDDEN unless the asker keeps lists: a counsellor his own students', the working group all of them */
export function checkKeeper(actor: Actor, college: number | null): number {
	if (college === null || keeperRole(actor, college) === null)
		throw refusal(GridForbiddenError, actor.language, 'errors.GRID_FORBIDDEN');
	return college;
}

export function keeperRole(actor: Actor, college: number): 'working_group' | 'counsellor' | null {
	if (isWorkingGroup(actor, college)) return 'working_group';
	return actor.scopes.some(({ counsellor }) => counsellor !== null) ? 'counsellor' : null;
}
