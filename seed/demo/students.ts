import type { Faker } from '@faker-js/faker';
import { makeName, makePhone } from './people.ts';

export interface DemoRoom {
	id: number;
	building: number;
	buildingNumber: number;
	floor: number;
	unit: number;
	college: number;
	beds: number;
}

export interface DemoDepartment {
	id: number;
	code: string;
	majors: number[];
}

export interface DemoStudent {
	number: string;
	last: string;
	first: string;
	gender: 'male' | 'female';
	departmentCode: string;
	department: number;
	major: number | null;
	grade: number;
	class_name: string;
	phone: string;
	room: DemoRoom;
	bed: number;
}

/** Share of rooms whose students come from several departments: common, as DOMAIN.md 3 says. */
const MIXED = 0.2;
/** Share of beds that are taken: some 6,500 students in 6,912 beds. */
const TAKEN = 0.94;

/** Fills the rooms building by building: buildings alternate between men and women, most rooms hold one department. */
export function makeStudents(
	faker: Faker,
	rooms: readonly DemoRoom[],
	departments: readonly DemoDepartment[],
	year: number,
): DemoStudent[] {
	const students: DemoStudent[] = [];
	rooms.forEach((room, index) => {
		const gender = room.buildingNumber % 2 === 0 ? 'female' : 'male';
		const own = departments[Math.floor((index * departments.length) / rooms.length)] ?? departments[0];
		if (!own) return;
		const mixed = faker.number.float() < MIXED;
		const grade = year - (index % 3);
		for (let bed = 1; bed <= room.beds; bed++) {
			if (faker.number.float() > TAKEN) continue;
			const department = mixed ? faker.helpers.arrayElement([...departments]) : own;
			students.push({
				...makeName(faker, gender),
				number: `${grade}${department.code.padStart(2, '0')}${String(students.length + 1).padStart(4, '0')}`,
				gender,
				departmentCode: department.code,
				department: department.id,
				major: department.majors.length > 0 ? faker.helpers.arrayElement(department.majors) : null,
				grade,
				class_name: `${String(grade).slice(2)}${faker.number.int({ min: 1, max: 4 })}班`,
				phone: makePhone(faker),
				room,
				bed,
			});
		}
	});
	return students;
}
