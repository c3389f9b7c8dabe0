import type { Knex } from 'knex';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTIONS } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import type { Database } from '../setup/databases.ts';
import { type Evening, prepareEvening } from '../setup/faults/evening.ts';
import { openRecorder } from '../setup/faults/load-client.ts';
import {
	CLOSE_POINTS,
	failAt,
	OPEN_POINTS,
	startAndDie,
	waitForDeath,
	waitForTwoTicks,
} from '../setup/faults/nemesis.ts';
import { createRehearsal, signOn, unitReport, waitForNight } from '../setup/fixtures/night.ts';
import { expectInvariants } from '../setup/checker/index.ts';
import { type Server, startDirectus } from '../setup/start-directus.ts';
import { extensionsFolder, newDatabase, newServer, openDatabase } from '../setup/test-house.ts';

/** One night whose server is killed at every point that a night passes, one point after the other. */
describe('X1: kill -9 anywhere in a night', () => {
	let database: Database;
	let extensions: string;
	let db: Knex;
	let evening: Evening;
	let night: number;
	let closesAt: Date;
	/** When the server that is to end stopped being able to close a night. */
	let downSince: Date;
	const recorder = openRecorder();
	const logs: string[] = [];

	const start = async (env: Record<string, string> = {}): Promise<Server> =>
		await startDirectus({ database, extensions, env });
	const stateOfNight = async () => (await db(COLLECTIONS.nights).where({ id: night }).first('state')).state;
	const rows = async (table: string) => Number((await db(table).where({ night }).count('* as times'))[0]?.times);

	beforeAll(async () => {
		database = await newDatabase();
		extensions = await extensionsFolder();
		db = openDatabase(database);
		const begun = Date.now();
		const server = await start(failAt({ 'open.before-insert': 'kill' }));
		const startTakes = (Date.now() - begun) / 1000;
		evening = await prepareEvening(server);
		// Long enough for the four servers that come and go before the cut-off.
		const closesIn = Math.ceil(startTakes * 6 + 12);
		await createRehearsal(evening.workingGroup, { root: evening.building.id, closesIn }).catch(() => null);
		await waitForDeath(server);
	});

	it('before and in the opening: nothing is frozen by halves', async () => {
		expect(await db(COLLECTIONS.nightReports).count('* as times').first()).toEqual(
			expect.objectContaining({ times: zero() }),
		);
		await startAndDie({ database, extensions }, OPEN_POINTS[1]);
		const row = await db(COLLECTIONS.nights).first('id', 'state', 'closes_at');
		[night, closesAt] = [row.id, new Date(row.closes_at)];
		expect(row.state).toBe('planned');
		expect(await rows(COLLECTIONS.nightReports)).toBe(0);
		expect(await rows(COLLECTIONS.nightResidents)).toBe(0);
	});

	it('in a submission, before and after its commit: the client asks again, and it was received once', async () => {
		const absent = { [evening.building.residents[0]?.id ?? 0]: 'not_returned' } as const;
		let server: Server | null = await start(failAt({ 'submit.after-insert': 'kill' }));
		await waitForNight(server, { id: night }, 'open');
		const report = unitReport(night, evening.unit(0), absent);
		const answered = recorder.submitUntilAnswered(() => server, evening.leader(0), report);
		await waitForDeath(server);
		expect(await rows(COLLECTIONS.nightSubmissions)).toBe(0);
		expect(await rows(COLLECTIONS.nightEntries)).toBe(0);
		const second: Server = await start(failAt({ 'submit.after-commit': 'kill' }));
		server = second;
		await waitForDeath(second);
		server = null;
		expect(await rows(COLLECTIONS.nightSubmissions)).toBe(1);
		server = await start(failAt({ 'close.after-guard': 'kill' }));
		expect(await answered).toMatchObject({ type: 'ok', again: true });
		expect(await rows(COLLECTIONS.nightSubmissions)).toBe(1);
		for (const index of [1, 2])
			expect(
				await recorder.submit(server, evening.leader(index), unitReport(night, evening.unit(index))),
			).toMatchObject({ type: 'ok' });
		const [floor] = evening.building.floors;
		expect(await recorder.submit(server, evening.buildingHead, signOn(night, floor ?? { id: 0 }))).toMatchObject({
			type: 'ok',
		});
		expect(Date.now()).toBeLessThan(closesAt.getTime());
		await waitForDeath(server, 240_000);
		downSince = closesAt;
	});

	it.each(CLOSE_POINTS)('in the close, %s: nothing has happened yet', async (point) => {
		if (point !== 'close.after-guard') await startAndDie({ database, extensions }, point);
		expect(await stateOfNight()).toBe('open');
		expect(await db(COLLECTIONS.nightReports).where({ night, state: 'missing' })).toEqual([]);
		for (const table of [COLLECTIONS.nightEditions, COLLECTIONS.nightSummaries]) expect(await rows(table)).toBe(0);
		// Reminders and the second look have gone out before; of the close there is nothing.
		const told = await db(COLLECTIONS.outbox).where({ channel: 'notification' }).pluck('kind');
		expect(told).not.toContain('edition');
		expect(await db('directus_notifications')).toHaveLength(told.length);
	});

	it('after the close: it is whole, and stays as it is', async () => {
		await startAndDie({ database, extensions }, 'close.after-commit');
		expect(await stateOfNight()).toBe('closed');
		const server = await newServer({ database, extensions });
		const upAgain = new Date();
		const silent = evening.unit(3);
		const late = {
			...unitReport(night, silent, { [silent.rooms[0]?.residents[0]?.id ?? 0]: 'late_return' }),
			reason: '断网',
		};
		expect(await recorder.submit(server, evening.leader(3), late)).toMatchObject({ type: 'ok' });
		await waitForTwoTicks(server);
		logs.push(server.log());
		await expectInvariants(db, { history: recorder.history(), logs, downtimes: [{ from: downSince, to: upAgain }] });
		const states = await db(COLLECTIONS.nightReports).where({ night, level: 3 }).select('state');
		expect(states.map((row) => row.state).toSorted((a: string, b: string) => a.localeCompare(b))).toEqual([
			'late',
			'on_time',
			'on_time',
			'on_time',
		]);
	});

	/** A count of nothing, as each database says it. */
	function zero(): unknown {
		return database.kind === 'postgres' ? '0' : 0;
	}
});
