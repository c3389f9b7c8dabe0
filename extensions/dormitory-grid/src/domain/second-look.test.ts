import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assignCheckers, checksUntil, compareRoom, drawRooms, type Post } from './second-look.ts';

const rooms = (floors: number, each: number) =>
	Array.from({ length: floors * each }, (_, index) => ({
		room: index + 1,
		floor: 100 + Math.floor(index / each),
		building: 1,
	}));
const head = (person: string, floor: number, building = 1): Post => ({
	person,
	position: 'floor_head',
	building,
	floor,
});
const staff = (person: string, position: Post['position'], building = 1): Post => ({
	person,
	position,
	building,
	floor: null,
});

describe('the draw', () => {
	it('takes as many rooms of each floor as wanted, none twice, and the same of the same seed in any order', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 6 }),
				fc.integer({ min: 1, max: 24 }),
				fc.integer({ min: 1, max: 4 }),
				fc.string({ minLength: 1 }),
				(floors, each, size, seed) => {
					const all = rooms(floors, each);
					const drawn = drawRooms(all, seed, size);
					expect(new Set(drawn.map(({ room }) => room)).size).toBe(floors * Math.min(each, size));
					for (let floor = 100; floor < 100 + floors; floor++)
						expect(drawn.filter((room) => room.floor === floor)).toHaveLength(Math.min(each, size));
					expect(drawRooms(all.toReversed(), seed, size)).toEqual(drawn);
				},
			),
		);
	});

	it('gives every room the same chance', () => {
		const counts = new Map<number, number>();
		for (let night = 0; night < 4000; night++) {
			for (const { room } of drawRooms(rooms(1, 20), `seed of night ${night}`, 2))
				counts.set(room, (counts.get(room) ?? 0) + 1);
		}
		// 400 expected of each; five standard deviations are 95.
		for (let room = 1; room <= 20; room++) expect(Math.abs((counts.get(room) ?? 0) - 400)).toBeLessThan(95);
	});
});

describe('the checker', () => {
	it('is the head of another floor, and everybody walks once before anybody twice', () => {
		fc.assert(
			fc.property(fc.integer({ min: 2, max: 8 }), fc.string(), (floors, seed) => {
				const posts = Array.from({ length: floors }, (_, index) => head(`head ${100 + index}`, 100 + index));
				const checkers = assignCheckers(rooms(floors, 3), posts, seed);
				for (const [floor, person] of checkers) expect([null, `head ${floor}`]).not.toContain(person);
				// The last floor may be left with its own head alone: then somebody walks twice.
				expect(new Set(checkers.values()).size).toBeGreaterThanOrEqual(floors - 1);
			}),
		);
	});

	it('is one of the building where no other floor has a head, never who answers for the floor himself', () => {
		const one = rooms(1, 3);
		expect(assignCheckers(one, [head('own', 100), staff('chief', 'building_head')], 's').get(100)).toBe('chief');
		const both = [staff('teacher', 'instructor'), staff('assistant', 'assistant_building_head')];
		expect(assignCheckers(one, both, 's').get(100)).toBe('assistant');
		const partial: Post = { person: 'chief', position: 'unit_leader', building: 1, floor: 100 };
		expect(assignCheckers(one, [partial, staff('chief', 'building_head')], 's').get(100)).toBeNull();
	});

	it('reads no report of the building where somebody else can look: a head who is building staff, too, comes after', () => {
		const posts = [head('both', 101), staff('both', 'building_head'), head('plain', 102)];
		for (const seed of ['a', 'b', 'c', 'd']) expect(assignCheckers(rooms(1, 3), posts, seed).get(100)).toBe('plain');
	});

	it('is nobody where nobody can', () => {
		expect(assignCheckers(rooms(1, 3), [head('far', 900, 2), head('own', 100)], 's').get(100)).toBeNull();
	});
});

it('waits as long again as the window was, at least two minutes, and not beyond the lock', () => {
	const at = (clock: string) => new Date(`2026-03-02T${clock}Z`);
	const until = (opens: string, closes: string, locks: string) =>
		checksUntil({ opensAt: at(opens), closesAt: at(closes), locksAt: at(locks) })
			.toISOString()
			.slice(11, 19);
	expect(until('14:20:00', '14:40:00', '23:00:00')).toBe('15:00:00');
	expect(until('14:20:00', '14:20:05', '23:00:00')).toBe('14:22:05');
	expect(until('14:20:00', '14:40:00', '14:50:00')).toBe('14:50:00');
});

describe('report and second look', () => {
	const at = new Date('2026-03-02T14:50:00Z');
	const early = new Date('2026-03-02T14:45:00Z');
	const late = new Date('2026-03-02T15:30:00Z');
	it.each([
		['in', null, 'in', null, false],
		['in', null, 'absent', null, true],
		['not_returned', null, 'absent', null, false],
		['not_returned', null, 'in', null, true],
		['not_returned', null, 'in', early, false],
		['not_returned', null, 'absent', early, true],
		['on_leave', null, 'absent', null, false],
		['on_leave', null, 'in', null, true],
		['late_return', null, 'in', null, false],
		['late_return', null, 'absent', null, false],
		['late_return', early, 'in', null, false],
		['late_return', early, 'absent', null, true],
		['late_return', late, 'absent', null, false],
	] as const)('%s, returned %s, seen %s, back %s: differs %s', (kind, returnedAt, seen, back, differs) => {
		const reported = kind === 'in' ? [] : ([[1, { kind, returnedAt }]] as const);
		const found = compareRoom([1], new Map(reported), {
			absent: new Set(seen === 'absent' ? [1] : []),
			at,
			back: new Map(back === null ? [] : [[1, back]]),
		});
		expect(found).toEqual(differs ? [{ student: 1, reported: kind, seen }] : []);
	});
});
