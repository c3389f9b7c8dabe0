import type { Readable } from 'node:stream';
import { MEASURE_GROUPS, type MeasureGroup } from '../../constants/issues.ts';
import type { Language } from '../../constants/languages.ts';
import { categoriesEnUS, categoriesZhCN } from '../../lang/categories.ts';
import { isTextKey, say } from '../../lang/say.ts';
import type { TextKey } from '../../lang/translations/zh-CN.ts';
import type { IssueMeasuresAnswer, MeasureRow, Spread } from '../../types/issue-measures.ts';
import type { SheetCell } from '../sheets/cells.ts';
import { type SheetFormat, writeSheet } from '../sheets/write-sheet.ts';

export const MEASURE_TABLES = ['measures', 'ageing', 'debts'] as const;
export type MeasureTable = (typeof MEASURE_TABLES)[number];

interface Column {
	title: TextKey;
	width?: number;
	format?: string;
}

const number = (title: TextKey): Column => ({ title, width: 10 });
const share = (title: TextKey): Column => ({ title, width: 10, format: '0.0%' });
const COLUMNS: Readonly<Record<MeasureTable, readonly Column[]>> = {
	measures: [
		{ title: 'measure.by', width: 10 },
		{ title: 'measure.name', width: 22 },
		number('measure.issues'),
		number('measure.overdue'),
		share('measure.overdue_share'),
		number('measure.returned'),
		share('measure.returned_share'),
		number('measure.reopened'),
		share('measure.reopened_share'),
		number('measure.taken'),
		number('measure.take_median'),
		number('measure.take_p90'),
		number('measure.settled'),
		number('measure.settle_median'),
		number('measure.settle_p90'),
		number('measure.told'),
		number('measure.tell_median'),
		number('measure.tell_p90'),
	],
	ageing: [{ title: 'measure.age', width: 14 }, number('measure.open'), number('measure.unclosed')],
	debts: [
		{ title: 'measure.person', width: 14 },
		{ title: 'measure.with', width: 22 },
		number('measure.debts'),
		number('measure.debts_overdue'),
		{ title: 'measure.since', width: 20 },
	],
};

/** A table of the measures whole: every number as a number, so that a spreadsheet can go on calculating. */
export function writeMeasures(
	format: SheetFormat,
	table: MeasureTable,
	answer: IssueMeasuresAnswer,
	language: Language,
	/** A moment as the college's clocks show it. */
	wallClock: (moment: string) => string,
): Readable {
	const columns = COLUMNS[table].map(({ title, ...column }) => ({ ...column, title: say(language, title) }));
	return writeSheet(format, say(language, `measure.${table}`), columns, ROWS[table](answer, language, wallClock));
}

type Rows = (answer: IssueMeasuresAnswer, language: Language, wallClock: (moment: string) => string) => SheetCell[][];

const ROWS: Readonly<Record<MeasureTable, Rows>> = {
	measures: ({ whole, groups }, language) => [
		measureCells(say(language, 'measure.whole'), { ...whole, key: '', name: null }, ''),
		...MEASURE_GROUPS.flatMap((group) =>
			groups[group].map((row) => measureCells(say(language, `measure.${group}`), row, nameOf(group, row, language))),
		),
	],
	ageing: ({ ageing }, language) =>
		ageing.map(({ from, until, open, unclosed }) => [ageText(language, from, until), open, unclosed]),
	debts: ({ debts }, language, wallClock) =>
		debts.map(({ name, level, office, debts: count, overdue, since }) => [
			name,
			office ?? levelName(language, String(level ?? 'office')),
			count,
			overdue,
			wallClock(since),
		]),
};

function measureCells(group: string, row: MeasureRow, name: string): SheetCell[] {
	const { issues, overdue, returned, reopened, take, settle, feed_back } = row;
	const part = (count: number) => (issues === 0 ? null : count / issues);
	const counts = [overdue, returned, reopened].flatMap((count) => [count, part(count)]);
	return [group, name, issues, ...counts, ...spreadCells(take), ...spreadCells(settle), ...spreadCells(feed_back)];
}

function spreadCells({ count, median, p90 }: Spread): SheetCell[] {
	return [count, median, p90];
}

function nameOf(group: MeasureGroup, { key, name }: MeasureRow, language: Language): string {
	if (group === 'levels') return levelName(language, key);
	if (group !== 'categories') return name ?? key;
	const texts: Readonly<Record<string, string>> = language === 'zh-CN' ? categoriesZhCN : categoriesEnUS;
	return texts[`category.${key}`] ?? key;
}

function levelName(language: Language, level: string): string {
	const key = `measure.level.${level}`;
	return isTextKey(key) ? say(language, key) : level;
}

function ageText(language: Language, from: number, until: number | null): string {
	if (until === null) return say(language, 'measure.age.over', { from });
	return from === 0
		? say(language, 'measure.age.under', { until })
		: say(language, 'measure.age.span', { from, until });
}
