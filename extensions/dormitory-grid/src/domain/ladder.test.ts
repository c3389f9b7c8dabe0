import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Position } from '../constants/positions.ts';
import {
	chooseTold,
	dueSteps,
	findLadderProblem,
	LADDER_POSITIONS,
	ladderEnd,
	ladderMoments,
	ladderSteps,
	type OfficeHolder,
	reachedStep,
} from './ladder.ts';

const closesAt = new Date('2026-03-02T14:40:00Z');
const at = (minutes: number) => new Date(closesAt.getTime() + minutes * 60_000);
const MINUTE = 60_000;
const DAY = 1440;

describe('the setting', () => {
	it('is the default where it says nothing or cannot be read, and no ladder where it is empty', () => {
		const minutes = (setting: unknown) => ladderSteps(setting).map(({ after }) => after);
		expect(minutes(null)).toEqual([20, 50, 80]);
		expect(minutes('soon')).toEqual([20, 50, 80]);
		expect(minutes([{ after: 20 }])).toEqual([20, 50, 80]);
		expect(minutes([])).toEqual([]);
		expect(ladderSteps([{ after: '5', positions: ['floor_head'] }])).toEqual([{ after: 5, positions: ['floor_head'] }]);
	});

	const step = (after: unknown, positions: unknown = ['counsellor']) => ({ after, positions });
	it.each([
		['soon', { kind: 'shape' }],
		[{}, { kind: 'shape' }],
		[[20, 50], { kind: 'shape' }],
		[Array.from({ length: 13 }, (_, index) => step(index)), { kind: 'many', most: 12 }],
		[[step(-1)], { kind: 'minutes', step: 1 }],
		[[step(20), step(50.5)], { kind: 'minutes', step: 2 }],
		[[step(DAY)], { kind: 'minutes', step: 1 }],
		[[step(null)], { kind: 'minutes', step: 1 }],
		[[step('')], { kind: 'minutes', step: 1 }],
		[[step(50), step(20)], { kind: 'order', step: 2 }],
		[[step(20), step(20)], { kind: 'order', step: 2 }],
		[[step(20, [])], { kind: 'positions', step: 1 }],
		[[step(20, null)], { kind: 'positions', step: 1 }],
		[[step(20), step(50, ['rector'])], { kind: 'positions', step: 2 }],
		[[step(20, ['responsible_office'])], { kind: 'positions', step: 1 }],
	])('%j is refused', (setting, problem) => expect(findLadderProblem(setting)).toEqual(problem));

	it('takes what rises and names posts', () => {
		expect(findLadderProblem(undefined)).toBeNull();
		expect(findLadderProblem(null)).toBeNull();
		expect(findLadderProblem([])).toBeNull();
		expect(findLadderProblem([step(0), step(1, [...LADDER_POSITIONS]), step(DAY - 1)])).toBeNull();
	});
});

describe('when a step falls due', () => {
	const steps = ladderSteps(null);
	const night = { closesAt, endsAt: ladderEnd(closesAt, null) };
	const moments = ladderMoments(night, steps, MINUTE);

	it('is its minute after the close, shorter in a rehearsal', () => {
		expect(moments).toEqual([
			{ number: 1, at: at(20) },
			{ number: 2, at: at(50) },
			{ number: 3, at: at(80) },
		]);
		expect(ladderMoments(night, steps, MINUTE / 4).map((moment) => moment.at)).toEqual([at(5), at(12.5), at(20)]);
	});

	it('is the moment he was missed, where that is later', () => {
		expect(dueSteps(moments, { openedAt: at(-10), taken: 0 }, at(19.9))).toEqual([]);
		expect(dueSteps(moments, { openedAt: at(-10), taken: 0 }, at(55))).toEqual([
			{ number: 1, dueAt: at(20) },
			{ number: 2, dueAt: at(50) },
		]);
		expect(dueSteps(moments, { openedAt: at(55), taken: 0 }, at(55))).toEqual([
			{ number: 1, dueAt: at(55) },
			{ number: 2, dueAt: at(55) },
		]);
		expect(dueSteps(moments, { openedAt: at(55), taken: 2 }, at(79))).toEqual([]);
	});

	it('ends after a day, or as the next night closes', () => {
		expect(reachedStep(moments, night.endsAt, at(DAY - 1))).toBe(3);
		expect(reachedStep(moments, night.endsAt, at(DAY))).toBe(0);
		const next = ladderEnd(closesAt, at(60));
		expect(next).toEqual(at(60));
		expect(ladderMoments({ closesAt, endsAt: next }, steps, MINUTE)).toHaveLength(2);
		expect(reachedStep(moments, next, at(60))).toBe(0);
		expect(ladderEnd(closesAt, at(3 * DAY))).toEqual(at(DAY));
	});

	const settings = fc
		.uniqueArray(fc.integer({ min: 0, max: DAY - 1 }), { minLength: 1, maxLength: 12 })
		.map((minutes) =>
			minutes.toSorted((a, b) => a - b).map((after) => ({ after, positions: ['working_group'] as const })),
		);
	const looks = fc.array(fc.integer({ min: -100, max: 2000 }), { minLength: 1, maxLength: 30 });

	it('takes each step once, in order, never before its time and never after the end, however often one looks', () => {
		fc.assert(
			fc.property(settings, looks, fc.integer({ min: -60, max: 1000 }), (setting, times, opened) => {
				const own = ladderMoments(night, ladderSteps(setting), MINUTE);
				const openedAt = at(opened);
				const taken: number[] = [];
				for (const now of times.toSorted((a, b) => a - b).map(at)) {
					const reached = now < openedAt ? 0 : reachedStep(own, night.endsAt, now);
					if (reached <= taken.length) continue;
					for (const { number, dueAt } of dueSteps(own, { openedAt, taken: taken.length }, now)) {
						taken.push(number);
						expect(dueAt.getTime()).toBeLessThanOrEqual(now.getTime());
						expect(dueAt.getTime()).toBeGreaterThanOrEqual(openedAt.getTime());
						expect(now.getTime()).toBeLessThan(night.endsAt.getTime());
					}
					expect(taken.length).toBe(reached);
				}
				expect(taken).toEqual(taken.map((_, index) => index + 1));
			}),
		);
	});

	it('ends where one late look ends: the steps missed in between are not lost', () => {
		fc.assert(
			fc.property(settings, looks, (setting, times) => {
				const own = ladderMoments(night, ladderSteps(setting), MINUTE);
				const inDay = times.filter((time) => time < DAY);
				const climb = (moments: number[]) =>
					moments.reduce(
						(taken, time) =>
							Math.max(taken, ...dueSteps(own, { openedAt: at(-5), taken }, at(time)).map((step) => step.number)),
						0,
					);
				expect(climb(inDay.toSorted((a, b) => a - b))).toBe(climb([Math.max(-100, ...inDay)]));
			}),
		);
	});
});

describe('whom a step tells', () => {
	const place = { college: 1, building: 10, floor: 20, unit: 30, room: 40, department: 50, counsellor: 'own' };
	const nowhere = {
		college: null,
		building: null,
		floor: null,
		unit: null,
		room: null,
		department: null,
		counsellor: null,
	};
	const holder = (person: string, position: Position, where: Partial<OfficeHolder>): OfficeHolder => ({
		...nowhere,
		person,
		position,
		...where,
	});
	const own = holder('own', 'counsellor', { department: 50, counsellor: 'own' });
	const colleague = holder('colleague', 'counsellor', { department: 50, counsellor: 'colleague' });
	const head = holder('head', 'building_head', { building: 10 });
	const otherHead = holder('other', 'building_head', { building: 11 });
	const group = holder('group', 'working_group', { college: 1 });
	const otherGroup = holder('far', 'working_group', { college: 2 });
	const office = holder('office', 'responsible_office', { department: 50 });
	const everybody = [own, colleague, head, otherHead, group, otherGroup, office];
	const steps = ladderSteps(null);
	const told = (number: number, holders: readonly OfficeHolder[], where = place) =>
		chooseTold(steps, number, where, holders);

	it('is who holds its posts for the student, and nobody elsewhere', () => {
		expect(told(1, everybody)).toEqual({ people: ['own'], reached: ['counsellor'] });
		expect(told(2, everybody)).toEqual({ people: ['head'], reached: ['building_head'] });
		expect(told(3, everybody)).toEqual({ people: ['group'], reached: ['working_group'] });
	});

	it('is his counsellor’s colleagues where he has none in office', () => {
		expect(told(1, [colleague, office, group]).people).toEqual(['colleague']);
		expect(told(1, everybody, { ...place, counsellor: 'gone' }).people).toEqual(['own', 'colleague']);
	});

	it('is the next step’s people where a post is empty, and last the working group', () => {
		expect(told(1, [head, otherHead, group, office])).toEqual({ people: ['head'], reached: ['building_head'] });
		expect(told(2, [own, group]).people).toEqual(['group']);
		expect(chooseTold([{ after: 5, positions: ['floor_head'] }], 1, place, [group])).toEqual({
			people: ['group'],
			reached: ['working_group'],
		});
		expect(told(1, [otherHead, otherGroup, office])).toEqual({ people: [], reached: [] });
	});

	it('tells a person once, whatever his posts', () => {
		const both = holder('head', 'instructor', { building: 10 });
		expect(told(2, [head, both])).toEqual({ people: ['head'], reached: ['instructor', 'building_head'] });
	});

	it.each([
		['assistant_building_head', { building: 10 }],
		['floor_head', { floor: 20 }],
		['unit_leader', { unit: 30 }],
		['room_head', { room: 40 }],
	] as const)('finds a %s', (position, where) => {
		const step = [{ after: 1, positions: [position] }];
		expect(chooseTold(step, 1, place, [holder('x', position, where), group]).people).toEqual(['x']);
		expect(chooseTold(step, 1, place, [holder('x', position, {}), group]).people).toEqual(['group']);
		// A place that is missing is nobody's, not everybody's whose own is missing, too.
		const nowhere = { ...place, building: null, floor: null, room: null, department: null, counsellor: null };
		if (position !== 'unit_leader')
			expect(chooseTold(step, 1, nowhere, [holder('x', position, {}), group]).people).toEqual(['group']);
	});

	it('leaves nobody unnoticed while the working group has anybody', () => {
		const anybody = fc.record({
			person: fc.constantFrom('a', 'b', 'c'),
			position: fc.constantFrom(...LADDER_POSITIONS),
			building: fc.constantFrom(null, 10, 11),
			floor: fc.constantFrom(null, 20, 21),
		});
		fc.assert(
			fc.property(fc.array(anybody, { maxLength: 6 }), fc.integer({ min: 1, max: 3 }), (some, number) => {
				const holders = [...some.map((one) => ({ ...nowhere, ...one })), group];
				expect(told(number, holders).people.length).toBeGreaterThan(0);
			}),
		);
	});
});
