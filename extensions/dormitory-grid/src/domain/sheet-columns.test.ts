import { expect, it } from 'vitest';
import { findColumns } from './sheet-columns.ts';

const LEAVES = ['number', 'from', 'to'] as const;

it.each([
	[['学号', '姓名', '开始日期', '结束日期', '事由'], { number: 0, name: 1, from: 2, to: 3, note: 4 }],
	[['Reason', 'Last day (included)', 'FIRST DAY', 'Student_No'], { note: 0, to: 1, from: 2, number: 3 }],
	[['序号', '学 号*', '请假开始', '请假结束（含）'], { number: 1, from: 2, to: 3 }],
])('finds the columns of %j', (cells, at) => {
	expect(findColumns([cells], LEAVES)).toEqual({ kind: 'found', row: 0, at });
});

it('looks below a title', () => {
	const rows = [['国庆请假名单'], [], ['学号', '开始日期', '结束日期'], ['2024001', '2026-10-01', '2026-10-02']];
	expect(findColumns(rows, LEAVES)).toMatchObject({ kind: 'found', row: 2 });
});

it('says what is missing in the row that comes closest, and which heading stands twice', () => {
	expect(findColumns([['名单'], ['学号', '开始日期', '天数']], LEAVES)).toEqual({ kind: 'missing', fields: ['to'] });
	expect(findColumns([['2024001', '2026-10-01']], LEAVES)).toEqual({ kind: 'missing', fields: [...LEAVES] });
	expect(findColumns([['学号', '学生学号', '开始', '结束']], LEAVES)).toEqual({ kind: 'twice', heading: '学生学号' });
});
