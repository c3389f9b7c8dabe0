import type { Knex } from 'knex';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import type { HealthAnswer } from '../../extensions/dormitory-grid/src/types/api.ts';
import type { OutboxRow } from '../../extensions/dormitory-grid/src/types/schema.ts';
import { type Building, createBuilding } from '../setup/fixtures/building.ts';
import { administrator } from '../setup/fixtures/college.ts';
import { waitForMessage, writeMessage, writeRobot } from '../setup/fixtures/messages.ts';
import { createRehearsal, waitFor, waitForNight } from '../setup/fixtures/night.ts';
import { createPerson, type Person } from '../setup/fixtures/person.ts';
import { type MailSink, openMailSink, openRobotSink, type RobotSink } from '../setup/fixtures/sinks.ts';
import type { Server } from '../setup/start-directus.ts';
import { newServer, openDatabase } from '../setup/test-house.ts';

describe('delivery', () => {
	let db: Knex;
	let server: Server;
	let building: Building;
	let college: number;
	let group: Person;
	let post: MailSink;
	let robots: RobotSink;

	beforeAll(async () => {
		post = await openMailSink();
		robots = await openRobotSink();
		server = await newServer({ env: { ...post.env, GRID_ROBOT_HOSTS: robots.host } });
		db = openDatabase(server.database);
		building = await createBuilding(server);
		college = building.college;
		group = await createPerson(server, { posts: [{ position: 'working_group', college }] });
	});

	const write = async (key: string, row: Parameters<typeof writeMessage>[2]) =>
		await writeMessage(db, key, { college, ...row });
	const robot = async (path: string) => await writeRobot(db, college, `http://${robots.host}${path}`);
	const settled = async (key: string, state: OutboxRow['state']) => await waitForMessage(db, key, state);

	it('a mail arrives once, with its words and its key', async () => {
		await write('mail-1', { channel: 'mail', address: 'leader@college.example', recipient: group.id });
		await settled('mail-1', 'sent');
		const arrived = post.mails.filter(({ subject }) => subject === '主题 mail-1');
		expect(arrived).toHaveLength(1);
		expect(arrived[0]).toMatchObject({ id: '<mail-1@dormitory-grid>', to: 'leader@college.example' });
		expect(arrived[0]?.text).toContain('3-2-1、3-2-4');
	});

	it('a mail server that refuses for a while gets it later, under the same key', async () => {
		post.down = true;
		await write('mail-2', { channel: 'mail', address: 'leader@college.example', recipient: group.id });
		await waitFor(
			'a failed try',
			30_000,
			async () => await db(C.outbox).where({ key: 'mail-2' }).whereNotNull('last_error').first(),
		);
		post.down = false;
		const row = await settled('mail-2', 'sent');
		expect(row.claim).toBeGreaterThan(1);
		expect(post.mails.filter(({ id }) => id === '<mail-2@dormitory-grid>')).toHaveLength(1);
	});

	it('an address that does not exist is given up, and the working group is told', async () => {
		await write('mail-3', { channel: 'mail', address: 'nobody@college.example', recipient: group.id });
		const row = await settled('mail-3', 'dead');
		expect(row.last_error).toContain('550');
		const told = await db(C.outbox).where({ kind: 'delivery', recipient: group.id }).pluck('message');
		expect(told).toHaveLength(1);
		expect(told.join()).toContain('邮箱地址不存在');
		expect(told.join()).toContain('主题 mail-3');
		const inbox = await group.must<{ subject: string }[]>('GET', '/notifications?fields=subject');
		expect(inbox.map(({ subject }) => subject)).toContain('有消息没有送达');
	});

	it('a reminder goes to who still owes, and no more to who does not or of a night that is over', async () => {
		const leader = await createPerson(server, {
			posts: [{ position: 'unit_leader', grid: building.units[0]?.id ?? 0 }],
		});
		const rehearsal = await createRehearsal(group, { root: building.id, closesIn: 300 });
		const { id: night } = await waitForNight(server, { rehearsal: rehearsal.id }, 'open');
		const reminder = { kind: 'reminder', channel: 'mail', address: 'leader@college.example' } as const;
		await write('owes', { ...reminder, night, recipient: leader.id });
		await write('owes-nothing', { ...reminder, night, recipient: group.id });
		await write('over', { ...reminder, night: null, recipient: leader.id });
		await settled('owes', 'sent');
		for (const key of ['owes-nothing', 'over']) await settled(key, 'dropped');
		expect(post.mails.map(({ subject }) => subject)).not.toContain('主题 owes-nothing');
	});

	it('a robot: fine, slow, busy, and one whose address is wrong', async () => {
		const ways = ['/fine', '/slow', '/busy', '/wrong'];
		for (const path of ways) await write(path, { channel: 'robot', robot: await robot(path) });
		for (const path of ['/fine', '/slow', '/busy']) await settled(path, 'sent');
		expect((await settled('/wrong', 'dead')).last_error).toContain('invalid webhook url');
		expect(robots.callsOf('/busy').map(({ headers }) => headers['idempotency-key'])).toEqual(['/busy', '/busy']);
		expect(JSON.parse(robots.callsOf('/fine')[0]?.body ?? '{}')).toMatchObject({ msgtype: 'markdown' });
	});

	it('a robot elsewhere is not called', async () => {
		const id = await writeRobot(db, college, `http://${robots.host.replace('127.0.0.1', 'localhost')}/elsewhere`);
		await write('elsewhere', { channel: 'robot', robot: id });
		expect((await settled('elsewhere', 'dead')).last_error).toContain('GRID_ROBOT_HOSTS');
		expect(robots.callsOf('/elsewhere')).toEqual([]);
	});

	it('a robot is called no more than twenty times a minute, second tries among them', async () => {
		const id = await robot('/many');
		for (let index = 0; index < 25; index++) await write(`many-${index}`, { channel: 'robot', robot: id });
		// Half of these are tried again within the minute.
		const down = await robot('/down');
		for (let index = 0; index < 12; index++) await write(`down-${index}`, { channel: 'robot', robot: down });
		await waitFor('twenty', 40_000, async () => robots.callsOf('/many').length === 20 || null);
		await waitFor('second tries', 40_000, async () => robots.callsOf('/down').length > 12 || null);
		await new Promise((wake) => setTimeout(wake, 15_000));
		expect(robots.callsOf('/many')).toHaveLength(20);
		expect(robots.callsOf('/down').length).toBeLessThanOrEqual(20);
		const sent = await db(C.outbox).where({ robot: id, state: 'sent' }).pluck('id');
		expect(sent).toHaveLength(20);
	});

	it('who administers the server hears of dead letters that belong to no college, once an hour', async () => {
		const admin = await administrator(server).must<{ id: string }>('GET', '/users/me?fields=id');
		await db(C.outbox).where({ kind: 'delivery' }).delete();
		const letters = ['lost-1', 'lost-2', 'lost-3'];
		for (const key of letters)
			await write(key, { college: null, channel: 'mail', address: 'nobody@college.example', recipient: group.id });
		for (const key of letters) await settled(key, 'dead');
		const told = await db(C.outbox).where({ kind: 'delivery' }).select('recipient', 'college', 'message');
		expect(new Set(told.map(({ recipient }) => recipient))).toEqual(new Set([admin.id]));
		// The three may die at the turn of an hour.
		expect(told.length).toBeLessThanOrEqual(2);
		expect(told[0]).toMatchObject({ college: null, message: expect.stringContaining('邮箱地址不存在') });
	});

	it('its health tells of dead letters, and is an alarm when nobody delivers', async () => {
		const health = async () => {
			const answer = await fetch(`${server.url}/grid/api/health`);
			return { status: answer.status, body: (await answer.json()) as Partial<HealthAnswer> };
		};
		const before = await health();
		expect(before).toMatchObject({ status: 200, body: { status: 'warning', overdue_messages: 0 } });
		expect(before.body.dead_messages).toBeGreaterThanOrEqual(2);
		// Claimed by nobody, and past its minute: no robot of that number will ever take it.
		const long_ago = new Date(Date.now() - 20 * 60_000);
		await write('stuck', { channel: 'robot', robot: null, next_attempt_at: long_ago });
		expect(await health()).toMatchObject({ status: 503, body: { status: 'alarm', overdue_messages: 1 } });
		await db(C.outbox).where({ key: 'stuck' }).delete();
		await db(C.outbox).where({ state: 'dead' }).delete();
		expect(await health()).toMatchObject({ status: 200, body: { status: 'ok' } });
	});
});
