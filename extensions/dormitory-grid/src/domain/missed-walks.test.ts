import { describe, expect, it } from 'vitest';
import { tellOfMissed } from './missed-walks.ts';

const unitWalk = { college: 1, building: 2, floor: 3, unit: 4 };
const floorWalk = { college: 1, building: 2, floor: 3, unit: null };
const none = { college: null, building: null, floor: null };
const floorHead = { ...none, person: 'floor', position: 'floor_head', floor: 3 } as const;
const head = { ...none, person: 'head', position: 'building_head', building: 2 } as const;
const instructor = { ...none, person: 'instructor', position: 'instructor', building: 2 } as const;
const group = { ...none, person: 'group', position: 'working_group', college: 1 } as const;
const others = [
	{ ...floorHead, person: 'other floor', floor: 9 },
	{ ...head, person: 'other building', building: 9 },
	{ ...group, person: 'other college', college: 9 },
];

describe('missed walks', () => {
	it('are told to the level above alone, all of them at once', () => {
		const told = tellOfMissed([unitWalk, floorWalk], [floorHead, head, instructor, group, ...others]);
		expect(Object.fromEntries(told)).toEqual({
			floor: [unitWalk],
			head: [floorWalk],
			instructor: [floorWalk],
		});
	});

	it('go one level higher where nobody is on post', () => {
		expect(Object.fromEntries(tellOfMissed([unitWalk, floorWalk], [head, group, ...others]))).toEqual({
			head: [unitWalk, floorWalk],
		});
		expect([...tellOfMissed([unitWalk], [group, ...others]).keys()]).toEqual(['group']);
		expect(tellOfMissed([unitWalk], others).size).toBe(0);
	});
});
