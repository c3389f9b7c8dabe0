import { enUS } from '../../extensions/dormitory-grid/src/lang/translations/en-US.ts';
import { zhCN } from '../../extensions/dormitory-grid/src/lang/translations/zh-CN.ts';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runChild } from '../../bin/lib/run-child.mjs';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { ROUTES } from '../../extensions/dormitory-grid/src/constants/routes.ts';
import type { TonightAnswer } from '../../extensions/dormitory-grid/src/types/api.ts';
import { type Client, createClient } from '../setup/client.ts';
import { dumpDatabase } from '../setup/dump-database.ts';
import { accessOf } from '../setup/fixtures/access.ts';
import { createRehearsal, submit, waitForNight } from '../setup/fixtures/night.ts';
import { at } from '../setup/paths.ts';
import { serverEnv } from '../setup/server-env.ts';
import type { Server } from '../setup/start-directus.ts';
import { newServer, openDatabase } from '../setup/test-house.ts';

/** `npm run import`: from the empty college to a night of one's own people, by the program itself. */
describe('importing one’s own college', () => {
	const folder = mkdtempSync(join(tmpdir(), 'grid-import-'));
	afterAll(() => rmSync(folder, { recursive: true, force: true }));
	let server: Server;
	let db: Knex;
	const passwordFiles: string[] = [];
	afterAll(() => {
		for (const path of passwordFiles) rmSync(path, { force: true });
	});

	const run = async (name: string, lines: readonly string[], ...options: string[]) => {
		const file = join(folder, `${name}.csv`);
		writeFileSync(file, lines.join('\n'));
		const { code, output } = await runChild(process.execPath, [at('bin', 'import', 'index.ts'), file, ...options], {
			env: serverEnv(server.database, folder),
		});
		const kept = /data\/first-passwords-\S+\.csv/.exec(output)?.[0];
		if (kept) passwordFiles.push(at(kept));
		return { code, output, passwords: kept ? at(kept) : null };
	};
	const refused = async (name: string, lines: readonly string[], ...words: (string | RegExp)[]) => {
		const before = await dumpDatabase(db);
		const { code, output } = await run(name, lines, '--write');
		expect(code).toBe(1);
		for (const word of words) expect(output).toMatch(word);
		expect(await dumpDatabase(db)).toEqual(before);
	};
	const passwordsIn = (path: string) =>
		new Map(
			readFileSync(path, 'utf8')
				.trim()
				.split('\r\n')
				.slice(1)
				.map((line) => line.slice(1, -1).split('","'))
				.map(([email = '', , password = '']) => [email, password]),
		);
	const logIn = async (email: string, password: string): Promise<Client> => {
		const answer = await createClient(server, null).post<{ access_token: string }>('/auth/login', { email, password });
		expect([email, answer.status]).toEqual([email, 200]);
		return createClient(server, answer.data.access_token);
	};

	const DEPARTMENTS = ['编码,名称,类别,电话', '21,海洋工程系,院系,', 'gym,体育部,部门,027-0000-0001'];
	const ROOMS = ['房间,单元,床位数', '9-101,9-1-1,4', '9-102,9-1-1,4', '9-103,9-1-2,4'];
	const PEOPLE = [
		'邮箱,姓名,电话,职务,负责',
		'Li.Si@real.example,李思,13900000001,辅导员,21',
		'wang@real.example,王武,,三级网格员,9-1-1',
		'wang@real.example,王武,,层长,9-1',
		'head@real.example,欧阳明,,工作小组,',
	];
	const STUDENTS = [
		'学号,姓名,房间,床位,院系,辅导员,年级,性别',
		'20260001,赵一,9-101,1,海洋工程系,li.si@real.example,2026,女',
		'20260002,钱二,9-101,2,21,li.si@real.example,2026级,女',
		'20260003,孙三,9-102,1,21,li.si@real.example,2026,',
	];

	beforeAll(async () => {
		server = await newServer();
		db = openDatabase(server.database);
	});

	it('only looks at first', async () => {
		const before = await dumpDatabase(db);
		for (const [name, lines] of [
			['departments', DEPARTMENTS],
			['rooms', ROOMS],
			['people', [...PEOPLE.slice(0, 1), PEOPLE[4] ?? '']],
		] as const) {
			const { code, output } = await run(name, lines);
			expect([code, output]).toEqual([0, expect.stringContaining('未写入')]);
		}
		expect(await dumpDatabase(db)).toEqual(before);
	});

	it('writes departments, rooms with their grids, people with their posts, and students', async () => {
		expect((await run('departments', DEPARTMENTS, '--write')).code).toBe(0);
		const rooms = await run('rooms', ROOMS, '--write');
		expect([rooms.code, rooms.output]).toEqual([0, expect.stringContaining('新建网格 4 个')]);
		const people = await run('people', PEOPLE, '--write');
		expect([people.code, people.output]).toEqual([0, expect.stringContaining('新增 new 3')]);
		expect((await run('students', STUDENTS, '--write')).code).toBe(0);

		const unit = await db(C.grids).where({ code: '9-1-1' }).first();
		expect([unit.level, unit.state, unit.position, unit.name]).toEqual([3, 'planned', 9011, '9栋1层1单元']);
		const rows = await db(C.students)
			.orderBy('number')
			.select('number', 'unit', 'bed', 'grade', 'gender', 'residence_state');
		expect(rows.map((row) => Object.values(row))).toEqual([
			['20260001', unit.id, 1, 2026, 'female', 'resident'],
			['20260002', unit.id, 2, 2026, 'female', 'resident'],
			['20260003', unit.id, 1, 2026, null, 'resident'],
		]);
	});

	it('keeps first passwords in a private file, and in no output', async () => {
		const [path = ''] = passwordFiles;
		expect(statSync(path).mode & 0o777).toBe(0o600);
		const passwords = passwordsIn(path);
		expect([...passwords.keys()]).toEqual(['li.si@real.example', 'wang@real.example', 'head@real.example']);
		expect(new Set(passwords.values()).size).toBe(3);
		const stored = await db('directus_users')
			.whereIn('email', [...passwords.keys()])
			.pluck('password');
		expect(stored.every((hash: string) => hash.startsWith('$argon2'))).toBe(true);
	});

	it('lets its people in at their posts, and a night of theirs runs', async () => {
		const passwords = passwordsIn(passwordFiles[0] ?? '');
		const as = async (email: string) => await logIn(email, passwords.get(email) ?? '');
		const head = await as('head@real.example');
		const wang = await as('wang@real.example');
		const person = await wang.get<{ id: string }>('/users/me?fields=id');
		expect(await accessOf(server, person.data.id)).toEqual({
			policies: ['floor_head', 'unit_leader'],
			scopes: ['floor_head', 'unit_leader'],
		});
		// What is in service is the college's to say.
		await db(C.grids).where('code', 'like', '9%').update({ state: 'active' });
		// The tests that follow compare whole databases: nobody climbs meanwhile.
		await db(C.colleges).update({ ladder: '[]' });
		const building = await db(C.grids).where({ code: '9' }).first('id');
		const rehearsal = await createRehearsal(head, { root: building.id, closesIn: 10 });
		const night = await waitForNight(server, { rehearsal: rehearsal.id }, 'open');
		const { text } = await wang.get(ROUTES.tonight);
		const { units } = JSON.parse(text) as TonightAnswer;
		expect(units.flatMap((unit) => unit.rooms).map((room) => room.residents.length)).toEqual([2, 1]);
		const [unit] = units;
		const [missing] = unit?.rooms[0]?.residents ?? [];
		const answer = await submit(wang, {
			client_key: 'imported-people-report',
			night: night.id,
			grid: unit?.grid ?? 0,
			rooms: (unit?.rooms ?? []).map((room, index) => ({
				room: room.room,
				present: room.residents.length - (index === 0 ? 1 : 0),
			})),
			entries: [{ student: missing?.student ?? 0, kind: 'not_returned' }],
		});
		expect(answer.status).toBe(200);
		await waitForNight(server, { id: night.id }, 'closed');
		const counsellor = await as('li.si@real.example');
		const editions = await counsellor.get<{ names: number }[]>(`/items/${C.nightEditions}?fields=names`);
		expect(editions.data).toEqual([{ names: 1 }]);
	});

	it('gives an account whose password is lost a new one', async () => {
		const old = passwordsIn(passwordFiles[0] ?? '').get('head@real.example') ?? '';
		const reset = async (email: string) =>
			await runChild(process.execPath, [at('bin', 'import', 'password.ts'), email], {
				env: serverEnv(server.database, folder),
			});
		const { code, output } = await reset('Head@real.example');
		expect(code).toBe(0);
		await logIn('head@real.example', /password: (\S+)/.exec(output)?.[1] ?? '');
		const refusal = await createClient(server, null).post('/auth/login', { email: 'head@real.example', password: old });
		expect(refusal.status).toBe(401);
		expect((await reset('nobody@real.example')).code).toBe(1);
	});

	it('changes nothing when the same sheets come again', async () => {
		const before = await dumpDatabase(db);
		for (const [name, lines] of [
			['departments', DEPARTMENTS],
			['rooms', ROOMS],
			['people', PEOPLE],
			['students', STUDENTS],
		] as const) {
			const { code, output, passwords } = await run(name, lines, '--write');
			expect([code, passwords]).toEqual([0, null]);
			expect(output).toContain('新增 new 0，更改 changed 0');
		}
		expect(await dumpDatabase(db)).toEqual(before);
	});

	it('exchanges beds, moves out, and leaves what the sheet has no column for', async () => {
		const lines = ['学号,姓名,房间,床位', '20260001,赵一,9-101,2', '20260002,钱二,9-101,1', '20260003,孙三,,'];
		expect((await run('students', lines, '--write')).code).toBe(0);
		const rows = await db(C.students).orderBy('number').select('bed', 'room', 'unit', 'counsellor');
		expect(
			rows.map(({ bed, room, unit, counsellor }) => [bed, room !== null, unit !== null, counsellor !== null]),
		).toEqual([
			[2, true, true, true],
			[1, true, true, true],
			[null, false, false, true],
		]);
		expect((await run('students', STUDENTS, '--write')).code).toBe(0);
	});

	it('names each bad line with its reason and writes none of the good ones', async () => {
		await refused(
			'students',
			[
				'学号,姓名,房间,床位,院系,辅导员,年级',
				'20260009,好,9-103,1,21,li.si@real.example,2026',
				'20260010,坏,9-999,1,,,',
				'20260011,坏,9-103,9,,,',
				'20260012,坏,9-101,1,,,',
				'20260013,坏,9-103,1,,,',
				'20260014,坏,9-103,,文学院,,',
				'20260015,坏,9-103,,,nobody@real.example,',
				'20260009,又,,,,,',
				'20260016,坏,,,,,大一',
			],
			/第 3 行.*没有这个房间/,
			/第 4 行.*床位应为 1 至 4/,
			/第 5 行.*赵一/,
			/第 6 行.*好/,
			/第 7 行.*院系/,
			/第 8 行.*先导入人员/,
			/第 9 行.*第 2 行重复/,
			/第 10 行.*年级/,
			/8 处问题，全部未写入/,
		);
		await refused(
			'people',
			[
				'email,name,position,place',
				'new@real.example,新人,楼长,9',
				'a@real.example,甲,班长,9',
				'b@real.example,乙,楼长,9-1',
				'c@real.example,丙,三级网格员,9-1-1',
				'd(at)real.example,丁,,',
				'e@real.example,戊,楼长,9',
			],
			/line 3.*没有这个职务/,
			/line 4.*网格编码/,
			/line 5.*已满/,
			/line 6.*邮箱/,
			/line 7.*已满/,
		);
		await refused('rooms', ['房间,单元', '9-105,9-1'], /第 2 行.*单元编码/);
		await refused('departments', ['编码,名称,类别', '31,新系,别的', '32,新系,'], /第 2 行.*类别/);
		expect(passwordFiles).toHaveLength(1);
	});

	it('says of a bad line what the page of imports would: sheet, line, column, cell, and the same words', async () => {
		await refused(
			'students',
			[
				'序号,学号,姓名,房间,电话',
				'1,,无名,,',
				`2,20260021,${'长'.repeat(256)},,`,
				'3,20260022,甲,,',
				'4,20260022,乙,,',
			],
			`students.csv 第 2 行 line 2，学号: ${zhCN['import.required']} / ${enUS['import.required']}`,
			new RegExp(`students.csv 第 3 行 line 3，姓名（长+）: ${zhCN['import.text'].replaceAll(/[()]/g, '.')}`),
			/students.csv 第 5 行 line 5，学号（20260022）: 与第 4 行重复 \/ the same as line 4/,
			/3 处问题，全部未写入；改正后再运行一次/,
		);
		await refused('people', ['邮箱,姓名,职务,负责,开始日期', 'f@real.example,己,楼长,9,明天'], zhCN['import.day']);
		const many = Array.from({ length: 103 }, (_, index) => `,${index}`);
		await refused('departments', ['编码,名称', ...many], '另有 3 处未列出');
		const { output } = await run('students', ['学号,房间', '1,2'], '--kind', 'students');
		expect(output).toContain(zhCN['import.columns'].replace('{columns}', '姓名'));
	});

	it('says what a sheet may hold when it knows none of the headings', async () => {
		const { code, output } = await run('what', ['a,b', '1,2']);
		expect([code, output]).toEqual([1, expect.stringContaining('学号*, 姓名*')]);
	});
});
