import { expect, it } from 'vitest';
import { amountOf, queryText, shareText, spanProblem } from './amounts.ts';

it('says minutes below an hour, tenths of hours below ten, hours above', () => {
	const said = [0, 59, 60, 90, 605, 3000].map((minutes) => Object.values(amountOf(minutes)).join(' '));
	expect(said).toEqual(['minutes 0', 'minutes 59', 'hours 1', 'hours 1.5', 'hours 10', 'hours 50']);
});

it('rounds no share to nothing or to all', () => {
	expect(
		[
			[0, 0],
			[0, 5],
			[1, 3],
			[1, 1000],
			[999, 1000],
			[5, 5],
		].map(([count = 0, whole = 0]) => shareText(count, whole)),
	).toEqual(['–', '0%', '33%', '<1%', '>99%', '100%']);
});

it('asks nothing that is refused', () => {
	expect(spanProblem('2026-03-02', '2026-03-01')).toBe('backwards');
	expect(spanProblem('2026-03-01', '2026-03-01')).toBeNull();
	expect(spanProblem('2026-03-01', '2027-04-04')).toBeNull();
	expect(spanProblem('2026-03-01', '2027-04-05')).toBe('too_long');
	expect(queryText({ from: '2026-03-01', category: '' })).toBe('from=2026-03-01');
});
