import type { Knex } from 'knex';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { POSITIONS, type Position } from '../../extensions/dormitory-grid/src/constants/positions.ts';
import { placeOf } from '../../extensions/dormitory-grid/src/domain/staff.ts';
import type { Answer } from '../setup/client.ts';
import { dumpDatabase } from '../setup/dump-database.ts';
import { accessOf, dateIn } from '../setup/fixtures/access.ts';
import { type Building, createBuilding } from '../setup/fixtures/building.ts';
import { administrator } from '../setup/fixtures/college.ts';
import { createPerson, type Person } from '../setup/fixtures/person.ts';
import type { Server } from '../setup/start-directus.ts';
import { newServer, openDatabase } from '../setup/test-house.ts';

const TODAY = dateIn('Asia/Shanghai');
const ASSIGNMENTS = `/items/${C.staffAssignments}`;
const ENDINGS = `/items/${C.staffEndings}`;

/** Whatever is refused about a post is said in the asker's language, and nothing at all has been written. */
describe('a post that cannot be', () => {
	let server: Server;
	let db: Knex;
	let building: Building;
	let group: Person;
	let english: Person;
	let stranger: Person;
	let leader: Person;
	let person: Person;
	let places: Record<string, object>;

	const grid = (index: number) => building.units[index]?.id ?? 0;
	const held = () => leader.assignments[0] ?? expect.fail('no post');
	const post = (position: Position, place: object, rest: object = {}) => ({
		person: person.id,
		position,
		starts_on: TODAY,
		...place,
		...rest,
	});
	const refused = async (ask: () => Promise<Answer<unknown>>, code: string, status: number, words: string) => {
		const before = await dumpDatabase(db);
		const answer = await ask();
		expect([answer.status, answer.code]).toEqual([status, code]);
		expect(answer.errors[0]?.message).toContain(words);
		expect(await dumpDatabase(db)).toEqual(before);
		return answer.errors[0]?.extensions;
	};

	beforeAll(async () => {
		server = await newServer();
		db = openDatabase(server.database);
		building = await createBuilding(server);
		const there = await createBuilding(server);
		const posts = [{ position: 'working_group' as const, college: building.college }];
		group = await createPerson(server, { posts });
		english = await createPerson(server, { posts, language: 'en-US' });
		stranger = await createPerson(server, { posts: [{ position: 'working_group', college: there.college }] });
		leader = await createPerson(server, { posts: [{ position: 'unit_leader', grid: grid(0) }] });
		person = await createPerson(server);
		places = {
			grid1: { grid: building.id },
			grid2: { grid: building.floors[0]?.id },
			grid3: { grid: grid(1) },
			room: { room: building.units[1]?.rooms[0]?.id },
			department: { department: building.departments[0] },
		};
	});

	it('a seat that is taken, by whom until when, in both languages', async () => {
		const taken = post('unit_leader', { grid: grid(0) });
		const details = await refused(() => group.post(ASSIGNMENTS, taken), 'GRID_POST_TAKEN', 409, '已满（1 人）');
		expect(details).toMatchObject({ from: '2020-01-01', until: '长期', holders: 1 });
		await refused(
			() => english.post(ASSIGNMENTS, taken),
			'GRID_POST_TAKEN',
			409,
			'is filled from 2020-01-01 to no end',
		);
		await refused(() => administrator(server).post(ASSIGNMENTS, taken), 'GRID_POST_TAKEN', 409, '请先结束原任职');
	});

	it.each(POSITIONS.filter((position) => placeOf(position) !== null))(
		'%s on any place but its own',
		async (position) => {
			for (const [kind, place] of Object.entries(places)) {
				if (kind === placeOf(position)) continue;
				const input = post(position, place);
				await refused(() => group.post(ASSIGNMENTS, input), 'GRID_INVALID_INPUT', 400, '该职务需要填写');
			}
			const nowhere = post(position, { grid: 99_999_999, room: 99_999_999, department: 99_999_999 });
			await refused(() => english.post(ASSIGNMENTS, nowhere), 'GRID_INVALID_INPUT', 400, 'this position needs');
		},
	);

	it.each([
		['an unknown position', { position: 'president' }, 'GRID_INVALID_INPUT', '“岗位”'],
		['a person who is none', { person: 'Li' }, 'GRID_INVALID_INPUT', '“人员”'],
		['a day that is none', { starts_on: 'tomorrow' }, 'GRID_INVALID_INPUT', '“开始日期”'],
		['a last day before the first', { ends_on: '2019-12-31' }, 'GRID_STRUCTURE', '不能早于第一天'],
	])('%s', async (_, change, code, words) => {
		const input = post('unit_leader', { grid: grid(1) }, change);
		await refused(() => group.post(ASSIGNMENTS, input), code, 400, words.replaceAll(/[“”]/g, ''));
	});

	it('given or ended by anybody but the college’s own working group', async () => {
		const input = post('unit_leader', { grid: grid(1) });
		const ending = { assignment: held(), last_day: TODAY };
		for (const who of [stranger, leader, person]) {
			await refused(() => who.post(ASSIGNMENTS, input), 'GRID_FORBIDDEN', 403, '不在您负责的范围内');
			await refused(() => who.post(ENDINGS, ending), 'GRID_FORBIDDEN', 403, '不在您负责的范围内');
			await refused(() => who.patch(`${ASSIGNMENTS}/${held()}`, { ends_on: TODAY }), 'FORBIDDEN', 403, '');
		}
		const unknown = { assignment: '00000000-0000-4000-8000-00000000dead', last_day: TODAY };
		await refused(() => group.post(ENDINGS, unknown), 'GRID_FORBIDDEN', 403, '不在您负责的范围内');
	});

	it('turned into another', async () => {
		for (const change of [
			{ person: person.id },
			{ position: 'floor_head' },
			{ grid: grid(1) },
			{ starts_on: TODAY },
			{ college: 1 },
		]) {
			const ask = () => administrator(server).patch(`${ASSIGNMENTS}/${held()}`, change);
			await refused(ask, 'GRID_STRUCTURE', 400, '不能更改');
		}
		await refused(() => administrator(server).delete(`${ASSIGNMENTS}/${held()}`), 'GRID_APPEND_ONLY', 403, '只能新增');
		const before = { ends_on: '2019-12-31' };
		await refused(() => group.patch(`${ASSIGNMENTS}/${held()}`, before), 'GRID_STRUCTURE', 400, '2020-01-01');
	});

	it('two for one seat at the same moment', async () => {
		const people = await Promise.all(Array.from({ length: 8 }, async () => await createPerson(server)));
		const answers = await Promise.all(
			people.map(
				async (one) => await group.post(ASSIGNMENTS, { ...post('unit_leader', { grid: grid(1) }), person: one.id }),
			),
		);
		expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
		for (const answer of answers) if (answer.status !== 200) expect(answer.code).toBe('GRID_POST_TAKEN');
		const held = await Promise.all(people.map(async (one) => (await accessOf(server, one.id)).scopes.length));
		expect(held.reduce((sum, count) => sum + count, 0)).toBe(1);
	});

	it('ended twice at the same moment', async () => {
		const other = await createPerson(server, {
			posts: [{ position: 'floor_head', grid: building.floors[0]?.id ?? 0 }],
		});
		const ending = { assignment: other.assignments[0], last_day: TODAY };
		const answers = await Promise.all(Array.from({ length: 6 }, async () => await group.post(ENDINGS, ending)));
		expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
		expect(answers.filter((answer) => answer.code === 'GRID_STRUCTURE')).toHaveLength(5);
		expect(await db(C.staffEndings).where({ assignment: other.assignments[0] })).toHaveLength(1);
	});

	it('all posts of a person ended at the same moment leave him nothing', async () => {
		const both = building.units.map(({ id }) => ({ position: 'unit_leader' as const, grid: id }));
		for (const post of await db(C.staffAssignments)
			.whereIn(
				'grid',
				building.units.map(({ id }) => id),
			)
			.whereNull('ended_at'))
			await group.must('POST', ENDINGS, { assignment: post.id, last_day: TODAY });
		const other = await createPerson(server, { posts: both });
		await Promise.all(
			other.assignments.map(async (assignment) => await group.must('POST', ENDINGS, { assignment, last_day: TODAY })),
		);
		expect(await accessOf(server, other.id)).toEqual({ policies: [], scopes: [] });
	});

	it('as many as a building has seats for, and one after another', async () => {
		const instructor = async (rest: object = {}) =>
			await group.post(ASSIGNMENTS, {
				...post('instructor', { grid: building.id }, rest),
				person: (await createPerson(server)).id,
			});
		expect((await instructor({ ends_on: dateIn('Asia/Shanghai', 5) })).status).toBe(200);
		expect((await instructor()).status).toBe(200);
		expect((await instructor()).code).toBe('GRID_POST_TAKEN');
		expect((await instructor({ starts_on: dateIn('Asia/Shanghai', 6) })).status).toBe(200);
		expect((await instructor({ starts_on: dateIn('Asia/Shanghai', 6) })).code).toBe('GRID_POST_TAKEN');
	});
});
