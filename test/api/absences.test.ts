import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import type { EditionContent } from '../../extensions/dormitory-grid/src/types/api-editions.ts';
import type {
	EditionOpeningInput,
	EmergencyInput,
	FollowupInput,
	HandbackInput,
	TonightAnswer,
	TonightUnit,
} from '../../extensions/dormitory-grid/src/types/api.ts';
import type { CounsellorAnswer } from '../../extensions/dormitory-grid/src/types/api-counsellor.ts';
import type { DeskAnswer } from '../../extensions/dormitory-grid/src/types/api-desk.ts';
import type {
	EmergencyRow,
	NightAbsenceRow,
	NightEditionRow,
	NightFollowupRow,
	NightHandbackRow,
	NightRow,
	OutboxRow,
	StaffAssignmentRow,
} from '../../extensions/dormitory-grid/src/types/schema.ts';
import type { Client } from '../setup/client.ts';
import { dateIn } from '../setup/fixtures/access.ts';
import { type Building, createBuilding } from '../setup/fixtures/building.ts';
import { administrator } from '../setup/fixtures/college.ts';
import { createRehearsal, submit, unitReport, waitFor, waitForNight } from '../setup/fixtures/night.ts';
import { createPerson, type Person } from '../setup/fixtures/person.ts';
import { type SharedServer, sharedServer } from '../setup/test-house.ts';

/** A night as people live it, over HTTP: who is missed, handed back, alarmed, stood in for, and told; and who may not. */
describe('the people of a night', () => {
	let server: SharedServer;
	let building: Building;
	let night: NightRow;
	let group: Person;
	let leaders: Person[];
	let floorHead: Person;
	let head: Person;

	const unit = (index: number) => building.units[index] ?? expect.fail(`no unit ${index}`);
	const resident = (index: number, bed = 0) => unit(index).rooms[0]?.residents[bed] ?? expect.fail('no resident');
	const leader = (index: number) => leaders[index] ?? expect.fail('no leader');
	const counsellorOf = (id: string | null) =>
		building.counsellors.find((one) => one.id === id) ?? expect.fail('nobody');
	const follow = async (who: Client, input: Omit<FollowupInput, 'night'>) =>
		await who.post<NightFollowupRow>(`/items/${C.nightFollowups}`, { night: night.id, ...input });
	const handBack = async (who: Client, input: Partial<HandbackInput>) =>
		await who.post<NightHandbackRow>(`/items/${C.nightHandbacks}`, {
			client_key: randomUUID(),
			night: night.id,
			reason: '人数不符',
			...input,
		});
	const alarm = async (who: Client, input: Omit<EmergencyInput, 'client_key' | 'kind'> & Partial<EmergencyInput>) =>
		await who.post<EmergencyRow>(`/items/${C.emergencies}`, { client_key: randomUUID(), kind: 'injury', ...input });
	const open = async (who: Client, input: EditionOpeningInput) => await who.post(`/items/${C.editionOpenings}`, input);
	const tonight = async (who: Client) => (await who.get<TonightAnswer>('/grid/api/tonight')).data;
	const inbox = async (who: Person) =>
		(
			await administrator(server).must<{ subject: string; message: string }[]>(
				'GET',
				`/notifications?filter[recipient][_eq]=${who.id}&sort=-id&limit=-1`,
			)
		).map(({ subject, message }) => ({ subject, message }));

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
		const rehearsal = await createRehearsal(group, { root: building.id, closesIn: 25 });
		night = await waitForNight(server, { rehearsal: rehearsal.id }, 'open');
		const absences = { [resident(0).id]: 'not_returned', [resident(0, 1).id]: 'late_return' } as const;
		await leader(0).must('POST', `/items/${C.nightSubmissions}`, unitReport(night.id, unit(0), absences));
	});

	it('shows a leader whom he misses, and nobody else’s leader', async () => {
		const { units } = await tonight(leader(0));
		expect(units[0]?.absences).toMatchObject([{ student: resident(0).id, state: 'open', back_at: null }]);
		expect((await tonight(leader(1))).units[0]?.absences).toEqual([]);
		const seen = async (who: Client) =>
			(await who.get<NightAbsenceRow[]>(`/items/${C.nightAbsences}?filter[night][_eq]=${night.id}&fields=student`))
				.data;
		const missed = [{ student: resident(0).id }];
		for (const who of [leader(0), floorHead, head, group, counsellorOf(resident(0).counsellor)])
			expect(await seen(who)).toEqual(missed);
		const others = building.counsellors.filter(({ id }) => id !== resident(0).counsellor);
		for (const who of [leader(1), ...others]) expect(await seen(who)).toEqual([]);
	});

	it('hands a report back, visibly, until the next one comes', async () => {
		expect((await handBack(leader(0), { grid: unit(0).id })).code).toBe('GRID_FORBIDDEN');
		expect((await handBack(leader(1), { grid: unit(0).id })).code).toBe('GRID_FORBIDDEN');
		expect((await handBack(floorHead, { grid: unit(2).id })).code).toBe('GRID_FORBIDDEN');
		expect((await handBack(floorHead, { grid: unit(1).id })).code).toBe('GRID_NOTHING_TO_HAND_BACK');
		expect((await handBack(floorHead, { grid: unit(0).id, reason: ' ' })).code).toBe('GRID_INVALID_INPUT');
		const client_key = randomUUID();
		const answer = await handBack(floorHead, { client_key, grid: unit(0).id });
		expect([answer.status, answer.data]).toMatchObject([200, { handed_as: 'floor_head', reason: '人数不符' }]);
		expect((await handBack(floorHead, { client_key, grid: unit(0).id })).code).toBe('GRID_ALREADY_RECEIVED');
		expect((await handBack(head, { grid: unit(0).id })).code).toBe('GRID_NOTHING_TO_HAND_BACK');

		const handed = (await tonight(leader(0))).mine[0]?.report;
		expect(handed).toMatchObject({ state: 'on_time', handed_back: { reason: '人数不符' } });
		expect((await inbox(leader(0)))[0]?.message).toContain('人数不符');
		const absences = { [resident(0).id]: 'not_returned', [resident(0, 1).id]: 'late_return' } as const;
		const again = await submit(leader(0), { ...unitReport(night.id, unit(0), absences), reason: '已核对' });
		expect(again.status).toBe(200);
		expect((await tonight(leader(0))).mine[0]?.report?.handed_back).toBeNull();
		expect((await handBack(head, { grid: unit(0).id })).status).toBe(200);
		const { data } = await leader(0).get<NightHandbackRow[]>(`/items/${C.nightHandbacks}`);
		expect(data).toHaveLength(2);
		expect((await leader(1).get<NightHandbackRow[]>(`/items/${C.nightHandbacks}`)).data).toEqual([]);
	});

	it('a stand-in has the same access, takes no seat, and reports visibly as such', async () => {
		const substitute = await createPerson(server);
		const post = { person: substitute.id, position: 'unit_leader', grid: unit(1).id, stand_in: true };
		const dates = { starts_on: dateIn('Asia/Shanghai'), ends_on: dateIn('Asia/Shanghai', 2) };
		const created = await group.post<StaffAssignmentRow>(`/items/${C.staffAssignments}`, { ...post, ...dates });
		expect([created.status, created.data.stand_in]).toEqual([200, true]);
		const second = await createPerson(server);
		const refused = await group.post(`/items/${C.staffAssignments}`, { ...post, ...dates, person: second.id });
		expect([refused.status, refused.code]).toEqual([400, 'GRID_STRUCTURE']);
		const room = { position: 'room_head', room: unit(1).rooms[0]?.id };
		const inRoom = await group.post(`/items/${C.staffAssignments}`, {
			...dates,
			...room,
			person: second.id,
			stand_in: true,
		});
		expect(inRoom.code).toBe('GRID_STRUCTURE');
		const permanent = await group.patch(`/items/${C.staffAssignments}/${created.data.id}`, { stand_in: false });
		expect([400, 403]).toContain(permanent.status);

		expect((await tonight(substitute)).person.positions).toMatchObject([{ position: 'unit_leader', stand_in: true }]);
		const sent = await submit(substitute, unitReport(night.id, unit(1)));
		expect(sent.data).toMatchObject({ stand_in: true, reported_as: 'unit_leader', on_behalf: false });
		const report = (await tonight(floorHead)).below.find((grid) => grid.grid === unit(1).id)?.report;
		expect(report).toMatchObject({ state: 'on_time', stand_in: true });
		// The holder is not pushed out, and his own report says nothing of a stand-in.
		const own = await submit(leader(1), { ...unitReport(night.id, unit(1)), reason: '本人补报' });
		expect(own.data).toMatchObject({ stand_in: false });
	});

	it('an emergency tells every level, the counsellor concerned and the working group, at once and once', async () => {
		const far = await createBuilding(server);
		const stranger = await createPerson(server, { posts: [{ position: 'unit_leader', grid: far.units[0]?.id ?? 0 }] });
		const [student, mate] = [resident(0, 0), resident(0, 1)];
		expect((await alarm(stranger, { grid: unit(0).id })).code).toBe('GRID_FORBIDDEN');
		expect((await alarm(leader(1), { grid: unit(0).id })).code).toBe('GRID_FORBIDDEN');
		const elsewhere = await alarm(leader(0), { grid: unit(0).id, students: [far.residents[0]?.id ?? 0] });
		expect(elsewhere.code).toBe('GRID_STUDENT_NOT_HERE');
		const wrongRoom = await alarm(leader(0), { grid: unit(0).id, room: far.units[0]?.rooms[0]?.id ?? 0 });
		expect(wrongRoom.code).toBe('GRID_INVALID_INPUT');

		const client_key = randomUUID();
		const input = {
			client_key,
			grid: unit(0).id,
			room: unit(0).rooms[0]?.id ?? 0,
			students: [student.id],
			note: '摔伤',
		};
		const answer = await alarm(leader(0), input);
		expect([answer.status, answer.data]).toMatchObject([
			200,
			{ reported_as: 'unit_leader', building: building.id, unit: unit(0).id },
		]);
		expect((await alarm(leader(0), input)).code).toBe('GRID_ALREADY_RECEIVED');
		for (const person of [floorHead, head, group, counsellorOf(student.counsellor)]) {
			const alarms = (await inbox(person)).filter(({ subject }) => subject.includes('突发'));
			expect(alarms).toHaveLength(1);
			expect(alarms[0]?.message).toContain(student.name);
			expect(alarms[0]?.message).toContain('摔伤');
		}
		for (const person of [leader(1), leader(2), counsellorOf(mate.counsellor), stranger])
			expect((await inbox(person)).filter(({ subject }) => subject.includes('突发'))).toEqual([]);
		expect(answer.data.told).toBe(4);
		// The counsellor of a student concerned may alarm, too; and names nobody but his own.
		const counsellor = counsellorOf(student.counsellor);
		expect((await alarm(counsellor, { grid: unit(0).id, students: [mate.id] })).code).toBe('GRID_FORBIDDEN');
		// He reads no emergencies of a place: taken, and nothing to show.
		expect((await alarm(counsellor, { grid: unit(0).id, students: [student.id] })).status).toBe(204);
	});

	it('shows whoever answers for the unit the last try to reach a missing student, and nobody else', async () => {
		const student = resident(0).id;
		for (const kind of ['contacted', 'not_reached'] as const) {
			expect((await follow(leader(0), { student, kind })).status).toBe(200);
		}
		expect((await follow(leader(1), { student, kind: 'contacted' })).code).toBe('GRID_FORBIDDEN');
		const path = `/grid/api/tonight/grids/${unit(0).id}?night=${night.id}`;
		const seen = (await floorHead.get<TonightUnit>(path)).data.absences.find((one) => one.student === student);
		expect(seen?.contact).toMatchObject({ kind: 'not_reached', by: leader(0).name });
		expect((await leader(1).get(path)).code).toBe('GRID_FORBIDDEN');
	});

	it('what people write is shown as they wrote it: no link, no turned text, and the note as it was', async () => {
		const note = '[请点此重新登录](https://evil.example)\u202e\u0007';
		const answer = await alarm(leader(0), { grid: unit(0).id, note });
		expect([answer.status, answer.data.note]).toEqual([200, '[请点此重新登录](https://evil.example)']);
		const [told] = await inbox(floorHead);
		expect(told?.message).toContain('\\[请点此重新登录\\](https\\://evil.example)');
	});

	it('notes a return with one call, and tells the counsellor concerned after the close', async () => {
		const counsellor = counsellorOf(resident(0).counsellor);
		const other = building.counsellors.find(({ id }) => id !== counsellor.id) ?? expect.fail('nobody else');
		expect((await follow(leader(1), { student: resident(0).id, kind: 'back' })).code).toBe('GRID_FORBIDDEN');
		expect((await follow(other, { student: resident(0).id, kind: 'back' })).code).toBe('GRID_FORBIDDEN');
		expect((await follow(leader(0), { student: resident(0, 2).id, kind: 'back' })).code).toBe('GRID_NOT_ABSENT');
		await waitForNight(server, { id: night.id }, 'closed');
		const editions = async (who: Client) =>
			(await who.get<NightEditionRow[]>(`/items/${C.nightEditions}?filter[night][_eq]=${night.id}&sort=number`)).data;
		const first = await editions(counsellor);
		expect(first).toHaveLength(1);
		const othersBefore = await editions(other);

		const client_key = randomUUID();
		const answer = await follow(leader(0), { client_key, student: resident(0).id, kind: 'back' });
		expect([answer.status, answer.data.kind]).toEqual([200, 'back']);
		expect((await follow(leader(0), { client_key, student: resident(0).id, kind: 'back' })).code).toBe(
			'GRID_ALREADY_RECEIVED',
		);
		expect((await follow(head, { student: resident(0).id, kind: 'back' })).code).toBe('GRID_NOT_ABSENT');
		const second = await waitFor('the second edition', 30_000, async () => (await editions(counsellor))[1] ?? null);
		const content = second.content as EditionContent;
		expect(content.students.find((one) => one.student === resident(0).id)).toMatchObject({
			state: 'back',
			back_at: answer.data.returned_at,
			leader: { phone: '027-0000-0001' },
		});
		expect((await inbox(counsellor))[0]?.message).toContain(`已归：${resident(0).name}`);
		expect(await editions(other)).toHaveLength(othersBefore.length);
		const take = async (who: Client, note?: string) =>
			await follow(who, { student: resident(0).id, kind: 'reopened', ...(note === undefined ? {} : { note }) });
		expect((await take(leader(1), '误记')).code).toBe('GRID_FORBIDDEN');
		expect((await take(other, '误记')).code).toBe('GRID_FORBIDDEN');
		expect((await take(counsellor)).code).toBe('GRID_INVALID_INPUT');
		const mine = async () =>
			(await counsellor.get<CounsellorAnswer>(`/grid/api/counsellor?night=${night.id}`)).data.students.find(
				(one) => one.student === resident(0).id,
			);
		expect(await mine()).toMatchObject({ state: 'back', may_reopen: true });
		const onUnitPage = async (who: Client) => (await tonight(who)).units[0]?.absences;
		expect(await onUnitPage(leader(0))).toMatchObject([{ state: 'back', may_reopen: true }]);
		const desk = async () => (await group.get<DeskAnswer>(`/grid/api/desk?night=${night.id}`)).data;
		expect((await desk()).settled).toMatchObject([{ student: resident(0).id, state: 'back', by: leader(0).name }]);
		const taken = await take(counsellor, '核实不在');
		expect([taken.status, taken.data.kind, taken.data.note]).toEqual([200, 'reopened', '核实不在']);
		expect((await take(counsellor, '核实不在')).code).toBe('GRID_NOT_SETTLED');
		expect(await mine()).toMatchObject({ state: 'open', may_reopen: false });
		expect(await desk()).toMatchObject({
			settled: [],
			open: [{ student: resident(0).id, reopened: { by: counsellor.name } }],
		});
		// What the counsellor records, who reports from the grids does not take back.
		const returned = { student: resident(0).id, kind: 'back', returned_at: answer.data.returned_at } as const;
		expect((await follow(counsellor, returned)).status).toBe(200);
		for (const who of [leader(0), floorHead, head]) expect((await take(who, '误记')).code).toBe('GRID_FORBIDDEN');
		expect(await onUnitPage(leader(0))).toMatchObject([
			{ student: resident(0).id, state: 'back', back_at: answer.data.returned_at, may_reopen: false },
		]);
		const late = await follow(floorHead, { student: resident(0, 1).id, kind: 'back' });
		expect(late.status).toBe(200);
		const shown = await floorHead.get<TonightUnit>(`/grid/api/tonight/grids/${unit(0).id}?night=${night.id}`);
		expect(shown.data.absences.map((one) => [one.student, one.state])).toEqual([
			[resident(0).id, 'back'],
			[resident(0, 1).id, 'back'],
		]);
	});

	it('keeps when a counsellor opened his edition; nobody opens another’s', async () => {
		const counsellor = counsellorOf(resident(0).counsellor);
		const other = building.counsellors.find(({ id }) => id !== counsellor.id) ?? expect.fail('nobody else');
		const [edition] = (
			await counsellor.get<NightEditionRow[]>(`/items/${C.nightEditions}?filter[night][_eq]=${night.id}&sort=number`)
		).data;
		const input = { edition: edition?.id ?? 0 };
		expect((await open(other, input)).code).toBe('GRID_FORBIDDEN');
		expect([403, 'FORBIDDEN', 'GRID_FORBIDDEN']).toContain((await open(group, input)).code);
		expect((await open(counsellor, input)).status).toBe(200);
		expect((await open(counsellor, input)).code).toBe('GRID_ALREADY_RECEIVED');
		const [sent] = await administrator(server).must<OutboxRow[]>(
			'GET',
			`/items/${C.outbox}?filter[key][_eq]=edition:${night.id}:${counsellor.id}:1`,
		);
		expect(sent?.opened_at).not.toBeNull();
	});
});
