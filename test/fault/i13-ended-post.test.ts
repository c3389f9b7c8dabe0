import { beforeAll, describe, expect, it } from 'vitest';
import type { Knex } from 'knex';
import { COLLECTIONS } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { expectInvariants } from '../setup/checker/index.ts';
import { createClient } from '../setup/client.ts';
import { type Evening, prepareEvening } from '../setup/faults/evening.ts';
import { administrator } from '../setup/fixtures/college.ts';
import { createRehearsal, waitForNight } from '../setup/fixtures/night.ts';
import { createPerson, type Person } from '../setup/fixtures/person.ts';
import type { Server } from '../setup/start-directus.ts';
import { databaseKind, newServer, openDatabase } from '../setup/test-house.ts';

/** From the commit that ends a post on. */
const WITHIN_MS = 1000;
const POSTS = 10;

/** On PostgreSQL with a second replica, which has seen nothing of the ending but the database. */
describe('I13: an ended post reads nothing, on no replica', () => {
	let servers: Server[];
	let db: Knex;
	let evening: Evening;

	beforeAll(async () => {
		const first = await newServer();
		servers = databaseKind() === 'postgres' ? [first, await newServer({ database: first.database })] : [first];
		db = openDatabase(first.database);
		evening = await prepareEvening(first);
		const rehearsal = await createRehearsal(evening.workingGroup, { root: evening.building.id, closesIn: 5 });
		await waitForNight(first, { rehearsal: rehearsal.id }, 'closed');
	});

	it('while he reads and reads', async () => {
		const [first] = servers;
		if (!first) throw new Error('no server');
		const stale: string[] = [];
		for (let index = 0; index < POSTS; index++) {
			const people = [
				await createPerson(first, { posts: [{ position: 'assistant_building_head', grid: evening.building.id }] }),
				await createPerson(first, { posts: [{ position: 'working_group', college: evening.building.college }] }),
			];
			const reads = servers.flatMap((server) => people.map((person) => readerOf(server, person)));
			for (const read of reads) await read.once();
			expect(reads.map((read) => read.rows() > 0)).toEqual(reads.map(() => true));
			const running = reads.map((read) => read.untilStopped());
			for (const { assignments } of people)
				await administrator(first).must('PATCH', `/items/${COLLECTIONS.staffAssignments}/${assignments[0]}`, {
					ends_on: '2026-01-01',
				});
			const ended = Date.now();
			await sleep(WITHIN_MS + 300);
			for (const read of reads) read.stop();
			await Promise.all(running);
			for (const read of reads)
				if (read.lastSeen() > ended + WITHIN_MS) stale.push(`${read.name} ${read.lastSeen() - ended} ms after the end`);
		}
		expect(stale).toEqual([]);
		await expectInvariants(db, { logs: servers.map((server) => server.log()) });
	}, 200_000);
});

function readerOf(server: Server, person: Person) {
	const client = createClient(server, person.token);
	let goesOn = true;
	let lastSeen = 0;
	let rows = 0;
	const once = async (): Promise<void> => {
		const askedAt = Date.now();
		const answer = await client.get<unknown[]>(`/items/${COLLECTIONS.nightReports}?limit=5&fields=id`);
		rows = answer.status === 200 ? answer.data.length : 0;
		// By when it was asked: an answer may be on its way for a while.
		if (rows > 0) lastSeen = askedAt;
	};
	return {
		name: `${person.name} at ${server.url}`,
		once,
		rows: () => rows,
		lastSeen: () => lastSeen,
		stop: () => void (goesOn = false),
		untilStopped: async () => {
			while (goesOn) await once();
		},
	};
}

async function sleep(ms: number): Promise<void> {
	await new Promise((wake) => setTimeout(wake, ms));
}
