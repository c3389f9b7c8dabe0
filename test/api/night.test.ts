import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import type { EditionContent } from '../../extensions/dormitory-grid/src/types/api-editions.ts';
import type { HierarchyAnswer, TonightAnswer } from '../../extensions/dormitory-grid/src/types/api.ts';
import type {
	NightEditionRow,
	NightEntryRow,
	NightReportRow,
	NightRow,
	NightSubmissionRow,
	NightSummaryRow,
} from '../../extensions/dormitory-grid/src/types/schema.ts';
import { type Building, createBuilding } from '../setup/fixtures/building.ts';
import { createRehearsal, signOn, submit, unitReport, waitFor, waitForNight } from '../setup/fixtures/night.ts';
import { createPerson, type Person } from '../setup/fixtures/person.ts';
import { type SharedServer, sharedServer } from '../setup/test-house.ts';

/** One rehearsal from the first report to the edition after the last, as each person sees it. */
describe('a night', () => {
	let server: SharedServer;
	let building: Building;
	let night: NightRow;
	let group: Person;
	let leaders: Person[];
	let floorHead: Person;
	let head: Person;

	const unit = (index: number) => building.units[index] ?? expect.fail(`no unit ${index}`);
	const resident = (index: number, room = 0, bed = 0) =>
		unit(index).rooms[room]?.residents[bed] ?? expect.fail('no resident');
	const reports = async (who: Person, fields: string) =>
		(
			await who.get<NightReportRow[]>(
				`/items/${C.nightReports}?filter[night][_eq]=${night.id}&sort=id&fields=${fields}`,
			)
		).data;
	const editions = async (who: Person) =>
		(await who.get<NightEditionRow[]>(`/items/${C.nightEditions}?filter[night][_eq]=${night.id}&sort=id`)).data;
	const contents = (edition: NightEditionRow | undefined) => edition?.content as EditionContent;

	beforeAll(async () => {
		server = await sharedServer();
		building = await createBuilding(server, { floors: 2, unitsPerFloor: 2, departments: 2 });
		group = await createPerson(server, { posts: [{ position: 'working_group', college: building.college }] });
		leaders = await Promise.all(
			building.units.map(
				async ({ id }) => await createPerson(server, { posts: [{ position: 'unit_leader', grid: id }] }),
			),
		);
		floorHead = await createPerson(server, { posts: [{ position: 'floor_head', grid: building.floors[0]?.id ?? 0 }] });
		head = await createPerson(server, { posts: [{ position: 'building_head', grid: building.id }] });
		const rehearsal = await createRehearsal(group, { root: building.id, closesIn: 30 });
		night = await waitForNight(server, { rehearsal: rehearsal.id }, 'open');
	});

	it('freezes the whole tree below its root, each level with its own minute', async () => {
		const rows = await reports(group, 'level,state,residents,due_at');
		expect(rows.map((row) => row.level).toSorted((a, b) => a - b)).toEqual([1, 2, 2, 3, 3, 3, 3]);
		expect(rows.every((row) => row.state === 'due')).toBe(true);
		expect(rows.find((row) => row.level === 1)?.residents).toBe(building.residents.length);
		expect(new Set(rows.map((row) => `${row.level} ${row.due_at}`)).size).toBe(3);
	});

	it('gives a leader his own unit and nothing else', async () => {
		const { data } = await leaders[0]!.get<TonightAnswer>('/grid/api/tonight');
		expect(data.mine.map((grid) => grid.grid)).toEqual([unit(0).id]);
		expect(data.below).toEqual([]);
		expect(
			data.units[0]?.rooms.flatMap((room) => room.residents.map((one) => one.student)).toSorted((a, b) => a - b),
		).toEqual(
			unit(0)
				.rooms.flatMap((room) => room.residents.map((one) => one.id))
				.toSorted((a, b) => a - b),
		);
		expect(await reports(leaders[0]!, 'grid')).toEqual([{ grid: unit(0).id }]);
	});

	it('takes a report with its names, by REST', async () => {
		const answer = await submit(
			leaders[0]!,
			unitReport(night.id, unit(0), { [resident(0).id]: 'not_returned', [resident(0, 1, 1).id]: 'late_return' }),
		);
		expect(answer.status).toBe(200);
		expect(answer.data).toMatchObject({
			received_state: 'on_time',
			number: 1,
			on_behalf: false,
			reported_as: 'unit_leader',
			not_returned: 1,
			late_return: 1,
		});
		const { data } = await leaders[0]!.get<NightEntryRow[]>(
			`/items/${C.nightEntries}?filter[night][_eq]=${night.id}&fields=student,kind&sort=kind`,
		);
		expect(data).toEqual([
			{ student: resident(0, 1, 1).id, kind: 'late_return' },
			{ student: resident(0).id, kind: 'not_returned' },
		]);
	});

	it('takes a report by GraphQL through the same door', async () => {
		const data = unitReport(night.id, unit(1), { [resident(1).id]: 'on_leave' });
		const answer = await leaders[1]!.graphql<{ create_night_submissions_item: NightSubmissionRow }>(
			`mutation ($data: create_night_submissions_input!) { create_night_submissions_item(data: $data) { id received_state present } }`,
			{ data },
		);
		expect(answer.code).toBeNull();
		expect(answer.data.create_night_submissions_item).toMatchObject({ received_state: 'on_time', present: 5 });
	});

	it('shows a floor its silent units first, and lets it sign on once it has seen them', async () => {
		const { data } = await floorHead.get<TonightAnswer>('/grid/api/tonight');
		expect(data.mine[0]?.report).toMatchObject({
			units_expected: 2,
			units_silent: 0,
			counts: { residents: 12, present: 9 },
		});
		expect((await submit(floorHead, signOn(night.id, { id: building.floors[0]?.id ?? 0 }))).status).toBe(200);
		const unseen = await submit(head, signOn(night.id, building));
		expect([unseen.status, unseen.code]).toEqual([409, 'GRID_GAPS_UNSEEN']);
		expect((await submit(head, signOn(night.id, building, [building.floors[1]?.id ?? 0]))).status).toBe(200);
	});

	it('lets whoever stands above report for a silent unit, visibly', async () => {
		const answer = await submit(head, unitReport(night.id, unit(2), { [resident(2).id]: 'not_returned' }));
		expect(answer.data).toMatchObject({ on_behalf: true, reported_as: 'building_head' });
	});

	it('corrects with a reason and keeps both reports', async () => {
		const answer = await submit(leaders[0]!, {
			...unitReport(night.id, unit(0), { [resident(0).id]: 'not_returned' }),
			reason: '点错了',
		});
		expect(answer.data).toMatchObject({ number: 2, received_state: 'on_time' });
		const { data } = await leaders[0]!.get<NightSubmissionRow[]>(
			`/items/${C.nightSubmissions}?filter[night][_eq]=${night.id}&sort=number&fields=number,late_return,reason`,
		);
		expect(data).toEqual([
			{ number: 1, late_return: 1, reason: null },
			{ number: 2, late_return: 0, reason: '点错了' },
		]);
	});

	it('closes on time with the gap named, and both ways to sum agree', async () => {
		await waitForNight(server, { id: night.id }, 'closed');
		const rows = await reports(group, 'grid,level,state,units_silent,present,not_returned,on_leave');
		expect(rows.filter((row) => row.level === 3).map((row) => row.state)).toEqual([
			'on_time',
			'on_time',
			'on_time',
			'missing',
		]);
		expect(rows.find((row) => row.level === 1)).toMatchObject({ units_silent: 1, not_returned: 2, on_leave: 1 });
		const { data } = await group.get<NightSummaryRow[]>(`/items/${C.nightSummaries}?filter[night][_eq]=${night.id}`);
		expect(data).toMatchObject([
			{
				units_expected: 4,
				units_on_time: 3,
				units_missing: 1,
				residents: 24,
				not_returned: 2,
				on_leave: 1,
				unaccounted: 6,
				sums_agree: true,
			},
		]);
		const { data: board } = await group.get<HierarchyAnswer>(`/grid/api/hierarchy?night=${night.id}`);
		expect(board.totals.units).toEqual({ due: 0, on_time: 3, late: 0, missing: 1, none: 0 });
	});

	it('gives every counsellor exactly his own names and the gap that could hide one', async () => {
		for (const counsellor of building.counsellors) {
			const own = building.residents.filter((one) => one.counsellor === counsellor.id).map((one) => one.id);
			const named = [resident(0).id, resident(1).id, resident(2).id].filter((id) => own.includes(id));
			const [edition, ...more] = await editions(counsellor);
			expect(more).toEqual([]);
			expect(edition?.number).toBe(1);
			expect(
				contents(edition)
					.students.map((student) => student.student)
					.toSorted((a, b) => a - b),
			).toEqual(named.toSorted((a, b) => a - b));
			expect(contents(edition).gaps).toMatchObject([
				{ grid: unit(3).id, students: 3, responsible_name: leaders[3]!.name },
			]);
			const { data: inbox } = await counsellor.get<{ subject: string }[]>('/notifications?fields=subject');
			expect(inbox.filter((message) => message.subject.includes(night.date))).toHaveLength(1);
		}
	});

	it('keeps a counsellor from every other counsellor’s students, by REST and GraphQL', async () => {
		const named = building.counsellors.find((one) => one.id === resident(0).counsellor) ?? expect.fail('no counsellor');
		const own = building.residents.filter((one) => one.counsellor === named.id).map((one) => one.id);
		const { data } = await named.get<NightEntryRow[]>(`/items/${C.nightEntries}?limit=-1`);
		expect(data.length).toBeGreaterThan(0);
		expect(data.every((entry) => own.includes(entry.student))).toBe(true);
		const graph = await named.graphql<{ night_entries: { student: { id: string } }[] }>(
			`{ night_entries(limit: -1) { student { id } } }`,
		);
		expect(graph.data.night_entries.map((entry) => Number(entry.student.id)).toSorted((a, b) => a - b)).toEqual(
			data.map((entry) => entry.student).toSorted((a, b) => a - b),
		);
	});

	it('takes a late report with a reason, and tells only the counsellors whose list has changed', async () => {
		const before = await Promise.all(building.counsellors.map(async (one) => (await editions(one)).length));
		expect(before).toEqual([1, 1]);
		const late = unitReport(night.id, unit(3), { [resident(3).id]: 'not_returned' });
		expect((await submit(leaders[3]!, late)).code).toBe('GRID_REASON_REQUIRED');
		expect((await submit(leaders[3]!, { ...late, reason: '停电' })).data).toMatchObject({ received_state: 'late' });
		const changed = await waitFor('the second editions', 30_000, async () => {
			const lists = await Promise.all(building.counsellors.map(editions));
			return lists.every((list) => list.length === 2) ? lists : null;
		});
		for (const list of changed) expect(contents(list[1]).gaps).toEqual([]);
		expect(changed.flatMap((list) => contents(list[1]).students.map((one) => one.student))).toContain(resident(3).id);
		const rows = await reports(group, 'grid,state');
		expect(rows.find((row) => row.grid === unit(3).id)?.state).toBe('late');
	});
});
