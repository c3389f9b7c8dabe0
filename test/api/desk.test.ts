import { beforeAll, describe, expect, it } from 'vitest';
import { ROUTES } from '../../extensions/dormitory-grid/src/constants/routes.ts';
import type {
	CounsellorAnswer,
	StudentNightsAnswer,
} from '../../extensions/dormitory-grid/src/types/api-counsellor.ts';
import type { DeskAnswer, DeskUnitAnswer, ReplayAnswer } from '../../extensions/dormitory-grid/src/types/api-desk.ts';
import { type Building, createBuilding } from '../setup/fixtures/building.ts';
import { createRehearsal, submit, unitReport, waitForNight } from '../setup/fixtures/night.ts';
import { createPerson, type Person } from '../setup/fixtures/person.ts';
import { type SharedServer, sharedServer } from '../setup/test-house.ts';
import { createClient } from '../setup/client.ts';

/** Who is told what by the counsellor's page, the desk, the replay and a student's nights, over HTTP. */
describe('the counsellor’s page and the desk', () => {
	let server: SharedServer;
	let building: Building;
	let night: number;
	let group: Person;
	let foreign: Person;
	let leaders: Person[];
	let head: Person;

	const unit = (index: number) => building.units[index] ?? expect.fail('no unit');
	const resident = (index: number, bed: number) => unit(index).rooms[0]?.residents[bed] ?? expect.fail('no resident');
	const counsellor = (index: number) => building.counsellors[index] ?? expect.fail('no counsellor');
	const refused = [403, 'GRID_FORBIDDEN'];

	beforeAll(async () => {
		server = await sharedServer();
		building = await createBuilding(server, { floors: 2, unitsPerFloor: 2, departments: 2 });
		group = await createPerson(server, { posts: [{ position: 'working_group', college: building.college }] });
		const elsewhere = await createBuilding(server);
		foreign = await createPerson(server, { posts: [{ position: 'working_group', college: elsewhere.college }] });
		head = await createPerson(server, { posts: [{ position: 'building_head', grid: building.id }] });
		leaders = [];
		for (const { id } of building.units)
			leaders.push(await createPerson(server, { posts: [{ position: 'unit_leader', grid: id }] }));
		const rehearsal = await createRehearsal(group, { root: building.id, closesIn: 600 });
		night = (await waitForNight(server, { rehearsal: rehearsal.id }, 'open')).id;
		const absences = { [resident(0, 0).id]: 'not_returned', [resident(0, 1).id]: 'late_return' } as const;
		const { status, text } = await submit(leaders[0] ?? expect.fail(), unitReport(night, unit(0), absences));
		if (status !== 200) throw new Error(text);
	});

	it('tell a counsellor of his own students and of nobody else’s', async () => {
		for (const index of [0, 1]) {
			const { status, data } = await counsellor(index).get<CounsellorAnswer>(ROUTES.counsellor);
			const own = [resident(0, 0), resident(0, 1)].filter((one) => one.counsellor === counsellor(index).id);
			expect([status, data.night?.id, data.students.map((one) => one.student)]).toEqual([
				200,
				night,
				own.map(({ id }) => id),
			]);
			expect([data.expected, data.gaps.length]).toEqual([12, 3]);
			expect(data.reported).toBe(3);
		}
	});

	it('refuse the counsellor’s page to everybody else, and to strangers', async () => {
		for (const person of [group, head, ...leaders, foreign, createClient(server, null)]) {
			const answer = await person.get(`${ROUTES.counsellor}?night=${night}`);
			expect([answer.status, answer.code]).toEqual(refused);
		}
	});

	it('answer 304 while nothing but the clock has moved', async () => {
		for (const [person, route] of [
			[counsellor(0), ROUTES.counsellor],
			[group, ROUTES.desk],
			[group, `${ROUTES.replay}?night=${night}`],
		] as const) {
			const first = await person.get(route);
			const tag = first.headers.get('etag') ?? '';
			const second = await person.request('GET', route, undefined, { 'if-none-match': tag });
			expect([first.status, second.status, second.text]).toEqual([200, 304, '']);
			expect(first.headers.get('cache-control')).toBe('private, no-store');
		}
	});

	it('show the working group who is silent, how complete and how punctual the night is', async () => {
		const { status, data } = await group.get<DeskAnswer>(ROUTES.desk);
		expect(status).toBe(200);
		expect(data.rate).toEqual({ owed: 4, reported: 1, on_time: 1 });
		expect(data.silent_count).toBe(3);
		expect(data.silent.filter(({ level }) => level === 3).map(({ grid }) => grid)).toEqual(
			[1, 2, 3].map((index) => unit(index).id),
		);
		expect(data.silent[0]?.responsible).toEqual({ name: leaders[1]?.name, phone: '027-0000-0001' });
		expect(data.buildings).toMatchObject([{ id: building.id, rate: data.rate, floors: 2, floors_signed: 0 }]);
		expect(data.departments.map(({ rate }) => [rate.owed, rate.reported])).toEqual([
			[12, 3],
			[12, 3],
		]);
		expect(data.timeline.map(({ kind }) => kind)).toContain('report');
		const drilled = await group.get<DeskUnitAnswer>(`${ROUTES.desk}/units/${unit(0).id}?night=${night}`);
		expect(drilled.data.reports).toMatchObject([{ number: 1, reporter: leaders[0]?.name, state: 'on_time' }]);
		expect(drilled.data.reports[0]?.entries.map(({ student, kind }) => [student, kind])).toEqual([
			[resident(0, 0).id, 'not_returned'],
			[resident(0, 1).id, 'late_return'],
		]);
	});

	it('replay the night to the working group', async () => {
		const { status, data } = await group.get<ReplayAnswer>(`${ROUTES.replay}?night=${night}`);
		expect([status, data.units.map(({ code }) => code)]).toEqual([200, building.units.map(({ code }) => code)]);
		const told = data.events.filter(({ kind }) => kind === 'opened' || kind === 'report');
		expect(told.map(({ kind, code, person }) => [kind, code, person])).toEqual([
			['opened', undefined, undefined],
			['report', unit(0).code, leaders[0]?.name],
		]);
	});

	it('refuse desk, unit and replay to everybody but the college’s own working group', async () => {
		const routes = [
			`${ROUTES.desk}?night=${night}`,
			`${ROUTES.desk}/units/${unit(0).id}?night=${night}`,
			`${ROUTES.replay}?night=${night}`,
		];
		for (const person of [counsellor(0), head, ...leaders, createClient(server, null)]) {
			for (const route of routes) {
				const answer = await person.get(route);
				expect([route, answer.status, answer.code]).toEqual([route, ...refused]);
			}
		}
		const [desk = '', ...others] = routes;
		// A working group has a desk; a night of another college is not on it.
		expect((await foreign.get<DeskAnswer>(desk)).data).toMatchObject({ night: null, silent: [], buildings: [] });
		for (const route of others) {
			const answer = await foreign.get(route);
			expect([answer.status, answer.code]).toEqual(refused);
		}
	});

	it('tell a student’s nights to his counsellor, his leaders and the working group, and to nobody else', async () => {
		const student = resident(0, 0);
		const route = `${ROUTES.students}/${student.id}/nights`;
		const own = building.counsellors.find(({ id }) => id === student.counsellor) ?? expect.fail();
		const other = building.counsellors.find(({ id }) => id !== student.counsellor) ?? expect.fail();
		for (const person of [own, group, head, leaders[0] ?? expect.fail()]) {
			const { status, data } = await person.get<StudentNightsAnswer>(route);
			// Rehearsals are no nights of his.
			expect([status, data.student.name, data.nights]).toEqual([200, student.name, []]);
		}
		for (const person of [other, foreign, leaders[1] ?? expect.fail(), createClient(server, null)]) {
			const answer = await person.get(route);
			expect([answer.status, answer.code]).toEqual(refused);
		}
		const unknown = await own.get(`${ROUTES.students}/99999999/nights`);
		expect([unknown.status, unknown.code]).toEqual(refused);
	});

	it('say by name which part of a question is wrong', async () => {
		for (const [person, route] of [
			[counsellor(0), `${ROUTES.counsellor}?night=tonight`],
			[group, `${ROUTES.replay}`],
			[group, `${ROUTES.desk}/units/${unit(0).id}`],
			[group, `${ROUTES.students}/x/nights`],
		] as const) {
			const answer = await person.get(route);
			expect([answer.status, answer.code]).toEqual([400, 'GRID_INVALID_INPUT']);
		}
	});
});
