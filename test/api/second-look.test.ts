import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { ROUTES } from '../../extensions/dormitory-grid/src/constants/routes.ts';
import type { ChecksAnswer } from '../../extensions/dormitory-grid/src/types/api-sheet.ts';
import type { NightCheckRow } from '../../extensions/dormitory-grid/src/types/schema.ts';
import { createClient } from '../setup/client.ts';
import { type Building, createBuilding } from '../setup/fixtures/building.ts';
import { createRehearsal, submit, unitReport, waitFor, waitForNight } from '../setup/fixtures/night.ts';
import { createPerson, type Person } from '../setup/fixtures/person.ts';
import { type SharedServer, sharedServer } from '../setup/test-house.ts';

describe('the second look', () => {
	let server: SharedServer;
	let building: Building;
	let group: Person;
	let heads: [Person, Person];
	let leader: Person;
	let night: number;
	let drawn: NightCheckRow[];

	const read = async (person: Person) => (await person.must<ChecksAnswer>('GET', ROUTES.myChecks)).rooms;
	const post = async (person: Person, check: number, absent: number[], key: string = randomUUID()) =>
		await person.post(`/items/${C.nightCheckResults}`, { client_key: key, night_check: check, absent });
	/** A room of the first floor, which the head of the second looks into. */
	const one = () => drawn.find(({ floor }) => floor === building.floors[0]?.id) ?? expect.fail('nothing drawn');
	const unitOf = (check: NightCheckRow) => building.units.find(({ id }) => id === check.unit) ?? expect.fail('no unit');
	const firstIn = (check: NightCheckRow) =>
		unitOf(check).rooms.find(({ id }) => id === check.room)?.residents[0] ?? expect.fail('nobody lives there');

	beforeAll(async () => {
		server = await sharedServer();
		building = await createBuilding(server, { floors: 2 });
		group = await createPerson(server, { posts: [{ position: 'working_group', college: building.college }] });
		const head = async (index: number) =>
			await createPerson(server, { posts: [{ position: 'floor_head', grid: building.floors[index]?.id ?? 0 }] });
		heads = [await head(0), await head(1)];
		leader = await createPerson(server, {
			posts: building.units.map(({ id }) => ({ position: 'unit_leader', grid: id })),
		});
		const rehearsal = await createRehearsal(group, { root: building.id, closesIn: 900 });
		night = (await waitForNight(server, { rehearsal: rehearsal.id }, 'open')).id;
		drawn = await group.must('GET', `/items/${C.nightChecks}?filter[night][_eq]=${night}&sort=id`);
	});

	it('draws two rooms of each floor, for the head of the other', () => {
		const [first, second] = building.floors;
		expect(drawn.map(({ floor, assigned_to }) => [floor, assigned_to])).toEqual([
			...[1, 2].map(() => [first?.id, heads[1].id]),
			...[1, 2].map(() => [second?.id, heads[0].id]),
		]);
	});

	it('shows the checker his rooms and who lives there, nothing of a report or a leave, and nobody else anything', async () => {
		await submit(leader, unitReport(night, unitOf(one()), { [firstIn(one()).id]: 'not_returned' }));
		const rooms = await read(heads[1]);
		const mine = drawn.filter(({ assigned_to }) => assigned_to === heads[1].id).map(({ id }) => id);
		expect(new Set(rooms.map(({ check }) => check))).toEqual(new Set(mine));
		expect(rooms).toMatchObject(mine.map(() => ({ state: 'due', blind: true, result: null })));
		expect(Object.keys(rooms[0] ?? {})).toEqual([
			'check',
			'night',
			'state',
			'until',
			'room',
			'number',
			'floor',
			'blind',
			'residents',
			'result',
		]);
		expect(Object.keys(rooms[0]?.residents[0] ?? {})).toEqual(['student', 'name', 'bed']);
		expect(await read(leader)).toEqual([]);
		expect(await read(group)).toEqual([]);
		expect((await createClient(server, null).get(ROUTES.myChecks)).status).toBe(403);
	});

	it('keeps the draw from units and checkers, and the unit’s report from its checker', async () => {
		for (const person of [leader, ...heads]) {
			expect((await person.get(`/items/${C.nightChecks}`)).status).toBe(403);
			expect((await person.graphql(`{ ${C.nightChecks} { room } }`)).errors.length).toBeGreaterThan(0);
		}
		expect((await leader.get(`/items/${C.nightCheckResults}`)).status).toBe(403);
		const unit = one().unit ?? 0;
		for (const collection of [C.nightReports, C.nightSubmissions, C.nightEntries, C.nightAbsences]) {
			const rows = await heads[1].must<unknown[]>('GET', `/items/${collection}?filter[unit][_eq]=${unit}`);
			expect(rows).toEqual([]);
		}
		const seen = await heads[1].get(`${ROUTES.tonight}/grids/${unit}?night=${night}`);
		expect([seen.status, seen.code]).toEqual([403, 'GRID_FORBIDDEN']);
	});

	it('is told in the inbox of the checker alone', async () => {
		const told = async (person: Person) =>
			(await person.must<{ message: string }[]>('GET', '/notifications')).filter(({ message }) =>
				message.includes(unitOf(one()).rooms.find(({ id }) => id === one().room)?.number ?? '-'),
			);
		expect(await told(heads[1])).toHaveLength(1);
		expect([...(await told(heads[0])), ...(await told(leader))]).toEqual([]);
	});

	it('takes a result from the checker alone, once whatever is sent again, and finds the difference', async () => {
		const check = one();
		for (const person of [leader, heads[0], group]) {
			const answer = await post(person, check.id, []);
			expect(answer.status).toBe(403);
		}
		expect((await post(heads[1], 99_999_999, [])).code).toBe('GRID_FORBIDDEN');
		expect((await post(heads[1], check.id, [99_999_999])).code).toBe('GRID_STUDENT_NOT_HERE');
		const key = randomUUID();
		const answers = await Promise.all([1, 2, 3].map(async () => await post(heads[1], check.id, [], key)));
		expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
		expect(new Set(answers.map(({ code }) => code))).toEqual(new Set([null, 'GRID_ALREADY_RECEIVED']));
		// Reported not returned, and seen in his room.
		const student = firstIn(check).id;
		const compared = await waitFor('the comparison', 30_000, async () => {
			const row = await group.must<NightCheckRow>('GET', `/items/${C.nightChecks}/${check.id}`);
			return row.differences === null ? null : row;
		});
		expect([compared.state, compared.differences, compared.detail]).toEqual([
			'done',
			1,
			[{ student, reported: 'not_returned', seen: 'in' }],
		]);
		const own = await heads[1].must<object[]>('GET', `/items/${C.nightCheckResults}`);
		expect(own).toMatchObject([{ night_check: check.id, absent: [] }]);
		expect(await heads[0].must('GET', `/items/${C.nightCheckResults}`)).toEqual([]);
		// Nor by way of his own result does the checker learn what was found.
		const by = await heads[1].get(`/items/${C.nightCheckResults}?fields=id,night_check.differences,night_check.detail`);
		expect(by.text).not.toMatch(/differences|detail"|reported/);
		const filter = `filter[night_check][differences][_gt]=0`;
		expect((await heads[1].get(`/items/${C.nightCheckResults}?${filter}`)).status).toBe(403);
		const graph = await heads[1].graphql(`{ ${C.nightCheckResults} { night_check { differences } } }`);
		expect(graph.errors.length).toBeGreaterThan(0);
		expect((await read(heads[1])).find((room) => room.check === check.id)).toMatchObject({
			state: 'done',
			result: { absent: [], note: null },
		});
	});
});
