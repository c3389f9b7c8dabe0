import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EditionContent } from '../types/api-editions.ts';
import {
	draftEditions,
	editionChanges,
	type EditionGapLine,
	type EditionLine,
	emptiedEditions,
	tellingPart,
} from './edition.ts';

const line = (change: Partial<EditionLine>): EditionLine => ({
	counsellor: 'c1',
	department: 1,
	student: 1,
	number: '1',
	name: '甲',
	kind: 'not_returned',
	room: '3-201',
	unit: '3-2-1',
	returned_at: null,
	reason: null,
	phone: null,
	in_trust: false,
	approved_leave: false,
	leave: null,
	state: 'open',
	back_at: null,
	handed_to: null,
	contacted: null,
	leader: { name: null, phone: null },
	...change,
});
const gap = (change: Partial<EditionGapLine>): EditionGapLine => ({
	counsellor: 'c1',
	department: 1,
	grid: 9,
	code: '3-2-2',
	students: 2,
	responsible_name: null,
	responsible_phone: null,
	...change,
});

describe('students without a counsellor', () => {
	const lines = [line({ student: 1 }), line({ student: 2, counsellor: null })];
	const gaps = [gap({ grid: 9 }), gap({ grid: 8, code: '3-2-1', counsellor: null })];
	const named = (drafts: readonly { counsellor: string; content: EditionContent }[]) =>
		drafts.map(({ counsellor, content }) => [
			counsellor,
			content.students.map(({ student }) => student),
			content.gaps.map(({ grid }) => grid),
		]);

	it('are told to each of the working group, who may have students of his own', () => {
		expect(named(draftEditions(lines, gaps, ['g1', 'c1']))).toEqual([
			['c1', [1, 2], [8, 9]],
			['g1', [2], [8]],
		]);
		expect(named(draftEditions(lines, gaps))).toEqual([['c1', [1], [9]]]);
	});

	it('share a silent unit with his own', () => {
		const shared = [gap({ students: 2 }), gap({ students: 3, counsellor: null })];
		const counts = draftEditions([], shared, ['g1', 'c1']).map(({ counsellor, content }) => [
			counsellor,
			content.gaps[0]?.students,
		]);
		expect(counts).toEqual([
			['c1', 5],
			['g1', 3],
		]);
	});

	it('are not told as found to a member who has left', () => {
		const told = draftEditions(lines, gaps, ['g1', 'g2']);
		const emptied = (now: EditionLine[], silent: EditionGapLine[], group: string[]) =>
			emptiedEditions(told, draftEditions(now, silent, group), now, silent).map(({ counsellor }) => counsellor);
		expect(emptied(lines, gaps, ['g2'])).toEqual([]);
		expect(emptied(lines, [], ['g2'])).toEqual([]);
		expect(emptied([], [], ['g2'])).toEqual(['c1', 'g1', 'g2']);
	});
});

describe('draftEditions', () => {
	it('gives each counsellor his own names and gaps, the absent first', () => {
		const drafts = draftEditions(
			[line({ student: 2, kind: 'late_return' }), line({ student: 1 }), line({ student: 3, counsellor: 'c2' })],
			[gap({ counsellor: 'c3' })],
		);
		expect(
			drafts.map((draft) => [
				draft.counsellor,
				draft.content.students.map((student) => student.student),
				draft.content.gaps.length,
			]),
		).toEqual([
			['c1', [1, 2], 0],
			['c2', [3], 0],
			['c3', [], 1],
		]);
	});

	it('does not carry the counsellor into the list', () => {
		expect(draftEditions([line({})], [])[0]?.content.students[0]).not.toHaveProperty('counsellor');
	});

	it('adds up a unit where a counsellor has students of two departments', () => {
		expect(
			draftEditions([], [gap({ department: 1 }), gap({ department: 2, students: 3 })])[0]?.content.gaps,
		).toMatchObject([{ grid: 9, students: 5 }]);
	});

	it('is the same bytes in whatever order the rows come (I7)', () => {
		const lines = fc.uniqueArray(
			fc.record({
				student: fc.nat(500),
				counsellor: fc.constantFrom('a', 'b', 'c'),
				kind: fc.constantFrom('late_return' as const, 'not_returned' as const, 'on_leave' as const),
			}),
			{ selector: ({ student }) => student, maxLength: 30 },
		);
		fc.assert(
			fc.property(lines, fc.infiniteStream(fc.nat()), (rows, order) => {
				const made = rows.map((row) => line({ ...row, number: String(row.student) }));
				const shuffled = made
					.map((row) => ({ row, key: order.next().value }))
					.toSorted((a, b) => a.key - b.key)
					.map(({ row }) => row);
				expect(
					JSON.stringify(draftEditions(shuffled, []).map(({ content, counsellor }) => [counsellor, content])),
				).toBe(JSON.stringify(draftEditions(made, []).map(({ content, counsellor }) => [counsellor, content])));
			}),
		);
	});
});

describe('editionChanges', () => {
	const content = (students: Partial<EditionLine>[], grids: number[] = []): EditionContent =>
		draftEditions(
			students.map((student) => line(student)),
			grids.map((grid) => gap({ grid, code: `3-2-${grid}` })),
		)[0]?.content ?? { students: [], gaps: [] };

	it('says who came, is back, was handed over or corrected, and which gaps closed', () => {
		const before = content([{ student: 1 }, { student: 2 }, { student: 3 }, { student: 4 }, { student: 5 }], [7, 8]);
		const after = content(
			[
				{ student: 1 },
				{ student: 2, state: 'back', back_at: '2026-03-02T14:55:00.000Z' },
				{ student: 3, state: 'handed_over', handed_to: '保卫处' },
				{ student: 4, kind: 'on_leave', state: null },
				{ student: 6 },
			],
			[8],
		);
		const changes = editionChanges(before, after);
		expect(changes.came.map(({ student }) => student)).toEqual([6]);
		expect(changes.back.map(({ student }) => student)).toEqual([2]);
		expect(changes.handed_over.map(({ student }) => student)).toEqual([3]);
		expect(changes.corrected.map((one) => [one.before.student, one.after?.kind ?? null])).toEqual([
			[4, 'on_leave'],
			[5, null],
		]);
		expect(changes.gaps_closed.map(({ grid }) => grid)).toEqual([7]);
		expect(changes.gaps_opened).toEqual([]);
	});

	it('a telephone or one more call is no news, a return is', () => {
		const before = content([{ student: 1 }]);
		const called = content([
			{
				student: 1,
				phone: '1',
				contacted: { at: '', by: '周言', kind: 'not_reached' },
				leader: { name: '甲', phone: '2' },
			},
		]);
		expect(tellingPart(called)).toBe(tellingPart(before));
		expect(tellingPart(content([{ student: 1, state: 'back' }]))).not.toBe(tellingPart(before));
	});

	it('is empty exactly when nothing is to be told again', () => {
		const student = fc.record({
			student: fc.nat(5),
			kind: fc.constantFrom('not_returned' as const, 'late_return' as const),
			state: fc.constantFrom('open' as const, 'back' as const, 'handed_over' as const, null),
		});
		const list = fc.uniqueArray(student, { selector: (one) => one.student });
		const grids = fc.uniqueArray(fc.nat(4));
		fc.assert(
			fc.property(list, grids, list, grids, (students, gaps, later, laterGaps) => {
				const before = content(students, gaps);
				const after = content(later, laterGaps);
				const empty = Object.values(editionChanges(before, after)).every((part: unknown[]) => part.length === 0);
				expect(empty).toBe(tellingPart(before) === tellingPart(after));
			}),
		);
	});
});
