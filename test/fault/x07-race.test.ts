import type { Knex } from 'knex';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTIONS } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { expectInvariants } from '../setup/checker/index.ts';
import { groupBy } from '../setup/checker/group-by.ts';
import { openRecorder } from '../setup/faults/load-client.ts';
import { failAt, waitForTwoTicks } from '../setup/faults/nemesis.ts';
import { type Building, createBuilding } from '../setup/fixtures/building.ts';
import { createCollege } from '../setup/fixtures/college.ts';
import { createRehearsal, unitReport, waitForNight } from '../setup/fixtures/night.ts';
import { createPerson, type Person } from '../setup/fixtures/person.ts';
import { type Server } from '../setup/start-directus.ts';
import { databaseKind, newServer, openDatabase } from '../setup/test-house.ts';

const UNITS = 50;
/** With a second between them. */
const NIGHTS = 20;
/** Reports leave their phones from so long before the cut-off until so long after it. */
const SPREAD_MS = 600;
const isCorrected = (index: number) => index % 10 === 0;

/** Each report in each night is one schedule: a thousand of them, at random distances from the cut-off, with random waits inside. */
describe('X7: reports against the close', () => {
	let servers: Server[];
	let db: Knex;
	let group: Person;
	/** One a night: a grid rehearses once at a time. */
	const buildings: Building[] = [];
	const recorder = openRecorder();

	beforeAll(async () => {
		const jitter = failAt({
			'submit.after-insert': 'jitter:50',
			'close.after-guard': 'jitter:50',
			'close.after-mark': 'jitter:50',
			'close.before-commit': 'jitter:50',
		});
		const first = await newServer({ env: jitter });
		// On PostgreSQL two replicas take reports and race for the close; SQLite has one process.
		servers =
			databaseKind() === 'postgres' ? [first, await newServer({ database: first.database, env: jitter })] : [first];
		db = openDatabase(first.database);
		const { id: college } = await createCollege(first);
		group = await createPerson(first, { posts: [{ position: 'working_group', college }] });
		const size = { floors: 1, unitsPerFloor: UNITS, roomsPerUnit: 1, residentsPerRoom: 1 };
		for (let index = 0; index < NIGHTS; index++) buildings.push(await createBuilding(first, { college, ...size }));
	}, 400_000);

	it('a thousand races: each has one winner', async () => {
		const [first] = servers;
		if (!first) throw new Error('no server');
		const opened: Promise<void>[] = [];
		for (const [index, building] of buildings.entries()) {
			const closesIn = 12 + index * 2 - index * 0.05;
			const rehearsal = await createRehearsal(group, { root: building.id, closesIn });
			opened.push(raceFor(building, rehearsal.id));
		}
		await Promise.all(opened);
		for (const night of await db(COLLECTIONS.nights).select('id'))
			await waitForNight(first, { id: night.id }, 'closed');

		async function raceFor({ units }: Building, rehearsal: string): Promise<void> {
			const night = await waitForNight(servers[0] ?? { url: '' }, { rehearsal }, 'open');
			const cutOff = Date.parse(night.closes_at);
			// Some have reported in time, all in, and send a correction into the close: it must reach a counsellor.
			for (const [index, unit] of units.entries()) {
				if (isCorrected(index)) await recorder.submit(first ?? { url: '' }, group, unitReport(night.id, unit));
			}
			await Promise.all(
				units.map(async (unit, index) => {
					const absent = isCorrected(index) ? unit.rooms[0]?.residents[0]?.id : undefined;
					await sleep(cutOff - Date.now() + (Math.random() * 2 - 1) * SPREAD_MS);
					const server = servers[index % servers.length] ?? { url: '' };
					// Every other one has a reason at hand, and is taken late; the others are asked for it.
					const reason = index % 2 === 0 ? '赶在截止时' : null;
					const marks = absent === undefined ? {} : { [absent]: 'not_returned' as const };
					const said = absent === undefined ? reason : '又核实到情况';
					await recorder.submit(server, group, { ...unitReport(night.id, unit, marks), reason: said });
				}),
			);
		}
	}, 180_000);

	it('and everything holds', async () => {
		const [first] = servers;
		await waitForTwoTicks(first ?? { url: '' });
		const history = recorder.history();
		const states = groupBy(await db(COLLECTIONS.nightReports).where({ level: 3 }).select('state'), (row) => row.state);
		// The races were races: each outcome came about.
		const often = ['on_time', 'late', 'missing'].filter((state) => (states.get(state)?.length ?? 0) > 10);
		expect(often).toEqual(['on_time', 'late', 'missing']);
		const corrections = (UNITS / 10) * NIGHTS;
		expect(history.filter((line) => line.type === 'invoke')).toHaveLength(UNITS * NIGHTS + corrections);
		await expectInvariants(db, { history, logs: servers.map((server) => server.log()) });
	}, 120_000);
});

async function sleep(ms: number): Promise<void> {
	await new Promise((wake) => setTimeout(wake, Math.max(0, ms)));
}
