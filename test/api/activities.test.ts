import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { ROUTES } from '../../extensions/dormitory-grid/src/constants/routes.ts';
import { addDays, dateAt } from '../../extensions/dormitory-grid/src/domain/calendar.ts';
import type { ActivitiesAnswer, CallableAnswer } from '../../extensions/dormitory-grid/src/types/activity.ts';
import type {
	ActivityPeopleRow,
	ActivityResultRow,
	ActivityRow,
	ActivityRuleRow,
} from '../../extensions/dormitory-grid/src/types/schema.ts';
import { createTerm, inHours } from '../setup/fixtures/activities.ts';
import { type Building, createBuilding } from '../setup/fixtures/building.ts';
import { administrator } from '../setup/fixtures/college.ts';
import { assign, createPerson, type Person } from '../setup/fixtures/person.ts';
import { sendPhoto } from '../setup/fixtures/photos.ts';
import { picture } from '../setup/fixtures/pictures.ts';
import { type SharedServer, sharedServer } from '../setup/test-house.ts';

const today = dateAt(new Date(), 'Asia/Shanghai');

describe('activities', () => {
	let server: SharedServer;
	let here: Building;
	let there: Building;
	let term: number;
	let group: Person;
	let head: Person;
	let floorHead: Person;
	let leader: Person;
	let former: Person;
	let stranger: Person;

	const floor = () => here.floors[0]?.id ?? 0;
	const unit = () => here.units[0]?.id ?? 0;
	const activity = (given: object = {}) => ({
		client_key: randomUUID(),
		grid: here.id,
		kind: 'meeting',
		title: '十一月楼栋例会',
		held_at: inHours(-2),
		called: [floorHead.id, leader.id],
		...given,
	});
	const call = async (person: Person, given: object = {}) =>
		await person.post(`/items/${C.activities}`, activity(given));
	const called = async (person: Person, given: object = {}) =>
		await person.must<ActivityRow>('POST', `/items/${C.activities}`, activity(given));
	const close = async (person: Person, id: string, given: object = {}) =>
		await person.post<ActivityResultRow>(`/items/${C.activityResults}`, {
			client_key: randomUUID(),
			activity: id,
			outcome: 'held',
			decided: '每周一检查消防通道',
			came: [leader.id],
			...given,
		});
	const refused = (answer: {
		status: number;
		code: string | null;
		errors: readonly { extensions: Record<string, unknown> }[];
	}) => [answer.status, answer.code, answer.errors[0]?.extensions['reason']];
	const show = async (person: Person) => await person.must<ActivitiesAnswer>('GET', ROUTES.activities);
	const owed = async (person: Person, grid: number, kind: string) =>
		(await show(person)).owed.find((line) => line.grid === grid && line.kind === kind);

	beforeAll(async () => {
		server = await sharedServer();
		[here, there] = await Promise.all([createBuilding(server, { floors: 2 }), createBuilding(server)]);
		group = await createPerson(server, { posts: [{ position: 'working_group', college: here.college }] });
		head = await createPerson(server, { posts: [{ position: 'building_head', grid: here.id }] });
		floorHead = await createPerson(server, { posts: [{ position: 'floor_head', grid: floor() }] });
		leader = await createPerson(server, { posts: [{ position: 'unit_leader', grid: unit() }], language: 'en-US' });
		former = await createPerson(server);
		await assign(server, former.id, {
			position: 'unit_leader',
			grid: here.units[1]?.id ?? 0,
			starts_on: addDays(today, -30),
			ends_on: addDays(today, -10),
		});
		stranger = await createPerson(server, { posts: [{ position: 'building_head', grid: there.id }] });
		term = await createTerm(group, here.college);
		for (const [kind, level, per_term] of [
			['meeting', 1, 4],
			['education', 2, 2],
		] as const)
			await group.must('POST', `/items/${C.activityRules}`, { college: here.college, kind, level, per_term });
	});

	it('a meeting is called, those called are told, and its outcome says who came and what was decided', async () => {
		const before = await owed(head, here.id, 'meeting');
		const sent = activity({ held_at: inHours(2), place: '一楼会议室', note: '讨论冬季防火' });
		const row = await head.must<ActivityRow>('POST', `/items/${C.activities}`, sent);
		expect(row).toMatchObject({ held_by: head.id, held_as: 'building_head', term, building: here.id, floor: null });
		for (const [person, words] of [
			[floorHead, '一楼会议室'],
			[leader, 'calls you to'],
		] as const) {
			const told = await person.must<{ message: string }[]>('GET', '/notifications?sort=-id&limit=5');
			expect(told.filter(({ message }) => message.includes(words))).toHaveLength(1);
		}
		const again = await head.post(`/items/${C.activities}`, sent);
		expect([again.status, again.code, again.errors[0]?.extensions['id']]).toEqual([
			409,
			'GRID_ALREADY_RECEIVED',
			row.id,
		]);
		expect(await owed(head, here.id, 'meeting')).toMatchObject({ planned: (before?.planned ?? 0) + 1, missing: 4 });
		expect(refused(await close(head, row.id))).toEqual([409, 'GRID_ACTIVITY', 'early']);
		// One key for an outcome and for an activity that comes with one: each is itself.
		const culture = { kind: 'culture', title: '宿舍文化节', called: [] };
		const other = await called(head, { ...culture, held_at: inHours(3) });
		const client_key = randomUUID();
		expect((await close(head, other.id, { client_key, outcome: 'cancelled', note: '改期' })).status).toBe(200);
		const whole = { ...culture, client_key, outcome: { outcome: 'held' } };
		expect((await call(head, whole)).status).toBe(200);

		// The leader sees that he is called, and no more; he reads no row of it.
		const [seen] = (await show(leader)).activities.filter(({ id }) => id === row.id);
		expect(seen).toMatchObject({ mine: false, invited: true, called: 2, place: '一楼会议室' });
		expect(seen?.people.map(({ person }) => person)).toEqual([leader.id]);
		expect((await leader.get(`/items/${C.activities}/${row.id}`)).status).toBe(403);

		const reason = { outcome: 'cancelled', decided: null, came: null };
		expect(refused(await close(head, row.id, reason))).toEqual([409, 'GRID_ACTIVITY', 'reason']);
		expect((await close(head, row.id, { ...reason, note: '改为下周' })).status).toBe(200);
		const told = await leader.must<{ message: string }[]>('GET', '/notifications?sort=-id&limit=5');
		expect(told.filter(({ message }) => message.includes('改为下周'))).toHaveLength(1);
		expect(await owed(head, here.id, 'meeting')).toEqual(before);
	});

	it('what has been held counts, with who came and its photos, read by whoever reads the row', async () => {
		const row = await called(head);
		expect(refused(await close(head, row.id, { decided: ' ' }))).toEqual([409, 'GRID_ACTIVITY', 'decided']);
		expect(refused(await close(head, row.id, { came: [stranger.id] }))).toEqual([409, 'GRID_ACTIVITY', 'not_called']);
		const photo = await sendPhoto(head, await picture('jpeg'));
		const before = await owed(group, here.id, 'meeting');
		const sent = { client_key: randomUUID(), photos: [photo.id] };
		const closed = await close(head, row.id, sent);
		expect(closed.data).toMatchObject({ called_count: 2, came_count: 1, recorded_by: head.id, building: here.id });
		const people = await head.must<ActivityPeopleRow[]>(
			'GET',
			`/items/${C.activityPeople}?filter[activity][_eq]=${row.id}&sort=id`,
		);
		expect(people.map(({ person, position, came }) => [person, position, came])).toEqual([
			[floorHead.id, 'floor_head', false],
			[leader.id, 'unit_leader', true],
		]);
		expect(await owed(group, here.id, 'meeting')).toMatchObject({
			owed: 4,
			held: (before?.held ?? 0) + 1,
			missing: (before?.missing ?? 0) - 1,
		});
		expect((await close(head, row.id, sent)).code).toBe('GRID_ALREADY_RECEIVED');
		expect(refused(await close(group, row.id))).toEqual([409, 'GRID_ACTIVITY', 'closed']);
		const seen = async (person: Person) =>
			(
				await fetch(`${server.url}${ROUTES.photos}/${photo.id}`, {
					headers: { authorization: `Bearer ${person.token}` },
				})
			).status;
		expect([await seen(group), await seen(floorHead), await seen(stranger)]).toEqual([200, 403, 403]);
		expect((await show(group)).activities.find(({ id }) => id === row.id)?.photos).toEqual([photo.id]);
		expect((await show(floorHead)).activities.find(({ id }) => id === row.id)?.photos).toEqual([]);
	});

	it('of two who record an outcome at the same moment one wins, and the other is told', async () => {
		const row = await called(head);
		const answers = await Promise.all([close(head, row.id), close(group, row.id)]);
		expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
		expect(refused(answers.find(({ status }) => status !== 200) ?? expect.fail('both won'))).toEqual([
			409,
			'GRID_ACTIVITY',
			'closed',
		]);
		const results = await group.must<unknown[]>('GET', `/items/${C.activityResults}?filter[activity][_eq]=${row.id}`);
		expect(results).toHaveLength(1);
	});

	it('is written down afterwards in one go, with its outcome', async () => {
		const education = { grid: floor(), kind: 'education', title: '防诈骗讲座', called: null };
		const before = await owed(floorHead, floor(), 'education');
		const row = await called(floorHead, { ...education, outcome: { outcome: 'held', students: 40 } });
		expect(row).toMatchObject({ floor: floor(), building: here.id, held_as: 'floor_head' });
		const [seen] = (await show(head)).activities.filter(({ id }) => id === row.id);
		expect(seen).toMatchObject({ outcome: 'held', students: 40, called: 0, mine: true });
		expect(await owed(floorHead, floor(), 'education')).toMatchObject({ owed: 2, held: (before?.held ?? 0) + 1 });
		const early = { ...education, held_at: inHours(3), outcome: { outcome: 'held' } };
		expect(refused(await call(floorHead, early))).toEqual([409, 'GRID_ACTIVITY', 'early']);
	});

	it('pushes none out of reach: older ones are there for whoever asks for more', async () => {
		const list = async (limit: number | string) =>
			await head.get<ActivitiesAnswer>(`${ROUTES.activities}?limit=${limit}`);
		await called(head, { held_at: inHours(-1), title: '后一次' });
		const one = (await list(1)).data;
		const two = (await list(2)).data;
		expect([one.activities.length, one.more, two.activities.length]).toEqual([1, true, 2]);
		expect(two.activities[0]).toEqual(one.activities[0]);
		const all = await show(head);
		expect([all.more, all.activities.slice(0, 2)]).toEqual([false, two.activities]);
		for (const wrong of ['0', '-1', 'all']) expect((await list(wrong)).status).toBe(400);
	});

	it('is held by whoever answers for the grid or stands above it, of a kind that its level holds', async () => {
		expect((await call(stranger)).code).toBe('GRID_FORBIDDEN');
		expect((await call(leader)).code).toBe('GRID_FORBIDDEN');
		expect((await call(former, { grid: here.units[1]?.id, kind: 'education', called: null })).status).toBe(403);
		expect(refused(await call(floorHead, { grid: floor() }))).toEqual([409, 'GRID_ACTIVITY', 'level']);
		expect(refused(await call(leader, { grid: unit(), kind: 'culture' }))).toEqual([409, 'GRID_ACTIVITY', 'level']);
		expect(await called(group, { grid: unit(), kind: 'education', called: [leader.id] })).toMatchObject({
			held_as: 'working_group',
			unit: unit(),
		});
		const own = await called(head, { kind: 'education', called: null });
		expect((await close(leader, own.id, { came: null })).code).toBe('GRID_FORBIDDEN');
		expect((await close(stranger, own.id, { came: null })).code).toBe('GRID_FORBIDDEN');
		expect((await close(group, own.id, { came: null })).status).toBe(200);
	});

	it('calls whoever is on post there that day, and nobody else', async () => {
		const then = { held_at: inHours(-20 * 24) };
		expect((await call(head, { ...then, called: [former.id] })).status).toBe(200);
		expect(refused(await call(head, { called: [former.id] }))).toEqual([409, 'GRID_ACTIVITY', 'not_on_post']);
		expect(refused(await call(head, { called: [stranger.id, leader.id] }))).toEqual([
			409,
			'GRID_ACTIVITY',
			'not_on_post',
		]);
		expect(refused(await call(head, { called: [head.id] }))).toEqual([409, 'GRID_ACTIVITY', 'nobody_below']);
		const ask = async (person: Person, on: string) =>
			await person.get<CallableAnswer>(`${ROUTES.activities}/people?grid=${here.id}&on=${on}`);
		const ids = (answer: { data: CallableAnswer }) => answer.data.people.map(({ person }) => person);
		expect(ids(await ask(head, today))).toEqual([head.id, floorHead.id, leader.id]);
		expect(ids(await ask(head, addDays(today, -20)))).toContain(former.id);
		expect((await ask(stranger, today)).status).toBe(403);
		expect((await ask(head, 'tomorrow')).code).toBe('GRID_INVALID_INPUT');
	});

	it('lies within a term of the college', async () => {
		expect(refused(await call(head, { held_at: inHours(-100 * 24) }))).toEqual([409, 'GRID_ACTIVITY', 'no_term']);
		expect(refused(await call(head, { held_at: inHours(100 * 24) }))).toEqual([409, 'GRID_ACTIVITY', 'no_term']);
		await group.must('POST', `/items/${C.terms}`, {
			college: here.college,
			name: '上学期',
			starts_on: addDays(today, -200),
			ends_on: addDays(today, -100),
		});
		expect(refused(await call(head, { held_at: inHours(-101 * 24), called: [leader.id] }))).toEqual([
			409,
			'GRID_ACTIVITY',
			'over',
		]);
	});

	it.each([
		[{ title: ' ' }, 'title'],
		[{ held_at: 'soon' }, 'held_at'],
		[{ kind: 'party' }, 'kind'],
		[{ called: ['x'] }, 'called'],
		[{ outcome: { outcome: 'maybe' } }, 'outcome'],
		[{ client_key: 'short' }, 'client_key'],
	])('refuses %j by name', async (given, field) => {
		const answer = await call(head, given);
		expect([answer.status, answer.code]).toEqual([400, 'GRID_INVALID_INPUT']);
		expect(JSON.stringify(answer.errors[0]?.extensions)).toContain(field);
	});

	it('what is owed is set by the working group for its own college, for levels that hold it', async () => {
		const rule = (given: object = {}) => ({ college: here.college, kind: 'culture', level: 2, per_term: 1, ...given });
		const set = async (person: Person, given: object) => await person.post(`/items/${C.activityRules}`, rule(given));
		expect((await set(group, { college: there.college })).code).toBe('GRID_FORBIDDEN');
		expect((await set(group, { level: 3 })).code).toBe('GRID_INVALID_INPUT');
		expect((await set(group, { per_term: -1 })).code).toBe('GRID_INVALID_INPUT');
		expect((await set(head, {})).status).toBe(403);
		const { id } = await group.must<ActivityRuleRow>('POST', `/items/${C.activityRules}`, rule());
		expect((await set(group, {})).status).toBe(400);
		expect((await owed(group, floor(), 'culture'))?.missing).toBe(1);
		await group.must('PATCH', `/items/${C.activityRules}/${id}`, { per_term: 3 });
		expect((await owed(group, floor(), 'culture'))?.missing).toBe(3);
		const far = await administrator(server).post<ActivityRuleRow>(
			`/items/${C.activityRules}`,
			rule({ college: there.college }),
		);
		expect((await group.patch(`/items/${C.activityRules}/${far.data.id}`, { per_term: 9 })).status).toBe(403);
		await group.must('PATCH', `/items/${C.activityRules}/${id}`, { active: false });
		expect(await owed(group, floor(), 'culture')).toBeUndefined();
	});

	it('a part of a term owes a part, and each sees what is owed on his grids and below', async () => {
		await group.must('PATCH', `/items/${C.grids}/${here.floors[1]?.id}`, { in_service_from: today });
		expect((await owed(head, here.floors[1]?.id ?? 0, 'education'))?.owed).toBe(1);
		const grids = new Set((await show(floorHead)).owed.map(({ grid }) => grid));
		expect([grids.has(floor()), grids.has(here.id), grids.has(here.floors[1]?.id ?? 0)]).toEqual([true, false, false]);
		expect((await show(head)).owed.find(({ grid }) => grid === floor())?.staff).toEqual([floorHead.name]);
	});
});
