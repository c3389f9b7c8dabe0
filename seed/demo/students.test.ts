import { describe, expect, it } from 'vitest';
import { groupBy } from '../../test/setup/checker/group-by.ts';
import { createFaker } from './people.ts';
import { type DemoDepartment, type DemoRoom, makeStudents } from './students.ts';

const ROOMS: DemoRoom[] = Array.from({ length: 240 }, (_, index) => ({
	id: index + 1,
	building: 1 + Math.floor(index / 120),
	buildingNumber: 1 + Math.floor(index / 120),
	floor: 10 + Math.floor(index / 24),
	unit: 100 + Math.floor(index / 6),
	college: 1,
	beds: 6,
}));
const DEPARTMENTS: DemoDepartment[] = ['1', '2', '3'].map((code, index) => ({
	id: index + 1,
	code,
	majors: [index * 10 + 1, index * 10 + 2],
}));
const students = makeStudents(createFaker(), ROOMS, DEPARTMENTS, 2026);

describe('invented students', () => {
	it('are the same whenever they are made', () => {
		expect(makeStudents(createFaker(), ROOMS, DEPARTMENTS, 2026)).toEqual(students);
	});

	it('have a number and a bed of their own', () => {
		expect(new Set(students.map(({ number }) => number)).size).toBe(students.length);
		expect(new Set(students.map(({ room, bed }) => `${room.id}:${bed}`)).size).toBe(students.length);
		expect(students.filter(({ room, bed }) => bed < 1 || bed > room.beds)).toEqual([]);
	});

	it('take most beds, and leave some free', () => {
		const share = students.length / (ROOMS.length * 6);
		expect(share).toBeGreaterThan(0.92);
		expect(share).toBeLessThan(0.96);
	});

	it('live with their own sex, building by building', () => {
		const byBuilding = groupBy(students, ({ room }) => room.buildingNumber);
		expect([...byBuilding].map(([building, all]) => [building, [...new Set(all.map(({ gender }) => gender))]])).toEqual(
			[
				[1, ['male']],
				[2, ['female']],
			],
		);
	});

	it('often share a room with students of other departments (DOMAIN.md 3)', () => {
		const rooms = [...groupBy(students, ({ room }) => room.id).values()];
		const mixed = rooms.filter((all) => new Set(all.map(({ department }) => department)).size > 1);
		expect(mixed.length / rooms.length).toBeGreaterThan(0.1);
		expect(mixed.length / rooms.length).toBeLessThan(0.3);
	});

	it('study a major of their department', () => {
		const majors = new Map(DEPARTMENTS.map((department) => [department.id, department.majors]));
		expect(
			students.filter(({ department, major }) => major === null || !majors.get(department)?.includes(major)),
		).toEqual([]);
	});

	it('have names in Chinese and numbers that nobody has', () => {
		expect(students.filter(({ last, first }) => !/^\p{Script=Han}{2,4}$/u.test(last + first))).toEqual([]);
		expect(students.filter(({ phone }) => !/^1990000\d{4}$/.test(phone))).toEqual([]);
	});

	it('are not made where there is no department', () => {
		expect(makeStudents(createFaker(), ROOMS, [], 2026)).toEqual([]);
	});
});
