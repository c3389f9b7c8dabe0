import type { Knex } from 'knex';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { dumpDatabase } from '../setup/dump-database.ts';
import { type Building, createBuilding } from '../setup/fixtures/building.ts';
import { administrator, createCollege, createDepartment } from '../setup/fixtures/college.ts';
import { createPerson, type Person } from '../setup/fixtures/person.ts';
import type { Server } from '../setup/start-directus.ts';
import { newServer, openDatabase } from '../setup/test-house.ts';

/** Deleting what something hangs on: said in words, by collection, and nothing is gone. */
describe('deleting in the console', () => {
	let server: Server;
	let db: Knex;
	let building: Building;
	let leader: Person;
	const admin = () => administrator(server);
	const refused = async (path: string, ...words: string[]) => {
		const before = await dumpDatabase(db);
		const answer = await admin().delete(path);
		expect([answer.status, answer.code]).toEqual([400, 'GRID_STRUCTURE']);
		for (const word of words) expect(answer.errors[0]?.message).toContain(word);
		expect(answer.text).not.toMatch(/foreign key|constraint|delete from/i);
		expect(await dumpDatabase(db)).toEqual(before);
	};

	beforeAll(async () => {
		server = await newServer();
		db = openDatabase(server.database);
		building = await createBuilding(server);
		leader = await createPerson(server, { posts: [{ position: 'unit_leader', grid: building.units[0]?.id ?? 0 }] });
	});

	it('is refused for a grid with floors, units, rooms, students and staff', async () => {
		await refused(
			`/items/${C.grids}/${building.id}`,
			'网格 3 条',
			'房间 4 条',
			'学生 12 条',
			'任职 1 条',
			'状态改为“停用”',
		);
	});

	it('is refused for rooms, departments, colleges, students and accounts', async () => {
		const room = building.units[0]?.rooms[0];
		const student = room?.residents[0]?.id ?? 0;
		await refused(`/items/${C.rooms}/${room?.id}`, '学生 3 条', '搬出');
		await refused(`/items/${C.departments}/${building.departments[0]}`, '学生 12 条');
		await refused(`/items/${C.colleges}/${building.college}`, '网格 4 条');
		await admin().must('POST', `/items/${C.leaves}`, {
			student,
			starts_at: new Date(Date.now() + 86_400_000).toISOString(),
			ends_at: new Date(Date.now() + 2 * 86_400_000).toISOString(),
		});
		await refused(`/items/${C.students}/${student}`, '请假 1 条', '已退宿');
		await refused(`/users/${leader.id}`, '任职 1 条', '账号状态');
	});

	it('answers in English who reads English', async () => {
		const me = await admin().must<{ id: string }>('GET', '/users/me?fields=id');
		await db('directus_users').where({ id: me.id }).update({ language: 'en-US' });
		await refused(`/items/${C.grids}/${building.id}`, 'Grids 3, Rooms 4', 'Set the state', 'retired');
		await db('directus_users').where({ id: me.id }).update({ language: 'zh-CN' });
	});

	it('tells nobody else what hangs there', async () => {
		for (const path of [`/items/${C.grids}/${building.id}`, `/users/${building.counsellors[0]?.id}`]) {
			const answer = await leader.delete(path);
			expect([answer.status, answer.code]).toEqual([403, 'FORBIDDEN']);
		}
	});

	it('goes through where nothing hangs, and for a whole branch at once', async () => {
		const college = await createCollege(server);
		const department = await createDepartment(server, { college: college.id });
		const grid = async (code: string, parent?: number) =>
			(
				await admin().must<{ id: number }>('POST', `/items/${C.grids}`, {
					code,
					name: code,
					college: college.id,
					parent,
				})
			).id;
		const top = await grid('77');
		const floor = await grid('77-1', top);
		const unit = await grid('77-1-1', floor);
		const room = await admin().must<{ id: number }>('POST', `/items/${C.rooms}`, { number: '77-101', unit });
		const person = await createPerson(server);
		for (const [path, body] of [
			[`/items/${C.rooms}/${room.id}`],
			[`/items/${C.grids}`, [unit, top, floor]],
			[`/items/${C.departments}/${department.id}`],
			[`/items/${C.colleges}/${college.id}`],
			[`/users/${person.id}`],
		] as const)
			expect((await admin().request('DELETE', path, body)).status).toBe(204);
	});
});
