import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	ACTIVITY_KINDS,
	type ActivityRule,
	judgeCalled,
	judgeDate,
	kindsOn,
	owedOf,
	owedTimes,
	type OwingGrid,
} from './activity.ts';
import { addDays } from './calendar.ts';

const TERM = { id: 1, starts_on: '2026-02-23', ends_on: '2026-07-10' };
const LAST = { id: 2, starts_on: '2025-09-01', ends_on: '2026-01-18' };
const whole = [{ from: null, until: null }];

describe('what is held where and when', () => {
	it('buildings meet, units educate only', () => {
		expect([kindsOn(1), kindsOn(2), kindsOn(3)]).toEqual([
			['meeting', 'education', 'culture'],
			['education', 'culture'],
			['education'],
		]);
	});

	it('a date lies in a term, and a term can be added to for two weeks', () => {
		const judge = (heldOn: string, today: string) => judgeDate(heldOn, today, [TERM, LAST]);
		expect(judge('2026-07-10', '2026-07-24')).toEqual({ kind: 'fits', term: TERM });
		expect(judge('2026-07-10', '2026-07-25')).toEqual({ kind: 'over', term: TERM });
		expect(judge('2026-01-19', '2026-01-19')).toEqual({ kind: 'no_term' });
		expect(judge('2026-02-23', '2026-01-01')).toEqual({ kind: 'fits', term: TERM });
	});

	it('a meeting needs somebody of the levels below, and nobody is called who holds no post there', () => {
		const staff = [
			{ person: 'head', level: 1 },
			{ person: 'floor', level: 2 },
			{ person: 'both', level: 1 },
			{ person: 'both', level: 3 },
		] as const;
		expect(judgeCalled('meeting', ['head'], staff)).toEqual({ kind: 'nobody_below' });
		expect(judgeCalled('meeting', [], staff)).toEqual({ kind: 'nobody_below' });
		expect(judgeCalled('meeting', ['head', 'floor'], staff)).toEqual({ kind: 'fits' });
		expect(judgeCalled('meeting', ['both'], staff)).toEqual({ kind: 'fits' });
		expect(judgeCalled('culture', [], [])).toEqual({ kind: 'fits' });
		expect(judgeCalled('culture', ['floor', 'left'], staff)).toEqual({ kind: 'not_on_post', people: ['left'] });
	});
});

describe('what is owed a term', () => {
	it.each([
		['a whole term', whole, 4],
		['half of it', [{ from: '2026-05-03', until: null }], 2],
		['a week', [{ from: '2026-07-04', until: null }], 0],
		[
			'a building that ended early',
			[
				{ from: null, until: null },
				{ from: null, until: '2026-05-02' },
			],
			2,
		],
		['after it', [{ from: '2026-07-11', until: null }], 0],
		['before it', [{ from: null, until: '2026-02-22' }], 0],
	])('%s', (_, services, owed) => {
		expect(owedTimes(4, TERM, services)).toBe(owed);
	});

	const days = 137;
	const day = fc.integer({ min: -40, max: days + 40 }).map((offset) => addDays(TERM.starts_on, offset));
	const service = fc.record({ from: fc.option(day), until: fc.option(day) });
	const services = fc.array(service, { minLength: 1, maxLength: 3 });
	const level = fc.constantFrom(1 as const, 2 as const, 3 as const);
	const rules = fc.uniqueArray(
		fc.record<ActivityRule>({
			kind: fc.constantFrom(...ACTIVITY_KINDS),
			level,
			perTerm: fc.integer({ min: 0, max: 40 }),
		}),
		{ selector: (rule) => `${rule.kind}:${rule.level}` },
	);
	const grids = fc
		.array(fc.record({ level, services }), { maxLength: 12 })
		.map((list): OwingGrid[] => list.map((grid, index) => ({ ...grid, id: index + 1 })));
	const counts = fc.array(fc.record({ held: fc.nat(60), planned: fc.nat(5) }), { minLength: 1, maxLength: 20 });

	it('never more than a whole term’s, never less for a longer service', () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 200 }), services, service, (perTerm, spans, more) => {
				const owed = owedTimes(perTerm, TERM, spans);
				expect(Number.isInteger(owed)).toBe(true);
				expect(owed).toBeGreaterThanOrEqual(0);
				expect(owed).toBeLessThanOrEqual(perTerm);
				// Whatever must be in service besides only takes away; in which order, does not matter.
				expect(owedTimes(perTerm, TERM, [...spans, more])).toBeLessThanOrEqual(owed);
				expect(owedTimes(perTerm, TERM, spans.toReversed())).toBe(owed);
				expect(owedTimes(perTerm, TERM, [...spans, { from: null, until: null }])).toBe(owed);
			}),
		);
	});

	it('two halves of a term owe the whole of it, but for rounding', () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: days - 1 }), (perTerm, offset) => {
				const until = addDays(TERM.starts_on, offset);
				const first = owedTimes(perTerm, TERM, [{ from: null, until }]);
				const second = owedTimes(perTerm, TERM, [{ from: addDays(until, 1), until: null }]);
				expect(Math.abs(first + second - perTerm)).toBeLessThanOrEqual(1);
			}),
		);
	});

	it('each line is of what the grid’s level may hold, owed by its rule, and misses what is owed and not held', () => {
		fc.assert(
			fc.property(rules, grids, counts, (own, all, table) => {
				const counted = (grid: number, kind: string) =>
					table[(grid * 7 + kind.length) % table.length] ?? { held: 0, planned: 0 };
				const lines = owedOf(own, all, TERM, counted);
				expect(new Set(lines.map(({ grid, kind }) => `${grid}:${kind}`)).size).toBe(lines.length);
				for (const grid of all)
					for (const kind of ACTIVITY_KINDS) {
						const line = lines.find((one) => one.grid === grid.id && one.kind === kind);
						const rule = own.find((one) => one.kind === kind && one.level === grid.level);
						const owed = kindsOn(grid.level).includes(kind) ? owedTimes(rule?.perTerm ?? 0, TERM, grid.services) : 0;
						const { held, planned } = counted(grid.id, kind);
						if (!line) {
							// Nothing is left out that is owed or was held.
							expect(kindsOn(grid.level).includes(kind) ? owed + held + planned : 0).toBe(0);
							continue;
						}
						expect(line).toEqual({ grid: grid.id, kind, owed, held, planned, missing: Math.max(0, owed - held) });
					}
			}),
		);
	});
});
