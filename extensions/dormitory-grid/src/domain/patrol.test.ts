import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, dateAt, weekdayOf } from './calendar.ts';
import type { CalendarRule } from './night-duty.ts';
import {
	findPeriodProblem,
	findPlanProblem,
	judgeWalk,
	owedWalks,
	PATROL_TOPICS,
	type PatrolPlan,
	roomScore,
	type SensitivePeriod,
} from './patrol.ts';

const settings = {
	time_zone: 'Asia/Shanghai',
	opens: '22:20',
	closes: '22:40',
	unit_minute: '22:32',
	floor_minute: '22:36',
	late_hours: 14,
};
const holiday: CalendarRule = {
	id: 9,
	kind: 'no_report',
	starts_on: '2026-10-01',
	ends_on: '2026-10-07',
	weekdays: null,
	opens: null,
	closes: null,
	unit_minute: null,
	floor_minute: null,
	counts_as: null,
};
const plan = (given: Partial<PatrolPlan> = {}): PatrolPlan => ({
	id: 1,
	level: 3,
	root: null,
	topics: ['hygiene'],
	rhythm: 'daily',
	weekday: null,
	times: ['21:00'],
	beforeMinutes: 30,
	afterMinutes: 60,
	lateMinutes: 120,
	who: 'one_of_us',
	...given,
});
const period = (given: Partial<SensitivePeriod> = {}): SensitivePeriod => ({
	id: 5,
	building: null,
	startsOn: '2026-12-01',
	endsOn: '2026-12-03',
	extraTimes: ['15:00'],
	extraTopics: ['fire'],
	...given,
});
const calendar = { settings, rules: [holiday] };
const times = (date: string, plans: PatrolPlan[], periods: SensitivePeriod[] = []) =>
	owedWalks(date, calendar, plans, periods).map(({ startsAt, dueAt, lateUntil }) =>
		[startsAt, dueAt, lateUntil].map((moment) => moment.toISOString().slice(5, 16)).join(' '),
	);

describe('walks that are owed', () => {
	it('every day at the set time, on the college’s clock', () => {
		expect(times('2026-11-29', [plan()])).toEqual(['11-29T12:30 11-29T14:00 11-29T16:00']);
	});

	it('none on a day that owes no report', () => {
		expect(times('2026-10-03', [plan()], [period({ startsOn: '2026-10-01', endsOn: '2026-10-07' })])).toEqual([]);
		expect(times('2026-10-08', [plan()])).toHaveLength(1);
	});

	it('weekly ones on their weekday alone', () => {
		const weekly = plan({ rhythm: 'weekly', weekday: 7 });
		expect(times('2026-11-29', [weekly])).toHaveLength(1);
		expect(times('2026-11-30', [weekly])).toHaveLength(0);
	});

	it('more of them, and of more, in a sensitive period; its last day included', () => {
		const sensitive = plan({ id: 2, rhythm: 'sensitive', times: ['06:00'] });
		for (const date of ['2026-12-01', '2026-12-03']) {
			const walks = owedWalks(date, calendar, [plan(), sensitive], [period()]);
			expect(walks.map((walk) => [walk.plan.id, walk.topics, walk.period])).toEqual([
				[1, ['hygiene', 'fire'], null],
				[1, ['hygiene', 'fire'], 5],
				[2, ['hygiene', 'fire'], 5],
			]);
		}
		expect(times('2026-12-04', [plan(), sensitive], [period()])).toHaveLength(1);
	});

	it('of a building’s period in that building alone', () => {
		const walks = owedWalks('2026-12-02', calendar, [plan()], [period({ building: 30 })]);
		expect(walks.map(({ building, topics }) => [building, topics])).toEqual([
			[null, ['hygiene']],
			[30, ['hygiene', 'fire']],
		]);
	});

	it('once, however many ask for it', () => {
		const twice = [
			period(),
			period({ id: 6 }),
			period({ id: 7, building: 30 }),
			period({ id: 8, extraTimes: ['21:00'] }),
		];
		expect(times('2026-12-02', [plan()], twice)).toHaveLength(2);
	});

	const anyTime = fc
		.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
		.map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);
	const anyDate = fc.integer({ min: 0, max: 800 }).map((days) => addDays('2026-01-01', days));
	const minutes = (min: number) => fc.integer({ min, max: 2880 });
	const anyPlan = fc
		.record({
			id: fc.integer({ min: 1, max: 3 }),
			rhythm: fc.constantFrom('daily' as const, 'weekly' as const, 'sensitive' as const),
			weekday: fc.integer({ min: 1, max: 7 }),
			times: fc.uniqueArray(anyTime, { minLength: 1, maxLength: 4 }),
			topics: fc.subarray([...PATROL_TOPICS], { minLength: 1 }),
			beforeMinutes: minutes(0),
			afterMinutes: minutes(1),
			lateMinutes: minutes(0),
		})
		.map(plan);
	const anyPeriod = fc
		.record({
			id: fc.integer({ min: 1, max: 4 }),
			building: fc.option(fc.integer({ min: 30, max: 32 })),
			startsOn: anyDate,
			extraTimes: fc.uniqueArray(anyTime, { maxLength: 3 }),
			extraTopics: fc.subarray([...PATROL_TOPICS]),
			days: fc.integer({ min: 0, max: 40 }),
		})
		.map(({ days, ...given }) => period({ ...given, endsOn: addDays(given.startsOn, days) }));
	const plansOf = fc.uniqueArray(anyPlan, { maxLength: 3, selector: ({ id }) => id });

	it('whatever the plans, periods and dates: keys are unique, times in order, each on its date, asked twice alike', () => {
		fc.assert(
			fc.property(anyDate, plansOf, fc.array(anyPeriod, { maxLength: 4 }), (date, plans, periods) => {
				const walks = owedWalks(date, calendar, plans, periods);
				expect(owedWalks(date, calendar, plans, periods)).toEqual(walks);
				expect(new Set(walks.map(({ key }) => key)).size).toBe(walks.length);
				for (const walk of walks) {
					const at = new Date(walk.startsAt.getTime() + walk.plan.beforeMinutes * 60_000);
					expect(dateAt(at, settings.time_zone)).toBe(date);
					expect(walk.startsAt <= walk.dueAt && walk.dueAt <= walk.lateUntil).toBe(true);
					expect(walk.topics).toEqual(expect.arrayContaining([...walk.plan.topics]));
					if (walk.plan.rhythm === 'weekly') expect(weekdayOf(date)).toBe(walk.plan.weekday);
					if (walk.period !== null)
						expect(periods.some(({ startsOn, endsOn }) => startsOn <= date && date <= endsOn)).toBe(true);
				}
				if (date >= '2026-10-01' && date <= '2026-10-07') expect(walks).toEqual([]);
			}),
		);
	});

	it('a period takes no walk away', () => {
		fc.assert(
			fc.property(anyDate, plansOf, fc.array(anyPeriod, { maxLength: 4 }), (date, plans, periods) => {
				const quiet = owedWalks(date, calendar, plans, []).map(({ key }) => key);
				expect(owedWalks(date, calendar, plans, periods).map(({ key }) => key)).toEqual(expect.arrayContaining(quiet));
			}),
		);
	});
});

describe('a walk', () => {
	it('is early, on time, late or too late: each moment is one of them, in this order', () => {
		const at = (minute: number) => new Date(Date.UTC(2026, 10, 29, 12, minute));
		const duty = { startsAt: at(0), dueAt: at(20), lateUntil: at(40) };
		expect([-1, 0, 19, 20, 39, 40, 99].map((minute) => judgeWalk(duty, at(minute)).kind)).toEqual([
			'early',
			'on_time',
			'on_time',
			'late',
			'late',
			'missed',
			'missed',
		]);
		const order = ['early', 'on_time', 'late', 'missed'];
		fc.assert(
			fc.property(fc.array(fc.integer({ min: -50, max: 99 }), { minLength: 2 }), (minutes) => {
				const kinds = minutes
					.toSorted((a, b) => a - b)
					.map((minute) => order.indexOf(judgeWalk(duty, at(minute)).kind));
				expect(kinds).toEqual(kinds.toSorted((a, b) => a - b));
			}),
		);
	});
});

describe('a room’s score', () => {
	it('is what is left of a hundred, and never less than nothing', () => {
		expect(roomScore([])).toEqual({ score: 100, points: 0 });
		expect(roomScore([5, 10])).toEqual({ score: 85, points: 15 });
		expect(roomScore([60, 60])).toEqual({ score: 0, points: 120 });
		fc.assert(
			fc.property(fc.array(fc.nat(60)), fc.nat(60), (deductions, more) => {
				const [before, after] = [roomScore(deductions).score, roomScore([...deductions, more]).score];
				expect(after).toBeLessThanOrEqual(before);
				expect(after).toBeGreaterThanOrEqual(0);
			}),
		);
	});
});

describe('plans and periods that cannot be', () => {
	const good = {
		rhythm: 'daily',
		weekday: null,
		times: ['21:00'],
		topics: ['fire'],
		before_minutes: 30,
		after_minutes: 60,
		late_minutes: 0,
	};
	it.each([
		[{}, null],
		[{ times: [] }, 'times'],
		[{ times: ['9:00'] }, 'times'],
		[{ times: ['25:00'] }, 'times'],
		[{ times: ['21:00', '21:00'] }, 'times'],
		[{ times: '21:00' }, 'times'],
		[{ topics: [] }, 'topics'],
		[{ topics: ['weather'] }, 'topics'],
		[{ rhythm: 'weekly' }, 'weekday'],
		[{ rhythm: 'weekly', weekday: 8 }, 'weekday'],
		[{ rhythm: 'weekly', weekday: 1 }, null],
		[{ after_minutes: 0 }, 'after_minutes'],
		[{ before_minutes: -1 }, 'before_minutes'],
		[{ late_minutes: 1e6 }, 'late_minutes'],
	])('%j: %s', (change, field) => {
		expect(findPlanProblem({ ...good, ...change })?.field ?? null).toBe(field);
	});

	it.each([
		[{}, null],
		[{ ends_on: '2026-11-30' }, 'ends_on'],
		[{ ends_on: null }, 'ends_on'],
		[{ extra_times: ['noon'] }, 'times'],
		[{ extra_topics: ['weather'] }, 'topics'],
		[{ extra_times: null, extra_topics: null }, null],
	])('%j: %s', (change, field) => {
		const period = { starts_on: '2026-12-01', ends_on: '2026-12-03', extra_times: ['15:00'], extra_topics: ['fire'] };
		expect(findPeriodProblem({ ...period, ...change })?.field ?? null).toBe(field);
	});
});
