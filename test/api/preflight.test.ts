import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { ROUTES } from '../../extensions/dormitory-grid/src/constants/routes.ts';
import type { CandidatesAnswer, PreflightAnswer } from '../../extensions/dormitory-grid/src/types/api-preflight.ts';
import type { OutboxRow } from '../../extensions/dormitory-grid/src/types/schema.ts';
import { dateIn } from '../setup/fixtures/access.ts';
import { type Building, createBuilding } from '../setup/fixtures/building.ts';
import { administrator } from '../setup/fixtures/college.ts';
import { waitFor } from '../setup/fixtures/night.ts';
import { createPerson, type Person } from '../setup/fixtures/person.ts';
import { type SharedServer, sharedServer } from '../setup/test-house.ts';

const ZONE = 'Asia/Shanghai';

/** Posts that are empty tonight: seen, told once, and filled by who may. */
describe('pre-flight', () => {
	let server: SharedServer;
	let here: Building;
	let group: Person;
	let head: Person;
	let leader: Person;
	let floorHead: Person;

	const today = dateIn(ZONE);
	const unit = (index: number) => here.units[index]?.id ?? 0;
	const look = async (person: Person) => (await person.get<PreflightAnswer>(ROUTES.preflight)).data;
	const standIn = (person: Person, change: object = {}) => ({
		person: person.id,
		position: 'unit_leader',
		grid: unit(1),
		starts_on: today,
		ends_on: today,
		stand_in: true,
		...change,
	});

	beforeAll(async () => {
		server = await sharedServer();
		here = await createBuilding(server, { floors: 2 });
		await createBuilding(server, { college: here.college });
		group = await createPerson(server, { posts: [{ position: 'working_group', college: here.college }] });
		head = await createPerson(server, { posts: [{ position: 'building_head', grid: here.id }] });
		leader = await createPerson(server, { posts: [{ position: 'unit_leader', grid: unit(0) }] });
		floorHead = await createPerson(server, { posts: [{ position: 'floor_head', grid: here.floors[0]?.id ?? 0 }] });
		// A night that is owed today and ends at the day's end, checked since its first minute.
		await administrator(server).must('PATCH', `/items/${C.colleges}/${here.college}`, {
			time_zone: ZONE,
			reports_from: today,
			opens: '23:57',
			unit_minute: '23:58',
			floor_minute: '23:58:30',
			closes: '23:59',
			preflight_at: '00:00',
		});
	});

	it('shows the working group the whole college, a building’s staff their own, and nobody else anything', async () => {
		const all = await look(group);
		expect(all.night).not.toBeNull();
		expect(all.levels).toEqual([
			{ level: 3, owed: 6, filled: 1 },
			{ level: 2, owed: 3, filled: 1 },
			{ level: 1, owed: 2, filled: 1 },
		]);
		expect(all.empty.map(({ level }) => level)).toEqual([1, 2, 2, 3, 3, 3, 3, 3]);
		const own = await look(head);
		expect(own.empty).toHaveLength(4);
		expect(own.empty.find(({ grid }) => grid === unit(1))?.covered_by?.name).toBe(floorHead.name);
		for (const person of [leader, floorHead, here.counsellors[0] ?? leader])
			expect((await person.get(ROUTES.preflight)).code).toBe('GRID_FORBIDDEN');
		const candidates = `${ROUTES.preflight}/candidates?grid=${unit(1)}`;
		expect((await leader.get(candidates)).code).toBe('GRID_FORBIDDEN');
		const offered = (await head.get<CandidatesAnswer>(candidates)).data;
		expect(offered.position).toBe('unit_leader');
		expect(offered.candidates.map(({ person }) => person).toSorted()).toEqual(
			[head.id, leader.id, floorHead.id].toSorted(),
		);
	});

	it('is told once to the working group and to the head of the building', async () => {
		const address = `/items/${C.outbox}?filter[kind][_eq]=preflight&filter[college][_eq]=${here.college}&filter[channel][_eq]=notification&limit=-1`;
		const told = await waitFor('the message', 30_000, async () => {
			const rows = await administrator(server).must<OutboxRow[]>('GET', address);
			return rows.length > 0 ? rows : null;
		});
		expect(new Set(told.map(({ recipient }) => recipient))).toEqual(new Set([group.id, head.id]));
		await new Promise((wake) => setTimeout(wake, 6_000));
		expect(await administrator(server).must<OutboxRow[]>('GET', address)).toHaveLength(2);
	});

	it.each<[string, object, string]>([
		['a post for good', { stand_in: false }, 'GRID_FORBIDDEN'],
		['a stand-in without an end', { ends_on: null }, 'GRID_STRUCTURE'],
		['one for a month', { ends_on: dateIn(ZONE, 30) }, 'GRID_STRUCTURE'],
		['one from tomorrow', { starts_on: dateIn(ZONE, 1), ends_on: dateIn(ZONE, 1) }, 'GRID_STRUCTURE'],
	])('lets the head of a building make no %s', async (_, change, code) => {
		expect((await head.post(`/items/${C.staffAssignments}`, standIn(leader, change))).code).toBe(code);
	});

	it('lets nobody fill but who may, with nobody from elsewhere', async () => {
		const far = await createBuilding(server, { college: here.college });
		const stranger = await createPerson(server, { posts: [{ position: 'unit_leader', grid: far.units[0]?.id ?? 0 }] });
		const farHead = await createPerson(server, { posts: [{ position: 'building_head', grid: far.id }] });
		expect((await head.post(`/items/${C.staffAssignments}`, standIn(stranger))).code).toBe('GRID_FORBIDDEN');
		for (const person of [farHead, leader, floorHead])
			expect((await person.post(`/items/${C.staffAssignments}`, standIn(leader))).code).toBe('GRID_FORBIDDEN');
	});

	it('is filled by the head of the building, and shows the stand-in as one', async () => {
		const answer = await head.post(`/items/${C.staffAssignments}`, standIn(leader));
		expect(answer.code).toBeNull();
		const own = await look(head);
		expect(own.empty.some(({ grid }) => grid === unit(1))).toBe(false);
		expect(own.stand_ins).toMatchObject([{ grid: unit(1), name: leader.name, ends_on: today }]);
	});
});
