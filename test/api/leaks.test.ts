import type { Knex } from 'knex';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import type { Client } from '../setup/client.ts';
import { type Building, createBuilding } from '../setup/fixtures/building.ts';
import { administrator } from '../setup/fixtures/college.ts';
import { createRehearsal, submit, unitReport, waitFor, waitForNight } from '../setup/fixtures/night.ts';
import { createPerson, type Person } from '../setup/fixtures/person.ts';
import { bytesOf, type Hidden, listQuestions } from '../setup/leaks/requests.ts';
import { type Asker, changeSecrets } from '../setup/leaks/secrets.ts';
import type { Server } from '../setup/start-directus.ts';
import { newServer, openDatabase } from '../setup/test-house.ts';

/** The same questions to two states of one database that differ only in what the asker may not see: the same bytes. */
describe('what somebody may not see', () => {
	let server: Server;
	let db: Knex;
	let building: Building;
	let group: Person;
	let leaders: Person[];
	let hidden: Hidden;

	const unit = (index: number) => building.units[index] ?? expect.fail('no unit');
	const resident = (index: number, bed: number) => unit(index).rooms[0]?.residents[bed] ?? expect.fail('no resident');

	async function reportEverything(night: number): Promise<void> {
		for (const [index, leader] of leaders.entries()) {
			const absences = { [resident(index, 0).id]: 'not_returned', [resident(index, 1).id]: 'late_return' } as const;
			expect((await submit(leader, { ...unitReport(night, unit(index), absences), note: '备注' })).status).toBe(200);
		}
	}

	beforeAll(async () => {
		server = await newServer();
		db = openDatabase(server.database);
		building = await createBuilding(server, { floors: 2, departments: 2 });
		group = await createPerson(server, { posts: [{ position: 'working_group', college: building.college }] });
		leaders = [];
		for (const { id } of building.units)
			leaders.push(await createPerson(server, { posts: [{ position: 'unit_leader', grid: id }] }));
		for (const index of [0, 3]) {
			const leave = { student: resident(index, 2).id, state: 'approved', reason: '家事' };
			const span = { starts_at: new Date(Date.now() - 60_000), ends_at: new Date(Date.now() + 86_400_000) };
			await group.must('POST', `/items/${C.leaves}`, { ...leave, ...span });
		}
		const ladder = [{ after: 0, positions: ['counsellor'] }];
		await administrator(server).must('PATCH', `/items/${C.colleges}/${building.college}`, { ladder });
		const past = await createRehearsal(group, { root: building.id, closesIn: 20 });
		await reportEverything((await waitForNight(server, { rehearsal: past.id }, 'open')).id);
		const closed = await waitForNight(server, { rehearsal: past.id }, 'closed');
		await waitFor('the ladder', 60_000, async () =>
			(await db(C.nightLadderSteps).where({ night: closed.id })).length >= 4 ? true : null,
		);
		for (const index of [0, 3]) {
			const followup = { night: closed.id, student: resident(index, 0).id, kind: 'contacted', note: '已联系' };
			await group.must('POST', `/items/${C.nightFollowups}`, followup);
		}
		const present = await createRehearsal(group, { root: building.id, closesIn: 900 });
		const night = await waitForNight(server, { rehearsal: present.id }, 'open');
		await reportEverything(night.id);
		const entry = await db(C.nightEntries)
			.where({ night: night.id, unit: unit(3).id })
			.orderBy('id')
			.first();
		const student = entry.student;
		const of = { grid: unit(3).id, floor: building.floors[1]?.id ?? 0, person: leaders[3]?.id ?? '' };
		hidden = { ...of, night: night.id, student, entry: entry.id, word: '' };
	});

	/** @param share every how many-th question */
	async function askAll(client: Client, share = 1): Promise<Map<string, string>> {
		const answers = new Map<string, string>();
		for (const [index, { name, ask }] of listQuestions(hidden).entries())
			if (index % share === 0) answers.set(name, bytesOf(await ask(client)));
		return answers;
	}
	const changed = (before: Map<string, string>, after: Map<string, string>) =>
		[...after].flatMap(([name, bytes]) =>
			bytes === before.get(name) ? [] : [{ name, before: before.get(name), after: bytes }],
		);

	it.each([
		['a unit leader', 'unit_leader', 'unit', 1],
		['a floor head', 'floor_head', 'floor', 3],
		['a building head of another building', 'building_head', 'building', 5],
		['a counsellor', 'counsellor', 'counsellor', 7],
	] as const)(
		'is nowhere in what %s is answered',
		async (_, position, column, turn) => {
			const elsewhere = position === 'building_head' ? await createBuilding(server) : building;
			const places = { unit: elsewhere.units[0]?.id, floor: elsewhere.floors[0]?.id, building: elsewhere.id };
			const [own] = elsewhere.counsellors;
			const asker =
				column === 'counsellor'
					? (own ?? expect.fail('no counsellor'))
					: position === 'unit_leader'
						? (leaders[0] ?? expect.fail('no leader'))
						: await createPerson(server, { posts: [{ position, grid: places[column] ?? 0 }] });
			const scope: Asker = { id: asker.id, column, value: column === 'counsellor' ? asker.id : (places[column] ?? 0) };

			// The questions ask for what is true the first time, and no longer the second.
			hidden.word = await changeSecrets(db, scope, turn);
			const [before, told] = [await askAll(asker), await askAll(administrator(server), 5)];
			await changeSecrets(db, scope, turn + 1);
			const [after, toldAfter] = [await askAll(asker), await askAll(administrator(server), 5)];

			expect(changed(before, after)).toEqual([]);
			expect([...before.values()].filter((bytes) => bytes.startsWith('200')).length).toBeGreaterThan(100);
			// And there was something to see, for whoever may.
			expect(changed(told, toldAfter).length).toBeGreaterThan(20);
		},
		600_000,
	);
});
