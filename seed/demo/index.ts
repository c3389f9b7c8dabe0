import argon2 from 'argon2';
import type { Knex } from 'knex';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { MEMBER_ROLE_ID, type Position } from '../../extensions/dormitory-grid/src/constants/positions.ts';
import { dateValue, readMoment } from '../../extensions/dormitory-grid/src/database/column-values.ts';
import { dateAt } from '../../extensions/dormitory-grid/src/domain/calendar.ts';
import { syncAssignments } from '../../extensions/dormitory-grid/src/services/staff.ts';
import { fixedId } from '../lib/fixed-id.ts';
import { assertPassword } from '../lib/assert-password.ts';
import { insertAll } from '../lib/rows.ts';
import { OFFICES } from '../plan/departments.ts';
import { firstNight } from '../plan/index.ts';
import { seedFacilities } from './facilities.ts';
import { seedSuggestedOffices } from './offices.ts';
import { createFaker, makeName, makePhone } from './people.ts';
import { type DemoDepartment, type DemoRoom, makeStudents } from './students.ts';

/** A counsellor looks after about two hundred students. */
const STUDENTS_PER_COUNSELLOR = 200;
const DOMAIN = 'college.example';
const HOUR = 3_600_000;

interface Account {
	email: string;
	last: string;
	first: string;
	phone: string;
}

interface Post {
	email: string;
	position: Position;
	grid?: number;
	department?: number;
}

/** A whole college of invented people, every post filled, once: a college that has students or staff is left alone. */
export async function seedDemo(db: Knex, { password, now }: { password: string; now: Date }): Promise<void> {
	if ((await db(C.students).first('id')) || (await db(C.staffAssignments).first('id'))) return;
	const faker = createFaker();
	const college = await db(C.colleges).first('id');
	const term = await db(C.terms).first('id', 'starts_on');
	const begun = readMoment(term.starts_on) ?? now;
	const departments = await loadDepartments(db);
	const teaching = departments.filter((department) => department.majors.length > 0);
	const students = makeStudents(faker, await loadRooms(db), teaching, entranceYear(begun));

	const accounts: Account[] = [];
	const posts: Post[] = [];
	const hire = (name: string, person: { last: string; first: string; phone: string }, post: Omit<Post, 'email'>) => {
		const email = `${name}@${DOMAIN}`;
		if (!accounts.some((account) => account.email === email))
			accounts.push({ email, last: person.last, first: person.first, phone: person.phone });
		posts.push({ email, ...post });
	};
	const someone = () => ({
		...makeName(faker, faker.helpers.arrayElement(['male', 'female'] as const)),
		phone: makePhone(faker),
	});

	// Counsellors first: students are shared out among those of their department.
	const counsellorOf = new Map<(typeof students)[number], string>();
	for (const department of teaching) {
		const own = students.filter((student) => student.department === department.id);
		const count = Math.max(2, Math.round(own.length / STUDENTS_PER_COUNSELLOR));
		for (let number = 1; number <= count; number++) {
			hire(counsellorName(department.code, number), someone(), { position: 'counsellor', department: department.id });
		}
		own.forEach((student, index) => {
			const number = 1 + Math.floor((index * count) / own.length);
			counsellorOf.set(student, `${counsellorName(department.code, number)}@${DOMAIN}`);
		});
	}

	// Unit leaders, floor heads, building heads and assistants are students who live there.
	const grids = await db(C.grids)
		.where({ college: college.id })
		.select('id', 'code', 'level', 'building', 'floor')
		.orderBy('level')
		.orderBy('position');
	const taken = new Set<string>();
	const resident = (lives: (student: (typeof students)[number]) => boolean) => {
		const student = students.find((candidate) => !taken.has(candidate.number) && lives(candidate));
		if (student) taken.add(student.number);
		return student ?? someone();
	};
	for (const grid of grids.toReversed()) {
		if (grid.level === 3)
			hire(
				`unit.${grid.code}`,
				resident((student) => student.room.unit === grid.id),
				{ position: 'unit_leader', grid: grid.id },
			);
		if (grid.level === 2)
			hire(
				`floor.${grid.code}`,
				resident((student) => student.room.floor === grid.id),
				{ position: 'floor_head', grid: grid.id },
			);
		if (grid.level === 1) {
			hire(
				`building.${grid.code}`,
				resident((student) => student.room.building === grid.id),
				{ position: 'building_head', grid: grid.id },
			);
			hire(
				`assistant.${grid.code}`,
				resident((student) => student.room.building === grid.id),
				{ position: 'assistant_building_head', grid: grid.id },
			);
			for (const letter of ['a', 'b'])
				hire(`instructor.${grid.code}${letter}`, someone(), { position: 'instructor', grid: grid.id });
		}
	}
	for (const { account, code } of OFFICES) {
		const office = departments.find((department) => department.code === code);
		if (office) hire(`office.${account}`, someone(), { position: 'responsible_office', department: office.id });
	}
	for (const name of [
		'leader',
		'deputy1',
		'deputy2',
		...Array.from({ length: 9 }, (_, index) => `member${index + 1}`),
	]) {
		hire(`group.${name}`, someone(), { position: 'working_group' });
	}

	// OWASP's smaller setting: a rehearsal logs hundreds of these invented people in at once.
	assertPassword('GRID_DEMO_PASSWORD', password);
	const hash = await argon2.hash(password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
	await insertAll(
		db,
		'directus_users',
		accounts.map((account) => ({
			id: fixedId('user', account.email),
			email: account.email,
			first_name: account.first,
			last_name: account.last,
			phone: account.phone,
			password: hash,
			role: MEMBER_ROLE_ID,
			status: 'active',
			provider: 'default',
			language: 'zh-CN',
		})),
	);
	await insertAll(
		db,
		C.students,
		students.map((student) => {
			const counsellor = counsellorOf.get(student);
			return {
				number: student.number,
				name: `${student.last}${student.first}`,
				college: college.id,
				gender: student.gender,
				department: student.department,
				major: student.major,
				grade: student.grade,
				class_name: student.class_name,
				counsellor: counsellor ? fixedId('user', counsellor) : null,
				phone: student.phone,
				residence_state: 'resident',
				room: student.room.id,
				bed: student.bed,
				building: student.room.building,
				floor: student.room.floor,
				unit: student.room.unit,
			};
		}),
	);
	const places = new Map(grids.map((grid) => [grid.id, grid]));
	await insertAll(
		db,
		C.staffAssignments,
		posts.map(({ email, position, grid, department }) => {
			const place = grid === undefined ? undefined : places.get(grid);
			return {
				id: fixedId('assignment', `${email}:${position}`),
				person: fixedId('user', email),
				position,
				grid: grid ?? null,
				department: department ?? null,
				room: null,
				term: term.id,
				starts_on: term.starts_on,
				college: college.id,
				building: place?.level === 1 ? place.id : (place?.building ?? null),
				floor: place?.level === 2 ? place.id : (place?.floor ?? null),
				unit: place?.level === 3 ? place.id : null,
			};
		}),
	);
	await seedLeaves(db, faker, now);
	await seedSuggestedOffices(db, college.id);
	await seedFacilities(db, college.id, dateAt(now, 'Asia/Shanghai'));
	// A college that was planned empty has no first night yet.
	await db(C.colleges)
		.where({ id: college.id })
		.whereNull('reports_from')
		.update({ reports_from: dateValue(firstNight(now)) });
	// The posts come into force the way every post does.
	await syncAssignments(db, now, async (work) => await work());
}

/** A few approved leaves that cover the coming night. */
async function seedLeaves(db: Knex, faker: ReturnType<typeof createFaker>, now: Date): Promise<void> {
	const students = await db(C.students).select('id', 'college', 'department', 'counsellor').orderBy('id');
	const away = faker.helpers.arrayElements(students, 60);
	await insertAll(
		db,
		C.leaves,
		away.map((student) => ({
			student: student.id,
			state: 'approved',
			starts_at: new Date(now.getTime() - 12 * HOUR),
			ends_at: new Date(now.getTime() + 60 * HOUR),
			reason: '回家',
			approved_by: student.counsellor,
			college: student.college,
			department: student.department,
			counsellor: student.counsellor,
		})),
	);
}

async function loadRooms(db: Knex): Promise<DemoRoom[]> {
	const rows = await db(`${C.rooms} as r`)
		.join(`${C.grids} as b`, 'b.id', 'r.building')
		.join(`${C.grids} as u`, 'u.id', 'r.unit')
		.select('r.id', 'r.building', 'b.code', 'r.floor', 'r.unit', 'r.college', 'r.beds')
		.orderBy('u.position')
		.orderBy('r.position');
	return rows.map(({ code, ...room }) => ({ ...room, buildingNumber: Number(code) }));
}

async function loadDepartments(db: Knex): Promise<DemoDepartment[]> {
	const majors = await db(C.majors).select('id', 'department').orderBy('id');
	const rows = await db(C.departments).select('id', 'code').orderBy('id');
	return rows.map((row) => ({
		...row,
		majors: majors.filter((major) => major.department === row.id).map((major) => major.id),
	}));
}

function counsellorName(department: string, number: number): string {
	return `counsellor.${department}-${String(number).padStart(2, '0')}`;
}

/** The year in which the youngest cohort came: a spring term belongs to the autumn before it. */
function entranceYear(termStart: Date): number {
	return termStart.getMonth() >= 7 ? termStart.getFullYear() : termStart.getFullYear() - 1;
}
