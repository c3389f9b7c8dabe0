import { expect, it } from 'vitest';
import { type DutyGrid, type Holder, judgePosts } from './preflight.ts';

const grid = (id: number, level: 1 | 2 | 3, code: string, floor: number | null = null): DutyGrid => ({
	id,
	level,
	code,
	floor,
	name: code,
	building: 1,
	residents: 20,
});
const holder = (on: number, change: Partial<Holder> = {}): Holder => ({
	grid: on,
	person: `p${on}`,
	name: `人${on}`,
	phone: null,
	position: 'unit_leader',
	standIn: false,
	endsOn: null,
	...change,
});
const GRIDS = [
	grid(1, 1, '3'),
	grid(2, 2, '3-2'),
	grid(3, 3, '3-2-1', 2),
	grid(4, 3, '3-2-10', 2),
	grid(5, 3, '3-2-2', 2),
];

it('names each grid with nobody on duty, the larger first, and who above can report for it', () => {
	const { empty, levels } = judgePosts(GRIDS, [holder(1), holder(3)]);
	expect(empty.map(({ code, coveredBy }) => [code, coveredBy?.person])).toEqual([
		['3-2', 'p1'],
		['3-2-2', 'p1'],
		['3-2-10', 'p1'],
	]);
	expect(levels).toEqual([
		{ level: 3, owed: 3, filled: 1 },
		{ level: 2, owed: 1, filled: 0 },
		{ level: 1, owed: 1, filled: 1 },
	]);
});

it('counts a stand-in as on duty, and shows him', () => {
	const { empty, standIns } = judgePosts(GRIDS, [
		holder(1),
		holder(2),
		holder(3, { standIn: true }),
		holder(4),
		holder(5),
	]);
	expect(empty).toEqual([]);
	expect(standIns.map(({ code, name }) => [code, name])).toEqual([['3-2-1', '人3']]);
});

it('knows nobody above a building', () => {
	expect(judgePosts([grid(1, 1, '3')], []).empty[0]?.coveredBy).toBeNull();
});
