import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layOutRoom } from './sheet.ts';

const resident = (student: number, bed: number | null, onLeave = false) => ({
	student,
	name: `学生${student}`,
	bed,
	onLeave,
});

describe('a room on the night sheet', () => {
	it('shows every bed in its order, empty ones too', () => {
		expect(layOutRoom(4, [resident(7, 3), resident(8, 1, true)])).toEqual([
			{ bed: 1, student: 8, name: '学生8', on_leave: true },
			{ bed: 2, student: null, name: null, on_leave: false },
			{ bed: 3, student: 7, name: '学生7', on_leave: false },
			{ bed: 4, student: null, name: null, on_leave: false },
		]);
	});

	it('has room for a bed beyond those counted, for who has none, and for two in one', () => {
		const lines = layOutRoom(1, [resident(1, 3), resident(2, null), resident(3, 3)]);
		expect(lines.map(({ bed, student }) => [bed, student])).toEqual([
			[1, null],
			[2, null],
			[3, 1],
			[null, 2],
			[3, 3],
		]);
		expect(layOutRoom(null, [])).toEqual([]);
	});

	it('loses nobody and doubles nobody', () => {
		const bed = fc.option(fc.integer({ min: 1, max: 8 }), { nil: null });
		fc.assert(
			fc.property(fc.option(fc.nat(8), { nil: null }), fc.array(bed, { maxLength: 12 }), (beds, taken) => {
				const lines = layOutRoom(
					beds,
					taken.map((each, index) => resident(index + 1, each)),
				);
				const shown = lines.flatMap(({ student }) => student ?? []);
				expect(shown.toSorted((a, b) => a - b)).toEqual(taken.map((_, index) => index + 1));
				expect(lines.length).toBeGreaterThanOrEqual(beds ?? 0);
			}),
		);
	});
});
