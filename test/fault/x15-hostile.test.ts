import type { Knex } from 'knex';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTIONS } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { expectInvariants } from '../setup/checker/index.ts';
import { createClient } from '../setup/client.ts';
import { type Evening, prepareEvening } from '../setup/faults/evening.ts';
import { openRecorder } from '../setup/faults/load-client.ts';
import { waitForTwoTicks } from '../setup/faults/nemesis.ts';
import { createRehearsal, unitReport, waitForNight } from '../setup/fixtures/night.ts';
import type { Server } from '../setup/start-directus.ts';
import { newServer, openDatabase } from '../setup/test-house.ts';

const NESTED = `${'{"a":'.repeat(50)}{"_limit":1}${'}'.repeat(50)}`;

/** RELIABILITY.md 0 and X15; each alone is tested with the shield, here all of them fall into a night. */
const ANONYMOUS = [
	'/server/info?deep[a][_filter]={bad',
	'/server/info?deep={"toString":{"call":{"_limit":1}}}',
	'/server/info?deep={"__proto__":{"x":{"_limit":1}}}',
	'/items/grids?filter={"_and":[{"id":{"_in":',
];

/** Each reads every room again for every floor of every building, many times over. */
const MULTIPLYING = [
	`/items/grids?aggregate[count]=*&filter=${JSON.stringify({
		_or: [
			{ building: { children: { children: { rooms: { number: { _contains: 'zz' } } } } } },
			{ floor: { parent: { children: { children: { rooms: { number: { _contains: 'zz' } } } } } } },
			{ parent: { parent: { children: { children: { rooms: { number: { _contains: 'zz' } } } } } } },
		],
	})}`,
	`/items/grids?limit=-1&fields=${Array.from({ length: 3 }, () => 'building.children.children').join('.')}.id`,
	'/items/rooms?sort=unit.floor.children.rooms.number',
	'/items/grids?fields=*.*.*.*',
];

describe('X15: hostile requests in the middle of a night', () => {
	let server: Server;
	let db: Knex;
	let evening: Evening;
	const recorder = openRecorder();

	beforeAll(async () => {
		server = await newServer();
		db = openDatabase(server.database);
		evening = await prepareEvening(server, { unitsPerFloor: 6 });
	});

	it('the process lives, every report is taken, and nothing of theirs is written', async () => {
		const rehearsal = await createRehearsal(evening.workingGroup, { root: evening.building.id, closesIn: 20 });
		const night = await waitForNight(server, { rehearsal: rehearsal.id }, 'open');
		const stranger = createClient(server, null);
		const insider = evening.leader(0);
		let goesOn = true;
		const broken: string[] = [];
		const note = (what: string, { status }: { status: number }) => void (status === 500 && broken.push(what));
		const attack = (async () => {
			while (goesOn) {
				for (const address of ANONYMOUS) {
					for (const client of [stranger, insider]) note(address, await client.get(address));
				}
				for (const address of MULTIPLYING) {
					const { status } = await insider.get(address);
					if (status !== 400) broken.push(address);
				}
				note('depth', await insider.get(`/items/${COLLECTIONS.students}?deep=${NESTED}`));
				note('tokens', await insider.graphql(`{ ${'a: grids { id } '.repeat(1700)} }`));
				note(
					'5 MB',
					await insider.post(`/items/${COLLECTIONS.nightSubmissions}`, { note: 'x'.repeat(5 * 1024 * 1024) }),
				);
				const batch = Array.from({ length: 10_000 }, () => ({ night: night.id, grid: evening.unit(0).id }));
				note('batch', await insider.post(`/items/${COLLECTIONS.nightSubmissions}`, batch));
			}
		})();
		for (const [index, unit] of evening.building.units.entries()) {
			const answer = await recorder.submitUntilAnswered(
				() => server,
				evening.leader(index),
				unitReport(night.id, unit),
			);
			expect(answer.type).toBe('ok');
		}
		goesOn = false;
		await attack;
		expect(server.isAlive()).toBe(true);
		expect(broken).toEqual([]);
		expect(await db(COLLECTIONS.nightSubmissions).where({ night: night.id })).toHaveLength(
			evening.building.units.length,
		);
		await waitForNight(server, { id: night.id }, 'closed');
	});

	it('and everything holds', async () => {
		await waitForTwoTicks(server);
		await expectInvariants(db, { history: recorder.history(), logs: [server.log()] });
	});
});
