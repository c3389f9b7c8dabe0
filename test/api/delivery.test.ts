import { createServer, type IncomingHttpHeaders, type Server as HttpServer } from 'node:http';
import type { Knex } from 'knex';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import type { OutboxRow } from '../../extensions/dormitory-grid/src/types/schema.ts';
import { type Building, createBuilding } from '../setup/fixtures/building.ts';
import { createRehearsal, waitFor, waitForNight } from '../setup/fixtures/night.ts';
import { createPerson, type Person } from '../setup/fixtures/person.ts';
import { whenFileEnds } from '../setup/clean-up.ts';
import type { Server } from '../setup/start-directus.ts';
import { newServer, openDatabase } from '../setup/test-house.ts';

interface Received {
	path: string;
	headers: IncomingHttpHeaders;
	body: string;
}

/** A real mail server and a real HTTP receiver of this file's own: what arrives there was sent by the server under test. */
describe('delivery', () => {
	let db: Knex;
	let server: Server;
	let building: Building;
	let college: number;
	let group: Person;
	const mails: {
		subject: string | undefined;
		text: string | undefined;
		id: string | undefined;
		to: string | undefined;
	}[] = [];
	const calls: Received[] = [];
	let mailIsDown = false;
	let port: number;

	beforeAll(async () => {
		const smtp = new SMTPServer({
			authOptional: true,
			disabledCommands: ['STARTTLS', 'AUTH'],
			onRcptTo: (address, _, done) =>
				done(
					address.address.startsWith('nobody@')
						? Object.assign(new Error('no such user'), { responseCode: 550 })
						: null,
				),
			onData(stream, _, done) {
				const chunks: Buffer[] = [];
				stream.on('data', (chunk: Buffer) => chunks.push(chunk));
				stream.on('end', () => {
					if (mailIsDown) return done(Object.assign(new Error('busy'), { responseCode: 451 }));
					void PostalMime.parse(Buffer.concat(chunks)).then((mail) => {
						mails.push({ subject: mail.subject, text: mail.text, id: mail.messageId, to: mail.to?.[0]?.address });
						done();
					});
				});
			},
		});
		const receiver: HttpServer = createServer((req, res) => {
			let body = '';
			req.on('data', (chunk: Buffer) => (body += chunk.toString()));
			req.on('end', () => {
				const path = req.url ?? '';
				calls.push({ path, headers: req.headers, body });
				if (path.startsWith('/busy') && calls.filter((call) => call.path === path).length === 1)
					return res.writeHead(429, { 'Retry-After': '11' }).end();
				if (path.startsWith('/slow')) return setTimeout(() => res.end('{"errcode":0}'), 4_000);
				if (path.startsWith('/wrong')) return res.end('{"errcode":93000,"errmsg":"invalid webhook url"}');
				return res.end('{"errcode":0}');
			});
		});
		const listen = async (server: { listen: (port: number, host: string, done: () => void) => unknown }) =>
			await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
		await listen(smtp.server);
		await listen(receiver);
		whenFileEnds(async () => {
			await new Promise<void>((done) => smtp.close(done));
			receiver.closeAllConnections();
			receiver.close();
		});
		const portOf = (server: { address: () => unknown }) => {
			const address = server.address();
			return typeof address === 'object' && address !== null && 'port' in address ? Number(address.port) : 0;
		};
		port = portOf(receiver);
		server = await newServer({
			env: {
				EMAIL_TRANSPORT: 'smtp',
				EMAIL_FROM: 'desk@college.example',
				EMAIL_VERIFY_SETUP: 'false',
				EMAIL_SMTP_HOST: '127.0.0.1',
				EMAIL_SMTP_PORT: String(portOf(smtp.server)),
				EMAIL_SMTP_SECURE: 'false',
				EMAIL_SMTP_IGNORE_TLS: 'true',
				GRID_ROBOT_HOSTS: `127.0.0.1:${port}`,
			},
		});
		db = openDatabase(server.database);
		building = await createBuilding(server);
		college = building.college;
		group = await createPerson(server, { posts: [{ position: 'working_group', college }] });
	});

	const write = async (key: string, row: Partial<OutboxRow>) => {
		const now = new Date();
		const due = { state: 'waiting', created_at: now, next_attempt_at: now, attempts: 0, claim: 0 };
		await db(C.outbox).insert({
			key,
			college,
			kind: 'emergency',
			subject: `主题 ${key}`,
			message: '3-2-1、3-2-4',
			...due,
			...row,
		});
	};
	const robot = async (path: string): Promise<number> => {
		const row = { name: path, college, kind: 'wecom', webhook: `http://127.0.0.1:${port}${path}`, active: true };
		const [{ id }] = await db(C.chatRobots).insert(row).returning('id');
		return id;
	};
	const settled = async (key: string, state: OutboxRow['state']) =>
		await waitFor<OutboxRow>(
			`${key} to be ${state}`,
			50_000,
			async () => await db(C.outbox).where({ key, state }).first(),
		);

	it('a mail arrives once, with its words and its key', async () => {
		await write('mail-1', { channel: 'mail', address: 'leader@college.example', recipient: group.id });
		await settled('mail-1', 'sent');
		const arrived = mails.filter(({ subject }) => subject === '主题 mail-1');
		expect(arrived).toHaveLength(1);
		expect(arrived[0]).toMatchObject({ id: '<mail-1@dormitory-grid>', to: 'leader@college.example' });
		expect(arrived[0]?.text).toContain('3-2-1、3-2-4');
	});

	it('a mail server that refuses for a while gets it later, under the same key', async () => {
		mailIsDown = true;
		await write('mail-2', { channel: 'mail', address: 'leader@college.example', recipient: group.id });
		await waitFor(
			'a failed try',
			30_000,
			async () => await db(C.outbox).where({ key: 'mail-2' }).whereNotNull('last_error').first(),
		);
		mailIsDown = false;
		const row = await settled('mail-2', 'sent');
		expect(row.claim).toBeGreaterThan(1);
		expect(mails.filter(({ id }) => id === '<mail-2@dormitory-grid>')).toHaveLength(1);
	});

	it('an address that does not exist is given up, and the working group is told', async () => {
		await write('mail-3', { channel: 'mail', address: 'nobody@college.example', recipient: group.id });
		const row = await settled('mail-3', 'dead');
		expect(row.last_error).toContain('550');
		const told = await db(C.outbox).where({ kind: 'delivery', recipient: group.id }).pluck('message');
		expect(told).toHaveLength(1);
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
		expect(mails.map(({ subject }) => subject)).not.toContain('主题 owes-nothing');
	});

	it('a robot: fine, slow, busy, and one whose address is wrong', async () => {
		const ways = ['/fine', '/slow', '/busy', '/wrong'];
		for (const path of ways) await write(path, { channel: 'robot', robot: await robot(path) });
		for (const path of ['/fine', '/slow', '/busy']) await settled(path, 'sent');
		expect((await settled('/wrong', 'dead')).last_error).toContain('invalid webhook url');
		const busy = calls.filter(({ path }) => path === '/busy');
		expect(busy.map(({ headers }) => headers['idempotency-key'])).toEqual(['/busy', '/busy']);
		expect(JSON.parse(calls.find(({ path }) => path === '/fine')?.body ?? '{}')).toMatchObject({ msgtype: 'markdown' });
	});

	it('a robot elsewhere is not called', async () => {
		const id = await robot('/elsewhere');
		await db(C.chatRobots)
			.where({ id })
			.update({ webhook: `http://localhost:${port}/elsewhere` });
		await write('elsewhere', { channel: 'robot', robot: id });
		expect((await settled('elsewhere', 'dead')).last_error).toContain('GRID_ROBOT_HOSTS');
		expect(calls.filter(({ path }) => path === '/elsewhere')).toEqual([]);
	});

	it('a robot sends no more than twenty a minute', async () => {
		const id = await robot('/many');
		for (let index = 0; index < 25; index++) await write(`many-${index}`, { channel: 'robot', robot: id });
		const states = async () => await db(C.outbox).where({ robot: id }).pluck('state');
		await waitFor(
			'twenty',
			40_000,
			async () => (await states()).filter((state) => state === 'sent').length === 20 || null,
		);
		await new Promise((wake) => setTimeout(wake, 8_000));
		expect(calls.filter(({ path }) => path === '/many')).toHaveLength(20);
	});
});
