import type { Knex } from 'knex';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { expectInvariants } from '../setup/checker/index.ts';
import type { Database } from '../setup/databases.ts';
import { type Evening, prepareEvening } from '../setup/faults/evening.ts';
import { failAt, waitForDeath, waitForTwoTicks } from '../setup/faults/nemesis.ts';
import { administrator } from '../setup/fixtures/college.ts';
import { createRehearsal, submit, unitReport, waitFor, waitForNight } from '../setup/fixtures/night.ts';
import { type Server, startDirectus } from '../setup/start-directus.ts';
import { extensionsFolder, newDatabase, newServer, openDatabase } from '../setup/test-house.ts';

/** In a rehearsal of eight seconds a minute lasts 0.4 of one: the steps come at the close, and 4 and 36 seconds after it. */
const LADDER = [
	{ after: 0, positions: ['counsellor'] },
	{ after: 10, positions: ['building_head'] },
	{ after: 90, positions: ['working_group'] },
];

describe('X1, X2: the ladder, killed on its steps and climbed by two', () => {
	let database: Database;
	let extensions: string;
	let db: Knex;
	let survivor: Server;
	let evening: Evening;
	const downtimes: { from: Date; to: Date }[] = [];
	const logs: string[] = [];

	const absent = (unit: number, bed: number) =>
		evening.unit(unit).rooms[0]?.residents[bed] ?? expect.fail('no resident');
	const steps = async (night: number): Promise<number[]> =>
		await db(C.nightLadderSteps).where({ night }).orderBy(['number', 'absence']).pluck('number');
	/** By recipient and step, how many messages. */
	const told = async (night: number): Promise<string[]> => {
		const keys: string[] = await db(C.outbox).where({ night, kind: 'ladder', channel: 'notification' }).pluck('key');
		return keys.map((key) => key.split(':').slice(2, 4).join(' ')).toSorted((a, b) => a.localeCompare(b));
	};
	const expected = (students: { counsellor: string | null }[]): string[] =>
		[
			...new Set(students.map(({ counsellor }) => `1 ${counsellor}`)),
			`2 ${evening.buildingHead.id}`,
			`3 ${evening.workingGroup.id}`,
		].toSorted((a, b) => a.localeCompare(b));

	/** A night in which two students are reported missing. */
	async function openNight(): Promise<number> {
		const rehearsal = await createRehearsal(evening.workingGroup, { root: evening.building.id, closesIn: 8 });
		const { id } = await waitForNight(survivor, { rehearsal: rehearsal.id }, 'open');
		for (const index of [0, 1]) {
			const report = unitReport(id, evening.unit(index), { [absent(index, index).id]: 'not_returned' });
			expect((await submit(evening.leader(index), report)).status).toBe(200);
		}
		return id;
	}

	beforeAll(async () => {
		database = await newDatabase();
		extensions = await extensionsFolder();
		db = openDatabase(database);
		survivor = await newServer({ database, extensions });
		evening = await prepareEvening(survivor);
		const college = `/items/${C.colleges}/${evening.building.college}`;
		await administrator(survivor).must('PATCH', college, { ladder: LADDER });
	});

	it('a replica that dies on a step has told nobody; another one takes it, once', async () => {
		const doomed = await Promise.all(
			['ladder.after-step', 'ladder.before-commit'].map(
				async (point) => await startDirectus({ database, extensions, env: failAt({ [point]: 'kill' }) }),
			),
		);
		const night = await openNight();
		await survivor.kill('SIGSTOP');
		await Promise.all(doomed.map(async (server) => await waitForDeath(server)));
		expect(await steps(night)).toEqual([]);
		expect(await told(night)).toEqual([]);
		const { closes_at } = await db(C.nights).where({ id: night }).first('closes_at');
		await survivor.kill('SIGCONT');
		downtimes.push({ from: new Date(closes_at), to: new Date() });
		await waitFor('every step', 90_000, async () => ((await steps(night)).length === 6 ? true : null));
		await waitForTwoTicks(survivor);
		expect(await steps(night)).toEqual([1, 1, 2, 2, 3, 3]);
		expect(await told(night)).toEqual(expected([absent(0, 0), absent(1, 1)]));
	});

	it('two climb at once, and a return between two steps ends one student’s', async () => {
		const slow = failAt({ 'ladder.after-step': 'jitter:300', 'ladder.before-commit': 'jitter:300' });
		const other = await newServer({ database, extensions, env: slow });
		const night = await openNight();
		await waitFor('the first step', 60_000, async () => ((await steps(night)).length >= 2 ? true : null));
		const back = { night, student: absent(0, 0).id, kind: 'back' };
		expect((await evening.leader(0).post(`/items/${C.nightFollowups}`, back)).status).toBe(200);
		await waitFor('the last step', 90_000, async () => ((await steps(night)).includes(3) ? true : null));
		await waitForTwoTicks(survivor);
		const ofReturned = await db(`${C.nightLadderSteps} as x`)
			.join(`${C.nightAbsences} as a`, 'a.id', 'x.absence')
			.where({ 'x.night': night, 'a.student': absent(0, 0).id })
			.pluck('x.number');
		expect(ofReturned).not.toContain(3);
		expect(await told(night)).toEqual(expected([absent(0, 0), absent(1, 1)]));
		logs.push(other.log());
	});

	it('and everything holds', async () => {
		logs.push(survivor.log());
		await expectInvariants(db, { logs, downtimes });
	});
});
