import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import type { NightRow, NightSubmissionRow } from '../../extensions/dormitory-grid/src/types/schema.ts';
import type { SubmissionInput } from '../../extensions/dormitory-grid/src/types/api.ts';
import { type Building, createBuilding } from '../setup/fixtures/building.ts';
import { administrator } from '../setup/fixtures/college.ts';
import { createRehearsal, submit, unitReport, waitForNight } from '../setup/fixtures/night.ts';
import { assign, createPerson, type Person } from '../setup/fixtures/person.ts';
import type { Server } from '../setup/start-directus.ts';
import { newServer, openDatabase } from '../setup/test-house.ts';

/** Every wrong input of a night: a clear error in the asker's language, and nothing written. */
describe('refusals', () => {
	let server: Server;
	let db: Knex;
	let building: Building;
	let planned: Building;
	let night: NightRow;
	let leader: Person;
	let english: Person;
	let group: Person;
	let counts: Record<string, number>;

	const unit = (index: number) => building.units[index] ?? expect.fail('no unit');
	const first = (index: number) => unit(index).rooms[0]?.residents[0]?.id ?? 0;
	const good = (): SubmissionInput & { rooms: { room: number; present: number }[] } => unitReport(night.id, unit(0));
	/** Every table that a refused submission could have touched. */
	const written = async () =>
		Object.fromEntries(
			await Promise.all(
				[
					C.nightSubmissions,
					C.nightEntries,
					C.nightEditions,
					C.outbox,
					'directus_activity',
					'directus_notifications',
				].map(async (table) => [table, Number((await db(table).count({ rows: '*' }).first())?.['rows'])]),
			),
		);
	const states = async () =>
		await db(C.nightReports)
			.where({ night: night.id })
			.select('grid', 'state', 'submissions', 'received_at')
			.orderBy('id');

	beforeAll(async () => {
		server = await newServer();
		db = openDatabase(server.database);
		building = await createBuilding(server, { unitsPerFloor: 3 });
		planned = await createBuilding(server, { college: building.college, state: 'retired' });
		group = await createPerson(server, { posts: [{ position: 'working_group', college: building.college }] });
		leader = await createPerson(server, {
			posts: [
				{ position: 'unit_leader', grid: unit(0).id },
				{ position: 'unit_leader', grid: planned.units[0]?.id ?? 0 },
			],
		});
		english = await createPerson(server, { language: 'en-US', posts: [{ position: 'unit_leader', grid: unit(1).id }] });
		const rehearsal = await createRehearsal(group, { root: building.id, closesIn: 600 });
		night = await waitForNight(server, { rehearsal: rehearsal.id }, 'open');
	});
	beforeEach(async () => {
		counts = await written();
	});
	afterAll(async () => await db.destroy());

	const refused = async (
		who: Person,
		input: object,
		code: string,
		status: number,
		words: string,
	): Promise<Record<string, unknown>> => {
		const before = await states();
		const answer = await submit(who, input as SubmissionInput);
		expect([answer.status, answer.code]).toEqual([status, code]);
		expect(answer.errors[0]?.message).toContain(words);
		expect(await written()).toEqual(counts);
		expect(await states()).toEqual(before);
		return answer.errors[0]?.extensions ?? {};
	};

	it('an unbalanced zero names the room and its numbers', async () => {
		const report = good();
		report.rooms[0]!.present -= 1;
		const extensions = await refused(leader, report, 'GRID_UNBALANCED', 400, '人数对不上');
		expect(extensions['rooms']).toEqual([
			{
				room: report.rooms[0]?.room,
				number: unit(0).rooms[0]?.number,
				residents: 3,
				present: 2,
				late_return: 0,
				not_returned: 0,
				on_leave: 0,
			},
		]);
		const theirs = unitReport(night.id, unit(1));
		theirs.rooms[0]!.present += 1;
		await refused(english, theirs, 'GRID_UNBALANCED', 400, 'do not balance');
	});

	it('a student of another unit and one who does not exist answer alike', async () => {
		const answers = [];
		for (const student of [first(2), 99_999_999]) {
			const { students, ...rest } = await refused(
				leader,
				{ ...good(), entries: [{ student, kind: 'not_returned' }] },
				'GRID_STUDENT_NOT_HERE',
				400,
				'不在本单元',
			);
			expect(students).toEqual([student]);
			answers.push(rest);
		}
		expect(answers[0]).toEqual(answers[1]);
	});

	it('another unit, a floor above, a grid and a night that do not exist answer alike', async () => {
		for (const change of [
			{ grid: unit(2).id },
			{ grid: building.floors[0]?.id },
			{ grid: 99_999_999 },
			{ night: 99_999_999 },
		]) {
			expect(await refused(leader, { ...good(), ...change }, 'GRID_FORBIDDEN', 403, '不在您负责的范围内')).toEqual({
				code: 'GRID_FORBIDDEN',
			});
		}
	});

	it.each([
		[
			'a room twice',
			(report: SubmissionInput) => ({ ...report, rooms: [...(report.rooms ?? []), report.rooms?.[0]] }),
			'重复',
		],
		['a room missing', (report: SubmissionInput) => ({ ...report, rooms: report.rooms?.slice(1) }), '缺少房间'],
		[
			'an unknown room',
			(report: SubmissionInput) => ({ ...report, rooms: [...(report.rooms ?? []), { room: 99_999_999, present: 0 }] }),
			'不是本单元',
		],
		['no key', ({ client_key: _, ...report }: SubmissionInput) => report, '必填'],
		['a key too short', (report: SubmissionInput) => ({ ...report, client_key: 'x' }), 'client_key'],
		[
			'a key with a zero in it',
			(report: SubmissionInput) => ({ ...report, client_key: `${randomUUID()}\0` }),
			'client_key',
		],
		[
			'a number that is none',
			(report: SubmissionInput) => ({ ...report, rooms: [{ room: 1, present: '六' }] }),
			'不正确',
		],
		[
			'whatever lies in a list, by its name and line',
			(report: SubmissionInput) => ({
				...report,
				rooms: [...(report.rooms ?? []).slice(0, 1), { room: 1, present: '六' }],
			}),
			'“在寝人数 2”不正确',
		],
		['less than nobody', (report: SubmissionInput) => ({ ...report, rooms: [{ room: 1, present: -1 }] }), '不正确'],
		[
			'an unknown kind',
			(report: SubmissionInput) => ({ ...report, entries: [{ student: 1, kind: 'asleep' }] }),
			'不正确',
		],
		['a year that is none', (report: SubmissionInput) => ({ ...report, seen_at: '0000-01-01T00:00:00Z' }), '不正确'],
		['a time that is none', (report: SubmissionInput) => ({ ...report, seen_at: 'gestern' }), '不正确'],
	])('%s', async (_, change, words) => {
		const extensions = await refused(leader, change(good()), 'GRID_INVALID_INPUT', 400, words);
		expect(extensions['issues']).toMatchObject([{ path: expect.any(String), message: expect.any(String) }]);
	});

	it('a student named twice', async () => {
		const entries = [
			{ student: first(0), kind: 'late_return' },
			{ student: first(0), kind: 'not_returned' },
		];
		await refused(leader, { ...good(), entries }, 'GRID_INVALID_INPUT', 400, '学生重复');
	});

	it('a grid that is not in service tonight', async () => {
		await refused(leader, { ...good(), grid: planned.units[0]?.id }, 'GRID_NOT_EXPECTED', 400, '不需要零报告');
	});

	it('somebody whose term ended yesterday', async () => {
		const yesterday = new Date(Date.now() - 36 * 3_600_000).toISOString().slice(0, 10);
		const former = await createPerson(server);
		await assign(server, former.id, { position: 'floor_head', grid: building.floors[0]?.id ?? 0, ends_on: yesterday });
		counts = await written();
		await refused(former, good(), 'GRID_FORBIDDEN', 403, '任职不在有效期内');
	});

	it('a night that has not opened', async () => {
		const rehearsal = await createRehearsal(group, { root: building.id, opensIn: 700, closesIn: 900 });
		const later = await waitForNight(server, { rehearsal: rehearsal.id }, 'planned');
		counts = await written();
		await refused(leader, { ...good(), night: later.id }, 'GRID_NIGHT_NOT_OPEN', 409, '尚未开始');
	});

	it('the same key fifty times at once is one submission', async () => {
		const report = good();
		const answers = await Promise.all(Array.from({ length: 50 }, async () => await submit(leader, report)));
		const accepted = answers.filter((answer) => answer.status === 200);
		expect(accepted).toHaveLength(1);
		const { id, received_at } = accepted[0]!.data;
		for (const answer of answers.filter((one) => one !== accepted[0])) {
			expect([answer.status, answer.code]).toEqual([409, 'GRID_ALREADY_RECEIVED']);
			expect(answer.errors[0]?.extensions).toMatchObject({ id, received_at });
		}
		expect(await db(C.nightSubmissions).where({ client_key: report.client_key })).toHaveLength(1);
	});

	it('a second report without a reason, and a key used for something else', async () => {
		await refused(leader, good(), 'GRID_REASON_REQUIRED', 400, '更正请填写原因');
		const [sent] = await db<NightSubmissionRow>(C.nightSubmissions).where({ night: night.id, grid: unit(0).id });
		await refused(
			leader,
			{ ...good(), grid: planned.units[0]?.id, client_key: sent?.client_key },
			'GRID_INVALID_INPUT',
			400,
			'client_key',
		);
	});

	it('nobody goes round the door: state, append-only rows, entries and imports', async () => {
		const admin = administrator(server);
		const [sent] = await db(C.nightSubmissions).where({ night: night.id });
		counts = await written();
		for (const who of [admin, leader, group]) {
			expect((await who.post(`/items/${C.nights}`, { key: randomUUID() })).code).toBe('GRID_STATE_ONLY');
			expect((await who.post(`/items/${C.nightEntries}`, { student: first(0), kind: 'not_returned' })).code).toBe(
				'GRID_STATE_ONLY',
			);
			expect((await who.patch(`/items/${C.nightSubmissions}/${sent.id}`, { present: 0 })).code).toBe(
				'GRID_APPEND_ONLY',
			);
			expect((await who.delete(`/items/${C.nightSubmissions}/${sent.id}`)).code).toBe('GRID_APPEND_ONLY');
		}
		expect((await admin.patch(`/items/${C.nightReports}`, { keys: [1], data: { state: 'on_time' } })).code).toBe(
			'GRID_STATE_ONLY',
		);
		const form = new FormData();
		form.append('file', new Blob(['key,state\nforged,closed\n'], { type: 'text/csv' }), 'nights.csv');
		const imported = await fetch(`${server.url}/utils/import/${C.nights}`, {
			method: 'POST',
			headers: { authorization: `Bearer ${admin.token}` },
			body: form,
		});
		expect(imported.status).toBeGreaterThanOrEqual(400);
		expect(await written()).toEqual(counts);
	});
});
