import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { ROUTES } from '../../extensions/dormitory-grid/src/constants/routes.ts';
import type { PatrolOverview, PatrolsAnswer, WalkAnswer } from '../../extensions/dormitory-grid/src/types/patrol.ts';
import type {
	ChecklistItemRow,
	FacilityRow,
	PatrolFindingRow,
	PatrolPlanRow,
	PatrolRow,
} from '../../extensions/dormitory-grid/src/types/schema.ts';
import { createClient } from '../setup/client.ts';
import { type Building, createBuilding } from '../setup/fixtures/building.ts';
import { administrator } from '../setup/fixtures/college.ts';
import { waitFor } from '../setup/fixtures/night.ts';
import { createPerson, type Person } from '../setup/fixtures/person.ts';
import { ALL_DAY_PLAN } from '../setup/fixtures/patrol-plans.ts';
import { sendPhoto } from '../setup/fixtures/photos.ts';
import { picture } from '../setup/fixtures/pictures.ts';
import { type SharedServer, sharedServer } from '../setup/test-house.ts';

describe('patrols', () => {
	let server: SharedServer;
	let here: Building;
	let there: Building;
	let group: Person;
	let head: Person;
	let floorHead: Person;
	let leader: Person;
	let neighbour: Person;
	let item: ChecklistItemRow;
	let facility: FacilityRow;

	const unit = (index = 0) => here.units[index] ?? expect.fail('no unit');
	const walk = (given: object = {}) => ({ client_key: randomUUID(), grid: unit().id, ...given });
	const show = async (person: Person) => await person.must<PatrolsAnswer>('GET', ROUTES.patrols);
	const overview = async (person: Person) => await person.must<PatrolOverview>('GET', `${ROUTES.patrols}/overview`);
	const dutyOf = async (person: Person, grid: number) =>
		await waitFor('a walk to be owed', 30_000, async () => {
			const { duties } = await show(person);
			return duties.find((duty) => duty.grid === grid && duty.state === 'owed') ?? null;
		});

	beforeAll(async () => {
		server = await sharedServer();
		[here, there] = await Promise.all([createBuilding(server, { floors: 2 }), createBuilding(server)]);
		group = await createPerson(server, { posts: [{ position: 'working_group', college: here.college }] });
		head = await createPerson(server, { posts: [{ position: 'building_head', grid: here.id }] });
		floorHead = await createPerson(server, { posts: [{ position: 'floor_head', grid: here.floors[0]?.id ?? 0 }] });
		leader = await createPerson(server, { posts: [{ position: 'unit_leader', grid: unit().id }] });
		neighbour = await createPerson(server, { posts: [{ position: 'unit_leader', grid: unit(1).id }] });
		item = await group.must('POST', `/items/${C.checklistItems}`, {
			college: here.college,
			topic: 'hygiene',
			text_zh: '地面整洁',
			text_en: 'Floor clean',
			points: 10,
		});
		facility = await group.must('POST', `/items/${C.facilities}`, {
			code: `M-${here.code}`,
			kind: 'extinguisher',
			grid: here.floors[0]?.id,
			place: '走廊东侧',
			expires_on: '2020-01-01',
			token: 'chosen by hand',
		});
		await group.must('POST', `/items/${C.patrolPlans}`, { ...ALL_DAY_PLAN, college: here.college });
	});

	it('labels of a building’s facilities are printed, without script, by who stands above them', async () => {
		const address = `${ROUTES.patrols}/labels?building=${here.id}`;
		const answer = await group.get(address);
		expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
		expect(answer.headers.get('content-security-policy')).toBe("default-src 'none'; style-src 'unsafe-inline'");
		expect(answer.text.match(/<svg /g)).toHaveLength(1);
		expect(answer.text).toContain(facility.code);
		expect(answer.text).not.toMatch(/<script/i);
		const overview = await group.must<PatrolOverview>('GET', `${ROUTES.patrols}/overview`);
		expect(overview.labels.map(({ id }) => id)).toContain(here.id);
		expect((await head.get(address)).status).toBe(200);
		const posts = [{ position: 'assistant_building_head' as const, grid: there.id }];
		const elsewhere = await createPerson(server, { posts });
		for (const other of [leader, floorHead, neighbour, elsewhere]) expect((await other.get(address)).status).toBe(403);
	});

	it('a facility stands where its grid stands, under a code that nobody chooses', () => {
		expect(facility).toMatchObject({ college: here.college, building: here.id, floor: here.floors[0]?.id, unit: null });
		expect(facility.token).toMatch(/^[\w-]{22}$/);
	});

	it('finds an expired extinguisher: recorded, an issue with its photo, and it rings', async () => {
		const duty = await dutyOf(leader, unit().id);
		const way = await leader.must<WalkAnswer>('GET', `${ROUTES.patrols}/grids/${unit().id}`);
		expect(way.rooms.map(({ room }) => room)).toEqual(unit().rooms.map(({ id }) => id));
		expect(way.items.map(({ id, text }) => [id, text])).toEqual([[item.id, '地面整洁']]);
		expect(way.facilities.map(({ id, token, unfit }) => [id, token, unfit])).toEqual([
			[facility.id, facility.token, true],
		]);
		const [photo, roomPhoto] = [
			await sendPhoto(leader, await picture('jpeg')),
			await sendPhoto(leader, await picture('png')),
		];
		const [room] = unit().rooms;
		const sent = walk({
			duty: duty.id,
			rooms: unit().rooms.map(({ id }) => id),
			findings: [{ item: item.id, room: room?.id, settled: true, photos: [roomPhoto.id] }],
			facilities: [{ facility: facility.id, state: 'good', photos: [photo.id] }],
			note: '已巡',
		});
		const row = await leader.must<PatrolRow>('POST', `/items/${C.patrols}`, sent);
		expect(row).toMatchObject({
			kind: 'on_time',
			patrolled_by: leader.id,
			patrolled_as: 'unit_leader',
			found: 2,
			raised: 1,
		});
		expect(row).toMatchObject({ college: here.college, building: here.id, unit: unit().id });

		const findings = await leader.must<PatrolFindingRow[]>(
			'GET',
			`/items/${C.patrolFindings}?filter[patrol][_eq]=${row.id}&sort=id`,
		);
		// What hangs in the corridor belongs to the floor: its head reads it, the unit leader does not.
		expect(findings.map(({ item: what, settled, points }) => [what, settled, points])).toEqual([[item.id, true, 10]]);
		const all = await floorHead.must<PatrolFindingRow[]>(
			'GET',
			`/items/${C.patrolFindings}?filter[patrol][_eq]=${row.id}&sort=id`,
		);
		const issue = all.find(({ facility: of }) => of === facility.id)?.issue;
		const raised = await floorHead.must<{ kind: string; title: string; origin: string }>(
			'GET',
			`/items/${C.issues}/${issue}`,
		);
		expect(raised).toMatchObject({ kind: 'hazard', category: 'fire', origin: 'patrol' });
		expect(raised.title).toContain(facility.code);
		const seen = async (person: Person, id: string) =>
			(await fetch(`${server.url}${ROUTES.photos}/${id}`, { headers: { authorization: `Bearer ${person.token}` } }))
				.status;
		expect([await seen(floorHead, photo.id), await seen(neighbour, photo.id)]).toEqual([200, 403]);
		expect([
			await seen(floorHead, roomPhoto.id),
			await seen(leader, roomPhoto.id),
			await seen(neighbour, roomPhoto.id),
		]).toEqual([200, 200, 403]);

		for (const keeper of [floorHead, head]) {
			const told = await keeper.must<{ subject: string; message: string }[]>('GET', '/notifications?sort=-id&limit=20');
			expect(told.some(({ message }) => message.includes(facility.code) && message.includes('已过期'))).toBe(true);
		}
		expect((await show(leader)).duties.find(({ id }) => id === duty.id)?.state).toBe('done');
		const after = await leader.must<WalkAnswer>('GET', `${ROUTES.patrols}/grids/${unit().id}`);
		expect(after.rooms.map(({ score }) => score)).toEqual([90, 100]);

		// Sent once more, because the answer was lost: nothing doubles.
		const again = await leader.post(`/items/${C.patrols}`, sent);
		expect([again.status, again.code, again.errors[0]?.extensions['id']]).toEqual([
			409,
			'GRID_ALREADY_RECEIVED',
			row.id,
		]);
	});

	it('whoever stands above sees who has walked and who has not, and what is broken where', async () => {
		const mine = await overview(head);
		const states = new Map(mine.walks.map(({ grid, state }) => [grid, state]));
		expect([...states.keys()].toSorted((a, b) => a - b)).toEqual(
			here.units.map(({ id }) => id).toSorted((a, b) => a - b),
		);
		expect([states.get(unit().id), states.get(unit(1).id)]).toEqual(['done', 'owed']);
		expect(mine.walks.find(({ grid }) => grid === unit().id)?.person).toBe(leader.name);
		expect(mine.unfit).toEqual([
			{ grid: here.floors[0]?.id, code: here.floors[0]?.code, facilities: 1, lost: 0, damaged: 0 },
		]);
		const ofFloor = new Set((await overview(floorHead)).walks.map(({ grid }) => grid));
		expect(ofFloor).toEqual(new Set(here.floors[0]?.units.map(({ id }) => id)));
		expect((await leader.get(`${ROUTES.patrols}/overview`)).code).toBe('GRID_FORBIDDEN');
	});

	it('are walked by whoever answers for the grid or stands above it, and by nobody else', async () => {
		for (const person of [
			neighbour,
			await createPerson(server, { posts: [{ position: 'building_head', grid: there.id }] }),
		])
			expect((await person.post(`/items/${C.patrols}`, walk())).code).toBe('GRID_FORBIDDEN');
		expect((await createClient(server, null).post(`/items/${C.patrols}`, walk())).status).toBe(403);
		for (const person of [floorHead, head]) expect((await person.post(`/items/${C.patrols}`, walk())).status).toBe(200);
		expect((await neighbour.get(`${ROUTES.patrols}/grids/${unit().id}`)).code).toBe('GRID_FORBIDDEN');
		expect((await createClient(server, null).get(ROUTES.patrols)).code).toBe('GRID_FORBIDDEN');
	});

	it('of two at the same moment one settles what was owed, and the other is kept', async () => {
		const duty = await dutyOf(neighbour, unit(1).id);
		const both = await Promise.all(
			[neighbour, head].map(
				async (person) =>
					await person.must<PatrolRow>('POST', `/items/${C.patrols}`, walk({ grid: unit(1).id, duty: duty.id })),
			),
		);
		expect(new Set(both.map(({ kind }) => kind))).toEqual(new Set(['free', 'on_time']));
	});

	it.each<[string, (given: { elsewhere: number }) => object]>([
		['a room of another unit', ({ elsewhere }) => ({ rooms: [elsewhere] })],
		['a finding in another unit', ({ elsewhere }) => ({ findings: [{ room: elsewhere, what: 'x', settled: true }] })],
		['a finding of nothing', () => ({ findings: [{ settled: true }] })],
		['an unknown item', () => ({ findings: [{ item: 999_999, settled: true }] })],
		['an unknown facility', () => ({ facilities: [{ facility: 999_999, state: 'good' }] })],
		['a state that there is not', () => ({ facilities: [{ facility: 1, state: 'fine' }] })],
		['a photo that is not his', () => ({ photos: [randomUUID()] })],
		['a walk that nobody owes', () => ({ duty: 999_999 })],
		['too many findings', () => ({ findings: Array.from({ length: 51 }, () => ({ what: 'x', settled: true })) })],
	])('%s is refused, and nothing is written', async (_, make) => {
		const count = async () =>
			(
				await administrator(server).must<unknown[]>(
					'GET',
					`/items/${C.patrols}?filter[college][_eq]=${here.college}&limit=-1&fields=id`,
				)
			).length;
		const before = await count();
		const answer = await leader.post(
			`/items/${C.patrols}`,
			walk(make({ elsewhere: there.units[0]?.rooms[0]?.id ?? 0 })),
		);
		expect([answer.status, answer.code]).toEqual([400, 'GRID_INVALID_INPUT']);
		expect(await count()).toBe(before);
	});

	it('of one request raise so many issues together, or none of them is written', async () => {
		const count = async () =>
			(
				await administrator(server).must<unknown[]>(
					'GET',
					`/items/${C.issues}?filter[college][_eq]=${here.college}&limit=-1&fields=id`,
				)
			).length;
		const before = await count();
		const findings = Array.from({ length: 50 }, () => ({ what: '坏', settled: false }));
		const answer = await neighbour.post(
			`/items/${C.patrols}`,
			Array.from({ length: 20 }, () => walk({ grid: unit(1).id, findings })),
		);
		expect([answer.status, answer.code]).toEqual([409, 'GRID_TOO_MANY']);
		expect(answer.errors[0]?.message).toContain('250');
		expect(await count()).toBe(before);
	});

	it('are planned by a working group for its own college alone, and only what can be', async () => {
		const plan = { ...ALL_DAY_PLAN, college: here.college };
		const other = await createPerson(server, { posts: [{ position: 'working_group', college: there.college }] });
		expect((await other.post(`/items/${C.patrolPlans}`, plan)).code).toBe('GRID_FORBIDDEN');
		expect((await other.post(`/items/${C.facilities}`, { code: 'x', kind: 'other', grid: here.id })).code).toBe(
			'GRID_FORBIDDEN',
		);
		expect(
			(await other.post(`/items/${C.checklistItems}`, { college: here.college, topic: 'fire', text_zh: 'x' })).code,
		).toBe('GRID_FORBIDDEN');
		expect((await group.post(`/items/${C.patrolPlans}`, { ...plan, times: ['9'] })).code).toBe('GRID_INVALID_INPUT');
		expect((await group.post(`/items/${C.patrolPlans}`, { ...plan, root: there.id })).code).toBe('GRID_INVALID_INPUT');
		const made = await group.must<PatrolPlanRow>('POST', `/items/${C.patrolPlans}`, { ...plan, active: false });
		expect((await group.patch(`/items/${C.patrolPlans}/${made.id}`, { rhythm: 'weekly' })).code).toBe(
			'GRID_INVALID_INPUT',
		);
		expect((await group.patch(`/items/${C.patrolPlans}/${made.id}`, { rhythm: 'weekly', weekday: 3 })).status).toBe(
			200,
		);
		const period = { college: here.college, name: '国庆', starts_on: '2090-10-07', ends_on: '2090-10-01' };
		expect((await group.post(`/items/${C.sensitivePeriods}`, period)).code).toBe('GRID_INVALID_INPUT');
		expect((await group.post(`/items/${C.sensitivePeriods}`, { ...period, ends_on: '2090-10-09' })).status).toBe(200);
		expect((await leader.post(`/items/${C.patrolPlans}`, plan)).status).toBe(403);
	});
});
