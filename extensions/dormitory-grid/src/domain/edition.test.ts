import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { draftEditions, type EditionGapLine, type EditionLine } from './edition.ts';

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
