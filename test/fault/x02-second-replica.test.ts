import { beforeAll, describe, expect, it } from 'vitest';
import type { Knex } from 'knex';
import { COLLECTIONS } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { readMoment } from '../../extensions/dormitory-grid/src/database/column-values.ts';
import { expectInvariants } from '../setup/checker/index.ts';
import type { Database } from '../setup/databases.ts';
import { type Evening, prepareEvening } from '../setup/faults/evening.ts';
import { openRecorder } from '../setup/faults/load-client.ts';
import { failAt, waitForDeath, waitForTwoTicks } from '../setup/faults/nemesis.ts';
import { createRehearsal, unitReport, waitForNight } from '../setup/fixtures/night.ts';
import { type Server, startDirectus } from '../setup/start-directus.ts';
import { extensionsFolder, newDatabase, newServer, openDatabase } from '../setup/test-house.ts';

/** What a replica may take over its tick when it finds the row of a dead one locked. */
const CLOSE_WITHIN_MS = 10_000;

describe('X2: one replica dies in the close, another one closes', () => {
	let database: Database;
	let extensions: string;
	let db: Knex;
	let survivor: Server;
	let evening: Evening;
	const recorder = openRecorder();

	beforeAll(async () => {
		database = await newDatabase();
		extensions = await extensionsFolder();
		db = openDatabase(database);
		survivor = await newServer({ database, extensions });
		evening = await prepareEvening(survivor);
	});

	it.each([
		// Several at once: each takes the night over from the one before, and dies further on.
		[['close.after-guard', 'close.after-editions', 'close.before-commit']],
		[['close.after-mark', 'close.after-rollup', 'close.after-outbox']],
		[['close.after-commit']],
	])('%j', async (points) => {
		const doomed = await Promise.all(
			points.map(async (point) => await startDirectus({ database, extensions, env: failAt({ [point]: 'kill' }) })),
		);
		const rehearsal = await createRehearsal(evening.workingGroup, { root: evening.building.id, closesIn: 10 });
		const night = await waitForNight(survivor, { rehearsal: rehearsal.id }, 'open');
		for (const index of [0, 1]) {
			const absent = evening.unit(index).rooms[0]?.residents[0]?.id ?? 0;
			const answer = await recorder.submit(
				doomed[index] ?? survivor,
				evening.leader(index),
				unitReport(night.id, evening.unit(index), { [absent]: 'not_returned' }),
			);
			expect(answer.type).toBe('ok');
		}
		// The survivor sleeps over the cut-off, so that the others come first.
		await survivor.kill('SIGSTOP');
		await Promise.all(doomed.map(async (server) => await waitForDeath(server)));
		const [state] = await db(COLLECTIONS.nights).where({ id: night.id }).select('state');
		expect(state).toEqual({ state: points.includes('close.after-commit') ? 'closed' : 'open' });
		const awake = Date.now();
		await survivor.kill('SIGCONT');
		const closed = await waitForNight(survivor, { id: night.id }, 'closed');
		if (state?.state === 'open')
			expect((readMoment(closed.closed_at)?.getTime() ?? 0) - awake).toBeLessThan(CLOSE_WITHIN_MS);
	});

	it('and everything holds', async () => {
		await waitForTwoTicks(survivor);
		const nights = await db(COLLECTIONS.nights).select('closes_at', 'closed_at');
		// While it slept nobody was there.
		const downtimes = nights.map((night) => ({ from: new Date(night.closes_at), to: new Date(night.closed_at) }));
		await expectInvariants(db, { history: recorder.history(), logs: [survivor.log()], downtimes });
		expect(
			await db(COLLECTIONS.nightEditions).groupBy('night', 'counsellor').havingRaw('count(*) > 1').select('night'),
		).toEqual([]);
	});
});
