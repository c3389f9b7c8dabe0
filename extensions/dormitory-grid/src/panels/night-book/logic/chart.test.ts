import { describe, expect, it } from 'vitest';
import { withRates, withShares } from '../../../domain/book.ts';
import type { BookNight } from '../../../types/book.ts';
import { barLength, layColumns, overall, perThousandText, percentText } from './chart.ts';

const night = (date: string, on_time: number, late: number, missing: number): BookNight => ({
	...withRates({ on_time, late, missing }),
	night: 1,
	date,
	weekday: 1,
	residents: 0,
	late_return: 0,
	not_returned: 0,
	on_leave: 0,
});

describe('the chart of the nights', () => {
	it('stacks what was owed, oldest first', () => {
		const [first, second] = layColumns([night('2026-03-03', 4, 0, 0), night('2026-03-02', 1, 1, 2)], 200, 100);
		expect(first).toMatchObject({ label: '03-02', x: 30, width: 40 });
		expect(first?.slices).toEqual([
			{ state: 'missing', y: 0, height: 50 },
			{ state: 'late', y: 50, height: 25 },
			{ state: 'on_time', y: 75, height: 25 },
		]);
		expect(second?.slices).toEqual([{ state: 'on_time', y: 0, height: 100 }]);
		expect(layColumns([night('2026-03-02', 0, 0, 0)], 200, 100)[0]?.slices).toEqual([]);
		expect(layColumns([], 200, 100)).toEqual([]);
	});

	it('names as many dates as there is room for', () => {
		const nights = Array.from({ length: 90 }, (_, index) => night(`2026-03-${index}`, 1, 0, 0));
		expect(layColumns(nights, 900, 100).filter((column) => column.label !== null)).toHaveLength(18);
	});
});

describe('the numbers', () => {
	it('say 100 % only when nothing is missing', () => {
		expect([1, 0.9999, 0.5, 0, null].map(percentText)).toEqual(['100%', '99.9%', '50%', '0%', '–']);
		expect([12.34, 0, null].map(perThousandText)).toEqual(['12.3‰', '0‰', '–']);
	});

	it('weigh the nights by what they owed', () => {
		expect(overall([night('a', 1, 0, 0), night('b', 0, 1, 2)])).toEqual({
			owed: 4,
			on_time_rate: 0.25,
			completeness: 0.5,
		});
		expect(overall([])).toEqual({ owed: 0, on_time_rate: null, completeness: null });
	});

	it('draw bars beside the longest', () => {
		const shares = [10, 5, 0].map((late_return) => withShares({ residents: 1000, late_return, not_returned: 0 }));
		expect(shares.map((share) => barLength(share, shares))).toEqual([100, 50, 0]);
		const none = withShares({ residents: 0, late_return: 0, not_returned: 0 });
		expect(barLength(none, [none])).toBe(0);
	});
});
