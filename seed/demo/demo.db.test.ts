import type { Knex } from 'knex';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { MEMBER_ROLE_ID, POLICY_IDS, POSITIONS } from '../../extensions/dormitory-grid/src/constants/positions.ts';
import { DATABASE_KINDS } from '../../test/setup/databases.ts';
import { groupBy } from '../../test/setup/checker/group-by.ts';
import { newDatabase, openDatabase } from '../../test/setup/test-house.ts';

type Row = Record<string, unknown>;

/** Share of one kind of row that a post needs: positions of the table in DOMAIN.md and how many hold each. */
const HOLDERS: Readonly<Record<string, number>> = {
	unit_leader: 192,
	floor_head: 48,
	building_head: 8,
	assistant_building_head: 8,
	instructor: 16,
	working_group: 12,
	responsible_office: 4,
};

const opened: Partial<Record<(typeof DATABASE_KINDS)[number], Knex>> = {};

describe.each(DATABASE_KINDS)('the demo college on %s', (kind) => {
	let db: Knex;
	beforeAll(async () => {
		db = openDatabase(await newDatabase({ kind, template: 'demo' }));
		opened[kind] = db;
	});

	it("has the notice's plan: 8 buildings of 6 floors, units of neighbouring rooms, all in service", async () => {
		const grids: Row[] = await db(C.grids).select('level', 'state');
		const counts = [1, 2, 3].map((level) => grids.filter((grid) => grid['level'] === level).length);
		expect(counts).toEqual([8, 48, 192]);
		expect(new Set(grids.map((grid) => grid['state']))).toEqual(new Set(['active']));

		const rooms: { number: string; position: number; unit: number; code: string }[] = await db(`${C.rooms} as r`)
			.join(`${C.grids} as u`, 'u.id', 'r.unit')
			.select('r.number', 'r.position', 'r.unit', 'u.code');
		expect(rooms).toHaveLength(8 * 6 * 24);
		const scattered = [...groupBy(rooms, ({ unit }) => unit).values()].filter((own) => {
			const places = own.map(({ position }) => position).toSorted((a, b) => a - b);
			return own.length < 5 || own.length > 8 || places.some((place, index) => place !== (places[0] ?? 0) + index);
		});
		expect(scattered).toEqual([]);
		expect(rooms.find(({ number }) => number === '3-201')?.code).toBe('3-2-1');
		expect(rooms.find(({ number }) => number === '3-224')?.code).toBe('3-2-4');
	});

	it('has some 6,500 students of 7 departments, each with a counsellor of about 200', async () => {
		const students: Row[] = await db(C.students).select('department', 'counsellor', 'room', 'bed', 'unit');
		expect(students.length).toBeGreaterThan(6400);
		expect(students.length).toBeLessThan(6600);
		expect(new Set(students.map((student) => student['department'])).size).toBe(7);
		const shares = [...groupBy(students, (student) => student['counsellor'])];
		expect(shares.map(([counsellor]) => counsellor)).not.toContain(null);
		expect(Math.min(...shares.map(([, own]) => own.length))).toBeGreaterThan(150);
		expect(Math.max(...shares.map(([, own]) => own.length))).toBeLessThan(250);
	});

	it("has counsellors of their students' department, who meet them in several buildings", async () => {
		const strangers = await db(`${C.students} as s`)
			.leftJoin(`${C.staffAssignments} as a`, (join) =>
				join.on('a.person', 's.counsellor').andOn('a.department', 's.department'),
			)
			.whereNull('a.id')
			.count({ rows: '*' })
			.first();
		expect(Number(strangers?.['rows'])).toBe(0);
		const spread: Row[] = await db(C.students).distinct('counsellor', 'building');
		const widest = [...groupBy(spread, (row) => row['counsellor']).values()].map((own) => own.length);
		expect(Math.max(...widest)).toBeGreaterThan(2);
	});

	it('suggests an office for what offices settle, in the same times as for everything else', async () => {
		const rules: Row[] = await db(`${C.escalationRules} as r`)
			.leftJoin(`${C.departments} as d`, 'd.id', 'r.office')
			.select('r.*', 'd.code as code');
		const offices = Object.fromEntries(rules.map((rule) => [rule['category'], rule['code']]));
		expect(offices).toMatchObject({ plumbing: 'logistics', network: 'network', fire: 'security' });
		const clocks = (rule: Row) =>
			JSON.stringify(
				['severity', 'take_minutes', 'settle_minutes', 'close_minutes', 'quiet'].map((field) => rule[field]),
			);
		const general = rules.filter((rule) => rule['category'] === null).map(clocks);
		for (const [category, own] of groupBy(rules, (rule) => rule['category']))
			expect([category, own.map(clocks).toSorted()]).toEqual([category, general.toSorted()]);
	});

	it('fills every post', async () => {
		const posts: Row[] = await db(C.staffAssignments).select('position', 'grid', 'starts_on', 'ended_at');
		const held = Object.fromEntries(
			Object.keys(HOLDERS).map((position) => [position, posts.filter((post) => post['position'] === position).length]),
		);
		expect(held).toEqual(HOLDERS);
		const empty = await db(`${C.grids} as g`)
			.leftJoin(`${C.staffAssignments} as a`, 'a.grid', 'g.id')
			.whereNull('a.id')
			.select('g.code');
		expect(empty).toEqual([]);
	});

	it('has unit leaders who live in their unit, floor heads on their floor, building heads in their building', async () => {
		const people: { email: string; last_name: string; first_name: string; phone: string; code: string }[] = await db(
			`${C.staffAssignments} as a`,
		)
			.join('directus_users as p', 'p.id', 'a.person')
			.join(`${C.grids} as g`, 'g.id', 'a.grid')
			.whereIn('a.position', ['unit_leader', 'floor_head', 'building_head', 'assistant_building_head'])
			.select('p.email', 'p.last_name', 'p.first_name', 'p.phone', 'g.code');
		const residents: { name: string; phone: string; code: string }[] = await db(`${C.students} as s`)
			.join(`${C.grids} as u`, 'u.id', 's.unit')
			.select('s.name', 's.phone', 'u.code');
		const living = new Map(residents.map(({ name, phone, code }) => [`${name} ${phone}`, code]));
		const strangers = people.filter(({ last_name, first_name, phone, code }) => {
			const home = living.get(`${last_name}${first_name} ${phone}`) ?? '';
			return home !== code && !home.startsWith(`${code}-`);
		});
		expect(people).toHaveLength(192 + 48 + 8 + 8);
		expect(strangers).toEqual([]);
	});

	it('has the accounts that the README names, all with one password and the role of the staff', async () => {
		const accounts: Row[] = await db('directus_users')
			.where('email', 'like', '%@college.example')
			.whereNot('email', 'admin@college.example')
			.select('email', 'role', 'password', 'status', 'language');
		const emails = accounts.map((account) => account['email']);
		const named =
			'unit.3-2-1 floor.3-2 building.3 assistant.3 instructor.3a instructor.3b counsellor.1-02 office.logistics ' +
			'group.leader group.deputy1 group.deputy2 group.member1 group.member9';
		const missing = named.split(' ').filter((name) => !emails.includes(`${name}@college.example`));
		expect(missing).toEqual([]);
		expect(new Set(accounts.map(({ role, status, language }) => [role, status, language].join(' ')))).toEqual(
			new Set([`${MEMBER_ROLE_ID} active zh-CN`]),
		);
		expect(new Set(accounts.map((account) => account['password'])).size).toBe(1);
		expect(String(accounts[0]?.['password'])).toMatch(/^\$argon2id\$/);
	});

	it('gives each post its access: one scope by position, and its policy once', async () => {
		const posts = await db(C.staffAssignments).select('id', 'person', 'position', 'grid', 'department', 'college');
		const scopes: Row[] = await db(C.staffScopes);
		const scopeOf = new Map(scopes.map((scope) => [scope['assignment'], scope]));
		expect(scopes).toHaveLength(posts.length);
		const place = (post: (typeof posts)[number]): Row => {
			switch (post.position) {
				case 'unit_leader':
					return { unit: post.grid };
				case 'floor_head':
					return { floor: post.grid };
				case 'working_group':
					return { college: post.college };
				case 'counsellor':
					return { counsellor: post.person, department: post.department };
				case 'responsible_office':
					return { department: post.department };
				default:
					return { building: post.grid };
			}
		};
		const none = {
			college: null,
			building: null,
			floor: null,
			unit: null,
			room: null,
			department: null,
			counsellor: null,
		};
		const wrong = posts.filter((post) => {
			const { id: _, assignment: __, person, position, ends_on, ...where } = scopeOf.get(post.id) ?? {};
			const wanted = { ...none, ...place(post) };
			const same = Object.entries(wanted).every(([column, value]) => where[column] === value);
			return !same || person !== post.person || position !== post.position || ends_on !== null;
		});
		expect(wrong).toEqual([]);

		const access: Row[] = await db('directus_access').whereNotNull('user').select('user', 'policy');
		const held = access.map(({ user, policy }) => `${String(user)} ${String(policy)}`).toSorted();
		const owed = posts.map(
			({ person, position }) => `${person} ${POLICY_IDS[POSITIONS.find((one) => one === position) ?? 'member']}`,
		);
		expect(held).toEqual([...new Set(owed)].toSorted());
	});

	it('has leaves for the coming night, approved by the counsellor', async () => {
		const leaves: Row[] = await db(C.leaves).select('state', 'counsellor', 'approved_by');
		expect(leaves.length).toBeGreaterThan(30);
		expect(
			leaves.filter((leave) => leave['state'] !== 'approved' || leave['approved_by'] !== leave['counsellor']),
		).toEqual([]);
	});
});

it('is the same college on both databases', async () => {
	const college = async (db: Knex | undefined) => ({
		students: await db?.(C.students).orderBy('id'),
		posts: await db?.(C.staffAssignments).orderBy('id').select('id', 'person', 'position', 'grid', 'department'),
		people: await db?.('directus_users').orderBy('id').select('id', 'email', 'last_name', 'first_name', 'phone'),
		away: await db?.(C.leaves).orderBy('id').select('student'),
	});
	const here = await college(opened.sqlite);
	expect(here.students?.length).toBeGreaterThan(6000);
	expect(here).toEqual(await college(opened.postgres));
});
