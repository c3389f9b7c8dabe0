import { expect, test } from 'vitest';
import { shareGrids } from './rehearsal.ts';

const building = { id: 1, building: null, floor: null };
const floor = { id: 11, building: 1, floor: null };
const unit = { id: 111, building: 1, floor: 11 };
const nextFloor = { id: 12, building: 1, floor: null };
const nextUnit = { id: 121, building: 1, floor: 12 };

test.each([
	[null, null],
	[null, unit],
	[building, building],
	[building, floor],
	[building, unit],
	[floor, unit],
])('%o and %o share grids, whichever is named first', (a, b) => {
	expect([shareGrids(a, b), shareGrids(b, a)]).toEqual([true, true]);
});

test.each([
	[floor, nextFloor],
	[unit, nextFloor],
	[unit, nextUnit],
	[building, { id: 2, building: null, floor: null }],
	[building, { id: 21, building: 2, floor: null }],
])('%o and %o do not', (a, b) => {
	expect([shareGrids(a, b), shareGrids(b, a)]).toEqual([false, false]);
});
