import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { expectInvariants } from '../setup/checker/index.ts';
import type { Database } from '../setup/databases.ts';
import { type Evening, prepareEvening } from '../setup/faults/evening.ts';
import { failAt, startAndDie, waitForTwoTicks } from '../setup/faults/nemesis.ts';
import { waitFor } from '../setup/fixtures/night.ts';
import type { Server } from '../setup/start-directus.ts';
import { extensionsFolder, newDatabase, newServer, openDatabase } from '../setup/test-house.ts';

describe('X1, X2, X8: overdue issues, swept by one that dies and by two; a walk sent over a bad line', () => {
	let database: Database;
	let extensions: string;
	let db: Knex;
	let survivor: Server;
	let evening: Evening;
	const downtimes: { from: Date; to: Date }[] = [];
	const logs: string[] = [];

	/** Issues that lie with the first unit. */
	async function raise(count: number): Promise<number[]> {
		const ids: number[] = [];
		for (let n = 0; n < count; n++) {
			const { issue } = await evening.workingGroup.must<{ issue: number }>('POST', `/items/${C.issueSteps}`, {
				client_key: randomUUID(),
				kind: 'report',
				title: `水管漏水 ${n}`,
				category: 'plumbing',
				grid: evening.unit(0).id,
			});
			ids.push(issue);
		}
		return ids;
	}
	/** As if nobody had taken them in time. */
	async function makeDue(ids: readonly number[]): Promise<void> {
		const past = new Date(Date.now() - 1000);
		await db(C.issues)
			.whereIn('id', [...ids])
			.update({ take_due_at: past, next_due_at: past });
	}
	const overdue = async (ids: readonly number[]): Promise<number[]> =>
		await db(C.issueSteps)
			.whereIn('issue', [...ids])
			.where({ kind: 'overdue' })
			.orderBy('issue')
			.pluck('issue');
	/** By issue, how often whoever has it now was told. */
	async function told(ids: readonly number[]): Promise<number[]> {
		const rows: { subject: string; message: string }[] = await db(C.outbox).where({
			kind: 'issue',
			channel: 'notification',
			recipient: evening.buildingHead.id,
		});
		const named = rows.flatMap(({ subject, message }) =>
			[...`${subject}\n${message}`.matchAll(/(?:^|\n|- )\\?#(\d+) /g)].map(([, id]) => Number(id)),
		);
		return named.filter((id) => ids.includes(id)).toSorted((a, b) => a - b);
	}

	beforeAll(async () => {
		database = await newDatabase();
		extensions = await extensionsFolder();
		db = openDatabase(database);
		survivor = await newServer({ database, extensions });
		evening = await prepareEvening(survivor);
	});

	it('a replica that dies on the step has moved nothing and told nobody; another one moves each once', async () => {
		const ids = await raise(3);
		const from = new Date();
		await survivor.kill('SIGSTOP');
		await makeDue(ids);
		await startAndDie({ database, extensions }, 'sla.after-step');
		expect([await overdue(ids), await told(ids)]).toEqual([[], []]);
		await survivor.kill('SIGCONT');
		downtimes.push({ from, to: new Date() });
		await waitFor('every step', 60_000, async () => ((await overdue(ids)).length >= 3 ? true : null));
		await waitForTwoTicks(survivor);
		expect([await overdue(ids), await told(ids)]).toEqual([ids, ids]);
	});

	it('two sweep at the same time, and each issue moves once and is told once', async () => {
		const slow = failAt({ 'sla.after-step': 'jitter:300' });
		const other = await newServer({ database, extensions, env: slow });
		for (let round = 0; round < 3; round++) {
			const ids = await raise(8);
			await makeDue(ids);
			await waitFor('every step', 60_000, async () => ((await overdue(ids)).length >= 8 ? true : null));
			await waitForTwoTicks(survivor);
			expect([await overdue(ids), await told(ids)]).toEqual([ids, ids]);
		}
		logs.push(other.log());
	});

	it('a walk whose line is cut and that is sent twice again is one walk with one issue', async () => {
		for (const cutAfter of [1, 10, 40, 150]) {
			const leader = evening.leader(0);
			const walk = {
				client_key: randomUUID(),
				grid: evening.unit(0).id,
				findings: [{ what: `灯不亮 ${cutAfter}`, settled: false }],
			};
			await fetch(`${survivor.url}/items/${C.patrols}`, {
				method: 'POST',
				headers: { authorization: `Bearer ${leader.token}`, 'content-type': 'application/json' },
				body: JSON.stringify(walk),
				signal: AbortSignal.timeout(cutAfter),
			}).catch(() => null);
			const again = await Promise.all([0, 1].map(async () => await leader.post(`/items/${C.patrols}`, walk)));
			for (const { code } of again) expect([null, 'GRID_ALREADY_RECEIVED']).toContain(code);
			const walks: string[] = await db(C.patrols).where({ client_key: walk.client_key }).pluck('id');
			expect(walks).toHaveLength(1);
			expect(await db(C.issues).where({ origin: 'patrol', source: walks[0] ?? '' })).toHaveLength(1);
			expect(await db(C.patrolFindings).where({ patrol: walks[0] ?? '' })).toHaveLength(1);
		}
	});

	it('and everything holds', async () => {
		logs.push(survivor.log());
		await expectInvariants(db, { logs, downtimes });
	});
});
