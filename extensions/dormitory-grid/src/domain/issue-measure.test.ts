import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ageClasses, ageCuts, groupKey, type Leg, measure, measureBy, measureLegs, quantile } from './issue-measure.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 9, minute));
const leg = (issue: number, more: Partial<Leg> = {}): Leg => ({
	issue,
	category: 'plumbing',
	severity: 'normal',
	building: 1,
	level: 3,
	office: null,
	begunBy: 'report',
	startedAt: at(0),
	takenAt: null,
	doneAt: null,
	toldAt: null,
	lateDone: false,
	...more,
});
const minutes = (_: Leg, from: Date, until: Date) => (until.getTime() - from.getTime()) / 60_000;

describe('the measures of issues', () => {
	it('count each holder’s time from when it came to him, and what took it away', () => {
		const legs = measureLegs(
			[
				leg(1),
				leg(1, { begunBy: 'overdue', level: 2, startedAt: at(10), takenAt: at(14), doneAt: at(40), toldAt: at(45) }),
				leg(1, { begunBy: 'answer', level: 2, startedAt: at(50), takenAt: at(56) }),
				leg(2, { begunBy: 'report', level: null, office: 7, takenAt: at(20) }),
				leg(2, { begunBy: 'return', level: 1, startedAt: at(30) }),
			],
			minutes,
		);
		expect(measure(legs)).toEqual({
			issues: 2,
			overdue: 1,
			returned: 1,
			reopened: 1,
			take: { count: 3, median: 6, p90: 17 },
			settle: { count: 1, median: 30, p90: 30 },
			feed_back: { count: 1, median: 5, p90: 5 },
		});
		expect(measureBy('levels', legs).map((row) => [row.key, row.issues, row.overdue, row.returned])).toEqual([
			['1', 1, 0, 0],
			['2', 1, 0, 0],
			['3', 1, 1, 0],
			['office', 1, 0, 1],
		]);
		expect(measureBy('offices', legs)).toMatchObject([{ key: '7', issues: 1, take: { count: 1, median: 20 } }]);
	});

	it('say nothing of a time that nobody has needed', () => {
		expect(measure([])).toMatchObject({ issues: 0, take: { count: 0, median: null, p90: null } });
	});

	it('put every leg into one row of each grouping, and count none twice', () => {
		const legs = fc.array(
			fc.record({
				issue: fc.integer({ min: 1, max: 5 }),
				level: fc.constantFrom<Leg['level']>(0, 1, 2, 3),
				building: fc.integer({ min: 1, max: 3 }),
				category: fc.constantFrom<Leg['category']>('plumbing', 'fire'),
			}),
		);
		fc.assert(
			fc.property(legs, (rows) => {
				const measured = measureLegs(
					rows.map(({ issue, ...more }) => leg(issue, more)).toSorted((a, b) => a.issue - b.issue),
					minutes,
				);
				const issues = new Set(rows.map((row) => row.issue)).size;
				expect(measure(measured).issues).toBe(issues);
				for (const group of ['levels', 'categories', 'buildings'] as const) {
					const grouped = measureBy(group, measured);
					expect(new Set(grouped.map(({ key }) => key))).toEqual(new Set(measured.map((one) => groupKey(group, one))));
					for (const row of grouped) expect(row.issues).toBeLessThanOrEqual(issues);
					expect(grouped.reduce((sum, row) => sum + row.issues, 0)).toBeGreaterThanOrEqual(issues);
				}
			}),
		);
	});

	it('find a quantile between the least and the greatest, the same in any order, and half below the median', () => {
		fc.assert(
			fc.property(fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1 }), (values) => {
				const sorted = values.toSorted((a, b) => a - b);
				const [median, p90] = [quantile(sorted, 0.5) ?? -1, quantile(sorted, 0.9) ?? -1];
				expect(median).toBeGreaterThanOrEqual(sorted[0] ?? 0);
				expect(p90).toBeLessThanOrEqual(sorted.at(-1) ?? 0);
				expect(p90).toBeGreaterThanOrEqual(median);
				expect(values.filter((value) => value <= median).length * 2).toBeGreaterThanOrEqual(values.length);
				expect(values.filter((value) => value >= median - 1).length * 2).toBeGreaterThanOrEqual(values.length);
			}),
		);
	});
});

describe('the ages of what is open', () => {
	it('has every class, from youngest to oldest', () => {
		const rows = [
			{ age: 0, done: false, issues: 3 },
			{ age: 0, done: true, issues: 1 },
			{ age: 0, done: true, issues: 1 },
			{ age: 4, done: false, issues: 2 },
		];
		expect(ageClasses(rows)).toEqual([
			{ from: 0, until: 1, open: 3, unclosed: 2 },
			{ from: 1, until: 3, open: 0, unclosed: 0 },
			{ from: 3, until: 7, open: 0, unclosed: 0 },
			{ from: 7, until: 30, open: 0, unclosed: 0 },
			{ from: 30, until: null, open: 2, unclosed: 0 },
		]);
		expect(ageCuts(at(0)).map((cut) => cut.toISOString().slice(0, 10))).toEqual([
			'2026-03-01',
			'2026-02-27',
			'2026-02-23',
			'2026-01-31',
		]);
	});
});
