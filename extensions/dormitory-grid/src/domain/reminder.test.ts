import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minuteLength } from './night-minutes.ts';
import {
	askable,
	chooseReminded,
	type Debt,
	dueMoment,
	groupByBuilding,
	type Holder,
	reminderMinutes,
	reminderMoments,
} from './reminder.ts';

const at = (clock: string) => new Date(`2026-03-02T${clock}+08:00`);
const NIGHT = { opensAt: at('22:20:00'), closesAt: at('22:40:00') };
const WINDOW = { opens: '22:20:00', closes: '22:40:00' };
const MOMENTS = reminderMoments(NIGHT, [12, 6, 2], 60_000);

const debt = (report: number, level: 1 | 2 | 3 = 3, building = 1): Debt => ({
	report,
	level,
	building,
	code: `${building}-1-${report}`,
	buildingName: `${building}号楼`,
});
const holds = (report: number, person: string, position: Holder['position'] = 'unit_leader'): Holder => ({
	report,
	person,
	position,
});

describe('when reminders are due', () => {
	it('reads the setting: nothing set is 12, 6 and 2; an empty list is none; what is no number is left out', () => {
		expect(reminderMinutes(null)).toEqual([12, 6, 2]);
		expect(reminderMinutes([])).toEqual([]);
		expect(reminderMinutes(['3', 10, 'x', -1, 0, 10])).toEqual([10, 3]);
	});

	it('knows the moments of the night, and none before it opens', () => {
		expect(MOMENTS.map((moment) => moment.at)).toEqual([at('22:28:00'), at('22:34:00'), at('22:38:00')]);
		expect(reminderMoments(NIGHT, [30, 5], 60_000).map(({ minutes }) => minutes)).toEqual([5]);
	});

	it('shrinks a rehearsal’s minutes with its window, also over midnight', () => {
		const rehearsal = { kind: 'rehearsal', opensAt: at('22:20:00'), closesAt: at('22:20:20') } as const;
		expect(minuteLength(rehearsal, WINDOW)).toBe(1000);
		expect(minuteLength(rehearsal, { opens: '23:50', closes: '00:10' })).toBe(1000);
		expect(minuteLength({ ...rehearsal, kind: 'regular' }, WINDOW)).toBe(60_000);
	});

	it('takes the newest moment that has come, once', () => {
		expect(dueMoment(MOMENTS, at('22:27:59'), null)).toBeNull();
		expect(dueMoment(MOMENTS, at('22:28:00'), null)?.minutes).toBe(12);
		expect(dueMoment(MOMENTS, at('22:33:00'), at('22:28:00'))).toBeNull();
		expect(dueMoment(MOMENTS, at('22:38:30'), at('22:28:00'))?.minutes).toBe(2);
		expect(dueMoment(MOMENTS, at('22:30:00'), at('22:38:00'))).toBeNull();
	});
});

describe('who is reminded', () => {
	it('asks floors from the units’ minute on and buildings from the floors’', () => {
		const debts = [debt(1, 3), debt(2, 2), debt(3, 1)];
		const minutes = { unitDueAt: at('22:32:00'), floorDueAt: at('22:36:00') };
		const levels = (clock: string) => askable(debts, minutes, at(clock)).map(({ level }) => level);
		expect([levels('22:28:00'), levels('22:34:00'), levels('22:38:00')]).toEqual([[3], [3, 2], [3, 2, 1]]);
	});

	it('tells a person once, with everything he owes, and nobody past his budget', () => {
		const debts = [debt(1), debt(10), debt(2)];
		const holders = [holds(10, 'a'), holds(2, 'a'), holds(1, 'b')];
		expect(chooseReminded(debts, holders, new Map([['b', 2]]), 2)).toEqual([
			{ person: 'a', codes: ['1-1-2', '1-1-10'] },
		]);
		expect(chooseReminded(debts, holders, new Map(), 0)).toEqual([]);
	});

	it('asks instructors only where a building has no head and no assistant', () => {
		const debts = [debt(1, 1), debt(2, 1, 2)];
		const holders = [holds(1, 'head', 'building_head'), holds(1, 'i1', 'instructor'), holds(2, 'i2', 'instructor')];
		expect(chooseReminded(debts, holders, new Map(), 2).map(({ person }) => person)).toEqual(['head', 'i2']);
	});

	it('never passes a budget and never names who owes nothing, whatever the night looks like', () => {
		const people = fc.constantFrom('a', 'b', 'c', 'd');
		fc.assert(
			fc.property(
				fc.uniqueArray(fc.nat(9), { maxLength: 8 }),
				fc.array(fc.record({ report: fc.nat(9), person: people }), { maxLength: 20 }),
				fc.array(fc.tuple(people, fc.nat(3))),
				fc.nat(3),
				(reports, holders, told, budget) => {
					const counts = new Map<string, number>(told);
					const chosen = chooseReminded(
						reports.map((report) => debt(report)),
						holders.map(({ report, person }) => holds(report, person)),
						counts,
						budget,
					);
					for (const { person, codes } of chosen) {
						expect(counts.get(person) ?? 0).toBeLessThan(budget);
						const owed = holders.filter((one) => one.person === person && reports.includes(one.report));
						expect(codes.toSorted()).toEqual([...new Set(owed.map(({ report }) => debt(report).code))].toSorted());
					}
					expect(new Set(chosen.map(({ person }) => person)).size).toBe(chosen.length);
				},
			),
		);
	});
});

describe('what a group chat is told', () => {
	const debts = [debt(10), debt(2), debt(1, 3, 2)];

	it('is one line a building', () => {
		expect(groupByBuilding(debts, null)).toEqual([
			{ building: '1号楼', codes: ['1-1-2', '1-1-10'] },
			{ building: '2号楼', codes: ['2-1-1'] },
		]);
	});

	it('is its own building alone in a building’s chat, and nothing where nothing is missing', () => {
		expect(groupByBuilding(debts, 2)).toEqual([{ building: '2号楼', codes: ['2-1-1'] }]);
		expect(groupByBuilding(debts, 3)).toEqual([]);
	});
});
