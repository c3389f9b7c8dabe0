import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { POSITIONS } from '../constants/positions.ts';
import {
	type Actor,
	authorityOver,
	type GridPlace,
	isWorkingGroup,
	mayTakeBack,
	type Scope,
	scopeColumns,
	standingOver,
} from './scope.ts';

const none = {
	assignment: 'a',
	college: null,
	building: null,
	floor: null,
	unit: null,
	room: null,
	department: null,
	counsellor: null,
	ends_on: null,
	stand_in: false,
};
const actor = (...scopes: Partial<Scope>[]): Actor => ({
	user: 'u',
	admin: false,
	language: 'zh-CN',
	name: '',
	scopes: scopes.map((scope) => ({ ...none, position: 'unit_leader', ...scope })),
});
const building: GridPlace = { id: 3, level: 1, college: 1, building: null, floor: null };
const floor: GridPlace = { id: 32, level: 2, college: 1, building: 3, floor: null };
const unit: GridPlace = { id: 321, level: 3, college: 1, building: 3, floor: 32 };

describe('authorityOver', () => {
	it.each([
		['a unit leader over his unit', actor({ unit: 321 }), unit, 'own'],
		['a unit leader over another unit', actor({ unit: 322 }), unit, 'none'],
		['a unit leader over his floor', actor({ unit: 321 }), floor, 'none'],
		['a floor head over his floor', actor({ position: 'floor_head', floor: 32 }), floor, 'own'],
		['a floor head over a unit of it', actor({ position: 'floor_head', floor: 32 }), unit, 'above'],
		['a floor head over his building', actor({ position: 'floor_head', floor: 32 }), building, 'none'],
		['a building head over his building', actor({ position: 'building_head', building: 3 }), building, 'own'],
		['a building head over a unit of it', actor({ position: 'building_head', building: 3 }), unit, 'above'],
		['a building head over another building', actor({ position: 'building_head', building: 4 }), unit, 'none'],
		['the working group over a unit', actor({ position: 'working_group', college: 1 }), unit, 'above'],
		['another college’s working group', actor({ position: 'working_group', college: 2 }), unit, 'none'],
		['a counsellor', actor({ position: 'counsellor', counsellor: 'u', department: 3 }), unit, 'none'],
		['nobody', actor(), unit, 'none'],
	] as const)('%s: %s', (_, who, grid, kind) => {
		expect(authorityOver(who, grid).kind).toBe(kind);
	});

	it('takes the nearest of several posts', () => {
		const both = actor({ position: 'building_head', building: 3 }, { unit: 321 });
		expect(authorityOver(both, unit)).toEqual({ kind: 'own', position: 'unit_leader', standIn: false });
	});

	it('says who stands in, and lets the holder be the holder', () => {
		const standIn = actor({ unit: 321, stand_in: true });
		expect(authorityOver(standIn, unit)).toEqual({ kind: 'own', position: 'unit_leader', standIn: true });
		const both = actor({ unit: 321, stand_in: true }, { unit: 321 });
		expect(authorityOver(both, unit)).toMatchObject({ standIn: false });
	});
});

describe('mayTakeBack', () => {
	const place = { college: 1, building: 3, floor: 32, unit: 321, counsellor: 'c' };
	const people = {
		unit: actor({ unit: 321 }),
		floor: actor({ position: 'floor_head', floor: 32 }),
		building: actor({ position: 'building_head', building: 3 }),
		counsellor: actor({ position: 'counsellor', counsellor: 'c', department: 5 }),
		working_group: actor({ position: 'working_group', college: 1 }),
	};
	const order = ['unit', 'floor', 'building', 'counsellor', 'working_group'] as const;
	const named = (user: string, who: Actor): Actor => ({ ...who, user });

	it.each(order.flatMap((one, index) => order.map((other, below) => [one, other, below < index] as const)))(
		'%s, what another (%s) recorded: %s',
		(one, other, above) => {
			const may = mayTakeBack(named('me', people[one]), named('him', people[other]), place);
			// Of the working group everybody speaks for all of it.
			expect(may).toBe(above || one === 'working_group');
		},
	);

	it.each(order)('%s, what he recorded himself', (one) => {
		expect(mayTakeBack(named('me', people[one]), named('me', people[one]), place)).toBe(true);
	});

	it('not who has nothing to do with the student, whoever recorded it', () => {
		const elsewhere = named('me', actor({ unit: 322 }, { position: 'counsellor', counsellor: 'd', department: 5 }));
		expect(standingOver(elsewhere, place)).toBe('none');
		expect(mayTakeBack(elsewhere, named('me', people.unit), place)).toBe(false);
	});

	it('only the working group, where who recorded it has no post there any more', () => {
		const gone = { user: 'him', scopes: [] };
		expect(mayTakeBack(named('me', people.building), gone, place)).toBe(false);
		expect(mayTakeBack(named('me', people.working_group), gone, place)).toBe(true);
		expect(mayTakeBack({ ...named('me', actor()), admin: true }, gone, place)).toBe(true);
	});

	it('a post without a place answers for no student without one', () => {
		const placeless = { ...place, counsellor: null };
		expect(standingOver(actor({ position: 'working_group', college: 2 }), placeless)).toBe('none');
	});
});

it('fills exactly one column that a permission rule looks at', () => {
	fc.assert(
		fc.property(fc.constantFrom(...POSITIONS), (position) => {
			const columns = scopeColumns({ position, person: 'p', college: 1, grid: 2, room: 3, department: 4 });
			const ruled = [columns.college, columns.building, columns.floor, columns.unit, columns.counsellor].filter(
				(value) => value !== null,
			);
			expect(ruled.length).toBe(['room_head', 'responsible_office'].includes(position) ? 0 : 1);
		}),
	);
});

it('knows the working group by its college', () => {
	expect(isWorkingGroup(actor({ position: 'working_group', college: 1 }), 1)).toBe(true);
	expect(isWorkingGroup(actor({ position: 'working_group', college: 1 }), 2)).toBe(false);
	expect(isWorkingGroup({ ...actor(), admin: true }, 2)).toBe(true);
});
