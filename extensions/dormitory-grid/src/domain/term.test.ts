import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseTerm } from './term.ts';

const spring = { starts_on: '2026-02-23', ends_on: '2026-07-05' };
const autumn = { starts_on: '2026-09-01', ends_on: '2027-01-17' };
const terms = [autumn, spring];

describe('chooseTerm', () => {
	it.each([
		['its first day', '2026-02-23', spring],
		['its last day', '2026-07-05', spring],
		['the holidays after it', '2026-08-15', spring],
		['the next one’s first day', '2026-09-01', autumn],
		['after all of them', '2028-01-01', autumn],
		['before all of them', '2026-02-22', null],
	])('on %s', (_, today, term) => {
		expect(chooseTerm(terms, today)).toBe(term);
	});

	it('is one that holds the day wherever one does, and never one to come', () => {
		const date = fc.integer({ min: 0, max: 3650 }).map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10));
		const span = fc
			.tuple(date, date)
			.map(([a, b]) => (a < b ? [a, b] : [b, a]))
			.map(([starts_on, ends_on]) => ({
				starts_on: starts_on ?? '',
				ends_on: ends_on ?? '',
			}));
		fc.assert(
			fc.property(fc.array(span, { maxLength: 6 }), date, (some, today) => {
				const latestFirst = some.toSorted((a, b) => (a.starts_on < b.starts_on ? 1 : -1));
				const chosen = chooseTerm(latestFirst, today);
				const holds = (term: (typeof some)[number]) => term.starts_on <= today && today <= term.ends_on;
				if (some.some(holds)) expect(chosen !== null && holds(chosen)).toBe(true);
				expect(chosen === null).toBe(!some.some(({ starts_on }) => starts_on <= today));
				if (chosen) expect(chosen.starts_on <= today).toBe(true);
			}),
		);
	});
});
