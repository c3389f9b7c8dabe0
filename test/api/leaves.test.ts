import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { ROUTES } from '../../extensions/dormitory-grid/src/constants/routes.ts';
import type { ImportAnswer, ImportsAnswer } from '../../extensions/dormitory-grid/src/types/api-imports.ts';
import type { LeaveRow } from '../../extensions/dormitory-grid/src/types/schema.ts';
import type { Answer, Client } from '../setup/client.ts';
import { type Building, createBuilding, type Resident } from '../setup/fixtures/building.ts';
import { administrator } from '../setup/fixtures/college.ts';
import { createPerson, type Person } from '../setup/fixtures/person.ts';
import { type SharedServer, sharedServer } from '../setup/test-house.ts';

/** Leaves, stays and the calendar over HTTP: who may, what is refused and what a sheet's bad lines say. */
describe('leaves, stays and the calendar', () => {
	let server: SharedServer;
	let building: Building;
	let group: Person;
	let counsellor: Person;
	let other: Person;
	let leader: Person;
	let mine: Resident[];
	let theirs: Resident[];

	const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
	const date = (days: number) => day(days).slice(0, 10);
	const upload = async (client: Client, path: string, lines: string[]): Promise<Answer<ImportAnswer>> =>
		await client.request('POST', path, lines.join('\r\n'), { 'content-type': 'application/octet-stream' });
	const leaves = async (students: Resident[]) =>
		await administrator(server).must<LeaveRow[]>(
			'GET',
			`/items/${C.leaves}?limit=-1&filter[student][_in]=${students.map(({ id }) => id).join()}`,
		);
	const student = (of: Resident[], index: number): Resident => of[index] ?? expect.fail('too few residents');
	const addPeriod = async (from: number, until: number) =>
		await group.must<{ id: number }>('POST', `/items/${C.nightCalendar}`, {
			name: '国庆',
			college: building.college,
			kind: 'stay_over',
			starts_on: date(from),
			ends_on: date(until),
		});

	beforeAll(async () => {
		server = await sharedServer();
		building = await createBuilding(server, { floors: 2, departments: 2 });
		group = await createPerson(server, { posts: [{ position: 'working_group', college: building.college }] });
		[counsellor, other] = building.counsellors as [Person, Person];
		leader = await createPerson(server, { posts: [{ position: 'unit_leader', grid: building.units[0]?.id ?? 0 }] });
		mine = building.residents.filter((one) => one.counsellor === counsellor.id);
		theirs = building.residents.filter((one) => one.counsellor === other.id);
	});

	describe('a leave', () => {
		it('is entered by the student’s own counsellor, once, and never over another', async () => {
			const leave = { student: student(mine, 0).id, starts_at: day(1), ends_at: day(3), reason: '家事' };
			expect((await other.post(`/items/${C.leaves}`, leave)).code).toBe('GRID_FORBIDDEN');
			expect((await leader.post(`/items/${C.leaves}`, leave)).status).toBe(403);
			const entered = await counsellor.must<LeaveRow>('POST', `/items/${C.leaves}`, leave);
			expect(entered).toMatchObject({ state: 'approved', source: 'entered', approved_by: counsellor.id });
			const again = await counsellor.post(`/items/${C.leaves}`, { ...leave, starts_at: day(2), ends_at: day(4) });
			expect([again.status, again.code]).toEqual([409, 'GRID_LEAVE']);
			expect(again.errors[0]?.message).toContain('重叠');
		});

		it('is cancelled, stays cancelled, and one that has begun ends now', async () => {
			const ahead = { student: student(mine, 1).id, starts_at: day(1), ends_at: day(3) };
			const { id } = await counsellor.must<LeaveRow>('POST', `/items/${C.leaves}`, ahead);
			expect((await other.patch(`/items/${C.leaves}/${id}`, { state: 'cancelled' })).status).toBe(403);
			expect((await counsellor.patch(`/items/${C.leaves}/${id}`, { ends_at: day(9) })).code).toBe('GRID_LEAVE');
			expect((await counsellor.patch(`/items/${C.leaves}/${id}`, { state: 'cancelled' })).status).toBe(200);
			expect((await counsellor.patch(`/items/${C.leaves}/${id}`, { state: 'approved' })).code).toBe('GRID_LEAVE');
			const running = { student: student(mine, 1).id, starts_at: day(-1), ends_at: day(3) };
			const begun = await counsellor.must<LeaveRow>('POST', `/items/${C.leaves}`, running);
			await counsellor.must('PATCH', `/items/${C.leaves}/${begun.id}`, { state: 'cancelled' });
			const [row] = (await leaves([student(mine, 1)])).filter((one) => one.id === begun.id);
			expect(row?.state).toBe('cancelled');
			expect(Math.abs(Date.parse(row?.ends_at ?? '') - Date.now())).toBeLessThan(60_000);
		});
	});

	describe('a sheet of leaves', () => {
		const path = `${ROUTES.leaves}/import`;

		it('says each bad line, writes nothing then, and the good ones when told to', async () => {
			const lines = [
				'国庆请假',
				'学号,姓名,开始日期,结束日期,事由',
				`${student(mine, 3).number},${student(mine, 3).name},${date(10)},${date(12)},=1+1`,
				`0000,,${date(10)},${date(12)},`,
				`${student(theirs, 0).number},,${date(10)},${date(12)},`,
				`${student(mine, 3).number},,${date(10)},${date(12)},`,
				`${student(mine, 3).number},,${date(12)},${date(14)},`,
				`${student(mine, 4).number},某某某,${date(10)},${date(12)},`,
				`${student(mine, 4).number},,2026-02-30,${date(12)},`,
				`${student(mine, 4).number},,${date(12)},${date(10)},`,
				`${student(mine, 4).number},,${date(12)},,`,
				`${student(mine, 4).number},,${date(20)} 18:00,${date(21)} 06:30,`,
				',,,,',
			];
			const dry = await upload(counsellor, `${path}?dry=1&name=a.csv`, lines);
			expect(dry.status).toBe(200);
			expect(dry.data.problems.map(({ line, field }) => [line, field])).toEqual([
				[4, 'number'],
				[5, 'number'],
				[6, 'number'],
				[7, 'from'],
				[8, 'name'],
				[9, 'from'],
				[10, 'to'],
				[11, 'to'],
			]);
			// A number that is another counsellor's tells no more than one that is none.
			expect(dry.data.problems[0]?.message).toBe(dry.data.problems[1]?.message);
			expect(dry.data.preview.map(({ line, from, to }) => [line, from, to])).toEqual([
				[3, date(10), date(12)],
				[12, `${date(20)} 18:00`, `${date(21)} 06:30`],
			]);
			const whole = await upload(counsellor, path, lines);
			expect([whole.status, whole.code]).toEqual([400, 'GRID_SHEET_ROWS']);
			expect(await leaves([student(mine, 3), student(mine, 4)])).toEqual([]);
			const part = await upload(counsellor, `${path}?skip_bad=1`, lines);
			expect(part.data).toMatchObject({ rows: 10, good: 2, bad: 8, written: 2 });
			const written = await leaves([student(mine, 3), student(mine, 4)]);
			expect(written.map(({ source, approved_by }) => [source, approved_by])).toEqual([
				['imported', counsellor.id],
				['imported', counsellor.id],
			]);
			// The same sheet again: nothing twice.
			const again = await upload(counsellor, `${path}?skip_bad=1`, lines);
			expect(again.data).toMatchObject({ good: 0, written: 0 });
			// The working group knows every student.
			const groups = await upload(group, `${path}?dry=1`, [lines[1] ?? '', lines[4] ?? '']);
			expect(groups.data).toMatchObject({ good: 1, bad: 0 });
		});

		it('takes fifty leaves of one student, and names the next line', async () => {
			const minute = (at: number) => `${date(40)} 1${Math.floor(at / 60)}:${String(at % 60).padStart(2, '0')}`;
			const lines = Array.from(
				{ length: 51 },
				(_, index) => `${student(mine, 4).number},,${minute(index)},${minute(index + 1)},`,
			);
			const dry = await upload(counsellor, `${path}?dry=1`, ['学号,姓名,开始日期,结束日期,事由', ...lines]);
			expect(dry.data).toMatchObject({ good: 50, bad: 1 });
			expect(dry.data.problems.map(({ line, field }) => [line, field])).toEqual([[52, 'number']]);
			expect(dry.data.problems[0]?.message).toContain('50');
		});

		it.each([
			['a workbook that is none', 'x.xlsx', ['not a workbook'], 400, 'GRID_SHEET'],
			['nothing', 'x.csv', [''], 400, 'GRID_SHEET'],
		])('that is %s', async (_, name, lines, status, code) => {
			const answer = await upload(counsellor, `${path}?dry=1&name=${name}`, lines);
			expect([answer.status, answer.code]).toEqual([status, code]);
		});

		it('without its headings says which are missing', async () => {
			const answer = await upload(counsellor, `${path}?dry=1`, ['学号,开始日期', '1,2026-01-01']);
			expect(answer.data.problems).toHaveLength(1);
			expect(answer.data.problems[0]?.message).toContain('结束日期');
			// Nothing of it can be written, whatever may be left out.
			for (const how of ['', '?skip_bad=1']) {
				const written = await upload(counsellor, `${path}${how}`, ['学号,开始日期', '1,2026-01-01']);
				expect([written.status, written.code]).toEqual([400, 'GRID_SHEET_ROWS']);
			}
		});

		it('of ten thousand dates keeps nobody else waiting', async () => {
			const { number } = student(mine, 4);
			const lines = Array.from({ length: 10_000 }, (_, index) => `${number},${date(50 + index)},${date(51 + index)}`);
			let judged = false;
			const began = performance.now();
			const sheet = upload(counsellor, `${path}?dry=1`, ['学号,开始日期,结束日期', ...lines]).finally(
				() => (judged = true),
			);
			const waits: number[] = [];
			while (!judged) {
				const asked = performance.now();
				expect((await group.get(ROUTES.imports)).status).toBe(200);
				waits.push(performance.now() - asked);
			}
			const took = performance.now() - began;
			expect((await sheet).data).toMatchObject({ rows: 10_000, good: 50 });
			expect(waits.length).toBeGreaterThan(5);
			// Dated in one go, most of the time would be one wait.
			expect(Math.max(...waits)).toBeLessThan(took / 2);
		});

		it('of ten thousand lines is judged whole', async () => {
			const judge = async (rows: number) => {
				const lines = Array.from({ length: rows }, (_, index) => `${index},${date(30)},${date(31)}`);
				const began = performance.now();
				const answer = await upload(group, `${path}?dry=1`, ['student number,from,to', ...lines]);
				expect(answer.data).toMatchObject({ rows, bad: rows, good: 0 });
				expect(answer.data.problems).toHaveLength(500);
				return performance.now() - began;
			};
			const thousand = await judge(1_000);
			const all = await judge(10_000);
			// Ten times the lines; each line beside each other would be a hundred times the work.
			expect(all).toBeLessThan(40 * thousand);
		});

		it('is nobody’s but a counsellor’s and the working group’s', async () => {
			expect((await upload(leader, `${path}?dry=1`, ['学号'])).code).toBe('GRID_FORBIDDEN');
			expect((await leader.get<ImportsAnswer>(ROUTES.imports)).data).toMatchObject({ role: null, periods: [] });
			expect((await counsellor.get<ImportsAnswer>(ROUTES.imports)).data.role).toBe('counsellor');
			const template = await counsellor.get(`${ROUTES.leaves}/template`);
			expect([template.status, template.text.slice(0, 2)]).toEqual([200, 'PK']);
		});
	});

	describe('who stays over a holiday', () => {
		it('is entered, cancelled and taken up again by his counsellor, until it is over', async () => {
			const period = await addPeriod(1, 5);
			const stay = { period: period.id, student: student(mine, 0).id };
			expect((await other.post(`/items/${C.holidayStays}`, stay)).code).toBe('GRID_FORBIDDEN');
			const { id } = await counsellor.must<{ id: number }>('POST', `/items/${C.holidayStays}`, stay);
			expect((await counsellor.post(`/items/${C.holidayStays}`, stay)).code).toBe('GRID_LEAVE');
			expect((await other.patch(`/items/${C.holidayStays}/${id}`, { state: 'cancelled' })).status).toBe(403);
			await counsellor.must('PATCH', `/items/${C.holidayStays}/${id}`, { state: 'cancelled' });
			const sheet = ['学号,备注', `${student(mine, 0).number},回来了`, `${student(mine, 5).number},`];
			const path = `${ROUTES.stays}/import?period=${period.id}`;
			expect((await upload(counsellor, path, sheet)).data).toMatchObject({ written: 2 });
			expect((await upload(counsellor, `${path}&dry=1`, sheet)).data).toMatchObject({ good: 0, bad: 2 });
			const shown = (await counsellor.get<ImportsAnswer>(ROUTES.imports)).data.periods;
			expect(shown.find((one) => one.id === period.id)).toMatchObject({ over: false, staying: 2 });
			const past = await addPeriod(-9, -5);
			expect((await counsellor.post(`/items/${C.holidayStays}`, { ...stay, period: past.id })).code).toBe('GRID_LEAVE');
			// And the holiday cannot go from under them.
			expect((await group.delete(`/items/${C.nightCalendar}/${period.id}`)).code).toBe('GRID_SETTINGS');
			expect((await counsellor.delete(`/items/${C.nightCalendar}/${period.id}`)).status).toBe(403);
			expect((await group.delete(`/items/${C.nightCalendar}/${past.id}`)).status).toBe(204);
		});
	});

	describe('the calendar and a college’s settings', () => {
		it.each([
			['without dates', { kind: 'no_report' }, '永久生效'],
			['a make-up week', { kind: 'make_up', starts_on: '2026-10-01', ends_on: '2026-10-07', counts_as: 1 }, '调休'],
			['hours that are none', { kind: 'other_window', weekdays: [5], opens: '25:99' }, '25:99'],
			['a day that is none', { kind: 'exam', starts_on: '2026-13-01', ends_on: '2026-10-07' }, '2026-13-01'],
		])('refuse %s', async (_, row, words) => {
			const answer = await group.post(`/items/${C.nightCalendar}`, { name: 'x', college: building.college, ...row });
			expect([answer.status, answer.code]).toEqual([400, 'GRID_SETTINGS']);
			expect(answer.errors[0]?.message).toContain(words);
		});

		it.each([
			['ladder', [{ after: 20, positions: ['rector'] }]],
			[
				'ladder',
				[
					{ after: 50, positions: ['counsellor'] },
					{ after: 20, positions: ['working_group'] },
				],
			],
			['ladder', [{ after: 1440, positions: ['working_group'] }]],
			['reminder_minutes', [3, 3]],
			['opens', 'late'],
		])('refuse a %s of %j', async (field, value) => {
			const answer = await administrator(server).patch(`/items/${C.colleges}/${building.college}`, { [field]: value });
			expect([answer.status, answer.code]).toEqual([400, 'GRID_SETTINGS']);
		});

		it('say which step of the ladder is wrong, and take one that can be climbed', async () => {
			const path = `/items/${C.colleges}/${building.college}`;
			const step = (after: number, ...positions: string[]) => ({ after, positions });
			const wrong = [step(20, 'counsellor'), step(50, 'instructor', 'building_head'), step(50, 'working_group')];
			const answer = await administrator(server).patch(path, { ladder: wrong });
			expect(answer.errors[0]?.message).toContain('第 3 级');
			for (const ladder of [wrong.slice(0, 2), [], null])
				expect(await administrator(server).must('PATCH', path, { ladder })).toMatchObject({ ladder });
		});
	});
});
