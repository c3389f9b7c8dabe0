import { expect, it } from 'vitest';
import { COLLECTIONS } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { expectInvariants } from '../setup/checker/index.ts';
import { prepareEvening } from '../setup/faults/evening.ts';
import { failAt, waitForTwoTicks } from '../setup/faults/nemesis.ts';
import { createRehearsal, waitFor, waitForNight } from '../setup/fixtures/night.ts';
import { extensionsFolder, newDatabase, newServer, openDatabase } from '../setup/test-house.ts';

/** A process may stop for longer than any patience; a second one on SQLite's file would wait for it, which is one reason for replicas to want PostgreSQL. */
it('X2: one replica stands still in the close with the night in its hands: another one closes it, and it wakes to a closed night', async () => {
	const database = await newDatabase();
	const extensions = await extensionsFolder();
	const db = openDatabase(database);
	const survivor = await newServer({ database, extensions });
	const evening = await prepareEvening(survivor);
	const still = await newServer({ database, extensions, env: failAt({ 'close.after-mark': 'pause' }) });
	const rehearsal = await createRehearsal(evening.workingGroup, { root: evening.building.id, closesIn: 10 });
	const night = await waitForNight(survivor, { rehearsal: rehearsal.id }, 'open');
	await survivor.kill('SIGSTOP');
	// Whoever has changed the night and does not go on has it in his hands.
	const held = await waitFor('a replica that stands still', 60_000, async () => {
		const { rows } = await db.raw<{ rows: { pid: number }[] }>(
			"select a.pid from pg_stat_activity a join pg_locks l on l.pid = a.pid where l.relation = 'nights'::regclass and l.mode = 'RowExclusiveLock' and a.datname = current_database() and a.state = 'idle in transaction' and a.xact_start < now() - interval '2 seconds'",
		);
		return rows[0];
	});
	await survivor.kill('SIGCONT');
	await waitForNight(survivor, { id: night.id }, 'closed');
	const { rows } = await db.raw<{ rows: unknown[] }>('select 1 from pg_stat_activity where pid = ?', [held.pid]);
	expect(rows).toEqual([]);
	await still.kill('SIGCONT');
	await waitForTwoTicks(still);
	const nights = await db(COLLECTIONS.nights).select('closes_at', 'closed_at');
	const downtimes = nights.map((one) => ({ from: new Date(one.closes_at), to: new Date(one.closed_at) }));
	await expectInvariants(db, { logs: [survivor.log()], downtimes });
});
