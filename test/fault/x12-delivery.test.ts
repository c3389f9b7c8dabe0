import type { Knex } from 'knex';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import type { OutboxRow } from '../../extensions/dormitory-grid/src/types/schema.ts';
import { expectInvariants } from '../setup/checker/index.ts';
import type { Database } from '../setup/databases.ts';
import { failAt, waitForDeath, waitForTwoTicks } from '../setup/faults/nemesis.ts';
import { type Building, createBuilding } from '../setup/fixtures/building.ts';
import { administrator } from '../setup/fixtures/college.ts';
import { waitForMessage, writeDeadLetter, writeMessage, writeRobot } from '../setup/fixtures/messages.ts';
import { waitFor } from '../setup/fixtures/night.ts';
import { createPerson, type Person } from '../setup/fixtures/person.ts';
import { type MailSink, openMailSink, openRobotSink, type RobotSink } from '../setup/fixtures/sinks.ts';
import type { Env } from '../setup/server-env.ts';
import { type Server, startDirectus } from '../setup/start-directus.ts';
import { extensionsFolder, newDatabase, newServer, openDatabase } from '../setup/test-house.ts';

/** A claim runs out after a minute; then the messages of a dead process are anybody's. */
const AFTER_A_CLAIM_MS = 110_000;

describe('X12: what goes out, when a server dies or two of them send', () => {
	let database: Database;
	let extensions: string;
	let db: Knex;
	let env: Env;
	let post: MailSink;
	let robots: RobotSink;
	let building: Building;
	let recipient: Person;
	const logs: string[] = [];

	const start = async (more: Env = {}): Promise<Server> =>
		await startDirectus({ database, extensions, env: { ...env, ...more } });
	const mail = () => ({
		channel: 'mail' as const,
		college: building.college,
		recipient: recipient.id,
		address: recipient.email,
	});
	const writeMails = async (keys: readonly string[]) => {
		for (const key of keys) await writeMessage(db, key, mail());
	};
	const robot = async (path: string) => await writeRobot(db, building.college, `http://${robots.host}${path}`);
	const mailsOf = (key: string) => post.mails.filter(({ id }) => id === `<${key}@dormitory-grid>`);
	const rows = async (keys: readonly string[]): Promise<OutboxRow[]> => await db(C.outbox).whereIn('key', [...keys]);
	const allSent = async (keys: readonly string[], patienceMs: number) =>
		await waitFor(`${keys.length} messages to be sent`, patienceMs, async () =>
			(await rows(keys)).every(({ state }) => state === 'sent') ? true : null,
		);

	beforeAll(async () => {
		post = await openMailSink();
		robots = await openRobotSink();
		env = { ...post.env, GRID_ROBOT_HOSTS: robots.host };
		database = await newDatabase();
		extensions = await extensionsFolder();
		db = openDatabase(database);
		const server = await start();
		building = await createBuilding(server);
		recipient = await createPerson(server, {
			posts: [{ position: 'working_group', college: building.college }],
		});
		await server.stop();
	});

	it('killed between sending and marking: sent again under the same key, once more at most, and marked', async () => {
		const keys = ['kill-1', 'kill-2', 'kill-3', 'kill-robot'];
		const doomed = await start(failAt({ 'deliver.before-mark': 'kill' }));
		await writeMails(keys.slice(0, 3));
		await writeMessage(db, 'kill-robot', {
			channel: 'robot',
			college: building.college,
			robot: await robot('/kill'),
			recipient: null,
		});
		await waitForDeath(doomed);
		// Something has gone out, and nothing of it is known.
		expect(post.mails.length + robots.calls.length).toBeGreaterThan(0);
		expect((await rows(keys)).map(({ state }) => state)).toEqual(keys.map(() => 'waiting'));
		const healed = await start();
		await allSent(keys, AFTER_A_CLAIM_MS);
		for (const key of keys.slice(0, 3)) {
			const arrived = mailsOf(key);
			expect(arrived.length).toBeGreaterThanOrEqual(1);
			expect(arrived.length).toBeLessThanOrEqual(2);
			expect(new Set(arrived.map(({ subject, to }) => `${subject} ${to}`))).toEqual(
				new Set([`主题 ${key} ${recipient.email}`]),
			);
		}
		const calls = robots.callsOf('/kill');
		expect([1, 2]).toContain(calls.length);
		expect(new Set(calls.map(({ headers }) => headers['idempotency-key']))).toEqual(new Set(['kill-robot']));
		for (const row of await rows(keys)) expect(row).toMatchObject({ claimed_until: null, next_attempt_at: null });
		await healed.stop();
		logs.push(healed.log());
	});

	it('killed while a dead letter is being revived: it is dead still, and nobody is said to have revived it', async () => {
		const id = await writeDeadLetter(db, 'revived', mail());
		const doomed = await start(failAt({ 'retry.before-commit': 'kill' }));
		const asked = administrator(doomed)
			.post(`/grid/api/messages/${id}/retry`, {})
			.catch(() => null);
		await waitForDeath(doomed);
		expect(await asked).toBeNull();
		const history = async () => await db('directus_activity').where({ collection: C.outbox, item: String(id) });
		expect(await db(C.outbox).where({ id }).first()).toMatchObject({ state: 'dead', attempts: 9 });
		expect(await history()).toEqual([]);
		const healed = await start();
		const again = async () => await administrator(healed).must('POST', `/grid/api/messages/${id}/retry`, {});
		expect(await again()).toMatchObject({ retried: true });
		expect(await again()).toMatchObject({ retried: false });
		await waitForMessage(db, 'revived', 'sent', 60_000);
		expect(mailsOf('revived')).toHaveLength(1);
		expect(await history()).toHaveLength(1);
		await healed.stop();
		logs.push(healed.log());
	});

	it('two replicas deliver one outbox: everything arrives, and nothing twice', async () => {
		const replicas = await Promise.all([start(), start()]);
		const keys = Array.from({ length: 120 }, (_, index) => `both-${index}`);
		const toRobots = Array.from({ length: 36 }, (_, index) => `robot-${index}`);
		const groups = [await robot('/first'), await robot('/second')];
		await writeMails(keys);
		for (const [index, key] of toRobots.entries()) {
			const of = groups[index % 2] ?? null;
			await writeMessage(db, key, { channel: 'robot', college: building.college, robot: of, recipient: null });
		}
		await allSent([...keys, ...toRobots], 120_000);
		for (const key of keys) expect(mailsOf(key)).toHaveLength(1);
		const called = robots.calls.map(({ headers }) => headers['idempotency-key']);
		for (const key of toRobots) expect(called.filter((one) => one === key)).toEqual([key]);
		for (const row of await rows([...keys, ...toRobots])) expect(row).toMatchObject({ attempts: 1, claim: 1 });
		// Each signs its mails with its own address: both had a hand in it.
		const signed = new Set(
			post.mails.filter(({ id }) => id?.startsWith('<both-')).map(({ text }) => text?.trim().split('\n').at(-1)),
		);
		expect(signed).toEqual(new Set(replicas.map(({ url }) => url)));
		for (const replica of replicas) {
			await replica.stop();
			logs.push(replica.log());
		}
	});

	it('and everything holds', async () => {
		const server = await newServer({ database, extensions, env });
		await waitForTwoTicks(server);
		await expectInvariants(db, { logs });
	});
});
