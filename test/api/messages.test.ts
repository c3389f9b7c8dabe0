import type { Knex } from 'knex';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { ROUTES } from '../../extensions/dormitory-grid/src/constants/routes.ts';
import type { MessagesAnswer, RetryAnswer } from '../../extensions/dormitory-grid/src/types/api-messages.ts';
import type { ChatRobotRow } from '../../extensions/dormitory-grid/src/types/schema.ts';
import { createClient } from '../setup/client.ts';
import { type Building, createBuilding } from '../setup/fixtures/building.ts';
import { administrator } from '../setup/fixtures/college.ts';
import { writeDeadLetter, writeMessage, writeRobot } from '../setup/fixtures/messages.ts';
import { createPerson, type Person } from '../setup/fixtures/person.ts';
import { uniqueMark } from '../setup/fixtures/names.ts';
import { openDatabase, type SharedServer, sharedServer } from '../setup/test-house.ts';

/** What was sent to whom, and once more what did not arrive: a working group its own college's, an administrator all. */
describe('messages', () => {
	let server: SharedServer;
	let db: Knex;
	let here: Building;
	let there: Building;
	let group: Person;
	let leader: Person;
	const mark = uniqueMark();
	const ids = new Map<string, number>();
	const id = (key: string) => ids.get(key) ?? expect.fail(key);

	const list = async (person: { get: Person['get'] }, query = '') =>
		await person.get<MessagesAnswer>(`${ROUTES.messages}?${query}`);
	const retry = async (person: { post: Person['post'] }, key: string) =>
		await person.post<RetryAnswer>(`${ROUTES.messages}/${id(key)}/retry`, {});
	const row = async (key: string) =>
		await db(C.outbox)
			.where({ id: id(key) })
			.first();
	const history = async (key: string) =>
		await db('directus_activity').where({ collection: C.outbox, item: String(id(key)) });

	beforeAll(async () => {
		server = await sharedServer();
		db = openDatabase(server.database);
		here = await createBuilding(server);
		there = await createBuilding(server);
		group = await createPerson(server, { posts: [{ position: 'working_group', college: here.college }] });
		leader = await createPerson(server, { posts: [{ position: 'unit_leader', grid: here.units[0]?.id ?? 0 }] });
		const mail = { channel: 'mail', recipient: leader.id, address: leader.email } as const;
		const inbox = { channel: 'notification', state: 'sent', recipient: leader.id, next_attempt_at: null } as const;
		const robot = await writeRobot(db, here.college, 'https://qyapi.weixin.qq.com/x', { name: '六号楼群' });
		const write = async (key: string, made: (key: string) => Promise<number>) =>
			ids.set(key, await made(`${mark}-${key}`));
		const college = here.college;
		await write('told', async (key) => await writeMessage(db, key, { college, ...inbox, sent_at: new Date() }));
		await write('dead', async (key) => await writeDeadLetter(db, key, { college, ...mail }));
		await write('dead-twice', async (key) => await writeDeadLetter(db, key, { college, ...mail }));
		// Nothing is sent on the shared server: it has no sender's address, and this one is not due.
		const later = new Date(Date.now() + 3_600_000);
		await write(
			'robot',
			async (key) => await writeMessage(db, key, { college, channel: 'robot', robot, next_attempt_at: later }),
		);
		await write('there', async (key) => await writeDeadLetter(db, key, { college: there.college, ...mail }));
		await write('nowhere', async (key) => await writeDeadLetter(db, key, { college: null, ...mail }));
	});

	it('shows a working group its own college’s, newest first, with the reason in a word', async () => {
		const { data, headers } = await list(group);
		expect(data.messages.map((message) => message.id)).toEqual(['robot', 'dead-twice', 'dead', 'told'].map(id));
		expect(data.counts).toEqual({ dead: 2, waiting: 1 });
		expect(data).toMatchObject({ more: false, colleges: false, mails: false });
		expect(data.messages[0]).toMatchObject({ to: '六号楼群', channel: 'robot', state: 'waiting', error: null });
		const dead = { problem: 'address', detail: '550 no such user' };
		expect(data.messages[1]).toMatchObject({ to: leader.name, address: leader.email, error: dead, retried: null });
		// The subject, and no text: it may be long, and names students.
		expect(JSON.stringify(data)).not.toContain('3-2-4');
		const known = { 'if-none-match': headers.get('etag') ?? '' };
		expect((await group.request('GET', ROUTES.messages, undefined, known)).status).toBe(304);
	});

	it.each([
		['state=dead', ['dead-twice', 'dead']],
		['channel=robot', ['robot']],
		['channel=notification&state=sent', ['told']],
		['night=999999999', []],
		['person=六号', ['robot']],
		['person=%25', []],
	])('%s', async (query, keys) => {
		expect((await list(group, query)).data.messages.map((message) => message.id)).toEqual(keys.map(id));
	});

	it('finds a person by his name and by his address, and pages by what was last', async () => {
		for (const person of [leader.name, leader.email.toUpperCase()]) {
			const found = (await list(group, `person=${encodeURIComponent(person)}`)).data.messages;
			expect(found.map((message) => message.id)).toEqual(['dead-twice', 'dead', 'told'].map(id));
		}
		const older = (await list(group, `before=${id('dead')}`)).data.messages;
		expect(older.map((message) => message.id)).toEqual([id('told')]);
	});

	it.each(['state=lost', 'channel=pigeon', 'night=x', 'before=-1', `person=${'x'.repeat(101)}`])(
		'refuses %s',
		async (query) => {
			expect((await list(group, query)).code).toBe('GRID_INVALID_INPUT');
		},
	);

	it('shows an administrator all, also what belongs to no college, and nobody else anything', async () => {
		const found = (await list(administrator(server), 'state=dead')).data;
		const seen = found.messages.map((message) => message.id);
		for (const key of ['dead', 'there', 'nowhere']) expect(seen).toContain(id(key));
		expect(found.colleges).toBe(true);
		for (const person of [leader, here.counsellors[0] ?? leader, createClient(server, null)]) {
			expect((await list(person)).code).toBe('GRID_FORBIDDEN');
			expect((await retry(person, 'dead')).code).toBe('GRID_FORBIDDEN');
		}
	});

	it('sends a dead letter again once, whoever asks and however often, and writes down who', async () => {
		const answers = await Promise.all(Array.from({ length: 5 }, async () => await retry(group, 'dead')));
		expect(answers.map(({ code }) => code)).toEqual(Array.from({ length: 5 }, () => null));
		expect(answers.filter(({ data }) => data.retried)).toHaveLength(1);
		expect(await row('dead')).toMatchObject({ state: 'waiting', attempts: 0, claim: 9, key: `${mark}-dead` });
		expect(await history('dead')).toMatchObject([{ user: group.id, action: 'update' }]);
		const [shown] = (await list(group, 'state=waiting&channel=mail')).data.messages;
		expect(shown).toMatchObject({ id: id('dead'), retried: { by: group.name } });
	});

	it('leaves alone what is not dead', async () => {
		const before = await row('told');
		expect((await retry(group, 'told')).data).toEqual({ id: id('told'), retried: false, state: 'sent' });
		expect(await row('told')).toEqual(before);
		expect(await history('told')).toEqual([]);
	});

	it('lets a working group touch nobody else’s, and tells it no more than of one that is none', async () => {
		const none = await group.post(`${ROUTES.messages}/999999999/retry`, {});
		for (const key of ['there', 'nowhere']) {
			const before = await row(key);
			const answer = await retry(group, key);
			expect([answer.status, answer.errors]).toEqual([none.status, none.errors]);
			expect(await row(key)).toEqual(before);
		}
		expect((await retry(administrator(server), 'nowhere')).data).toMatchObject({ retried: true, state: 'waiting' });
	});

	describe('a group robot', () => {
		const robot = (change: Partial<ChatRobotRow>) => ({
			name: '楼群',
			college: here.college,
			kind: 'wecom',
			webhook: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=0',
			...change,
		});

		it.each<[string, Partial<ChatRobotRow>, string]>([
			['at a foreign host', { webhook: 'https://chat.example/hook?key=secret-key' }, 'chat.example'],
			['of another platform', { kind: 'feishu' }, 'open.feishu.cn'],
			['without encryption', { webhook: 'http://qyapi.weixin.qq.com/x' }, '完整地址'],
			['inside the house', { webhook: 'https://127.0.0.1:8055/x' }, '127.0.0.1:8055'],
			['at no address', { webhook: 'the green group' }, '完整地址'],
		])('%s is not saved, and the reason is said', async (_, change, word) => {
			const before = await db(C.chatRobots).select('*');
			const answer = await administrator(server).post(`/items/${C.chatRobots}`, robot(change));
			expect(answer.code).toBe('GRID_SETTINGS');
			expect(answer.text).toContain(word);
			expect(answer.text).not.toContain('secret-key');
			expect(await db(C.chatRobots).select('*')).toEqual(before);
		});

		it('of a platform is saved, and cannot be led elsewhere afterwards', async () => {
			const admin = administrator(server);
			const { id: saved } = await admin.must<{ id: number }>('POST', `/items/${C.chatRobots}`, robot({}));
			const address = `/items/${C.chatRobots}/${saved}`;
			expect((await admin.patch(address, { webhook: 'https://chat.example/x' })).code).toBe('GRID_SETTINGS');
			expect((await admin.patch(address, { kind: 'dingtalk' })).code).toBe('GRID_SETTINGS');
			expect((await admin.patch(address, { active: false, name: '停用' })).code).toBeNull();
			const moved = { kind: 'dingtalk', webhook: 'https://oapi.dingtalk.com/robot/send?access_token=0' };
			expect((await admin.patch(address, moved)).code).toBeNull();
		});

		it('is nobody’s but an administrator’s', async () => {
			for (const change of [{}, { webhook: 'https://chat.example/x' }])
				expect((await group.post(`/items/${C.chatRobots}`, robot(change))).code).toBe('GRID_FORBIDDEN');
		});
	});
});
