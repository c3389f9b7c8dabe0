import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { ROUTES } from '../../extensions/dormitory-grid/src/constants/routes.ts';
import { readSheet } from '../../extensions/dormitory-grid/src/services/sheets/read-sheet.ts';
import type { BookAnswer, BookLateReturnsAnswer, BookTable } from '../../extensions/dormitory-grid/src/types/book.ts';
import type { NightExportRow, NightRow } from '../../extensions/dormitory-grid/src/types/schema.ts';
import { type Client, createClient } from '../setup/client.ts';
import { type Building, createBuilding } from '../setup/fixtures/building.ts';
import { administrator, createCollege, windowAround } from '../setup/fixtures/college.ts';
import { createRehearsal, submit, unitReport, waitForNight } from '../setup/fixtures/night.ts';
import { createPerson, type Person } from '../setup/fixtures/person.ts';
import { type SharedServer, sharedServer } from '../setup/test-house.ts';

const TABLES = ['nights', 'grids', 'persons', 'students'] as const satisfies readonly BookTable[];

/** One regular night of a college of its own: of four units one reports with a late return, one on time, two stay silent. */
describe('the night’s book', () => {
	let server: SharedServer;
	let building: Building;
	let night: NightRow;
	let group: Person;
	let stranger: Person;
	let head: Person;
	let floorHead: Person;
	let leader: Person;
	let roomHead: Person;
	let whileOpen: unknown[];

	const book = async <Table extends BookTable>(who: Client, table: Table, query = '') =>
		await who.get<BookAnswer<Table>>(`${ROUTES.book}/${table}?${query}`);
	const file = async (who: Client, path: string) => {
		const answer = await fetch(`${server.url}${ROUTES.book}/${path}`, {
			headers: who.token === null ? {} : { authorization: `Bearer ${who.token}` },
		});
		return { answer, bytes: new Uint8Array(await answer.arrayBuffer()) };
	};
	const unit = (index: number) => building.units[index] ?? expect.fail(`no unit ${index}`);

	beforeAll(async () => {
		server = await sharedServer();
		const college = await createCollege(server, { school_code: '4142010000' });
		building = await createBuilding(server, { college: college.id, floors: 2, unitsPerFloor: 2, departments: 2 });
		const post = async (posts: Parameters<typeof createPerson>[1]) => await createPerson(server, posts);
		group = await post({ posts: [{ position: 'working_group', college: college.id }] });
		head = await post({ posts: [{ position: 'building_head', grid: building.id }] });
		floorHead = await post({ posts: [{ position: 'floor_head', grid: building.floors[1]?.id ?? 0 }] });
		leader = await post({ posts: [{ position: 'unit_leader', grid: unit(0).id }] });
		roomHead = await post({ posts: [{ position: 'room_head', room: unit(0).rooms[0]?.id ?? 0 }] });
		stranger = await post({ posts: [{ position: 'working_group', college: (await createCollege(server)).id }] });
		const [hostile] = unit(0).rooms[0]?.residents ?? [];
		await administrator(server).must('PATCH', `/items/${C.students}/${hostile?.id}`, { name: '=1+1' });
		// A rehearsal of the same evening, which no book shows.
		const rehearsal = await createRehearsal(group, { root: building.id, closesIn: 10 });
		const practice = await waitForNight(server, { rehearsal: rehearsal.id }, 'open');
		await submit(leader, unitReport(practice.id, unit(0), { [hostile?.id ?? 0]: 'not_returned' }));
		await waitForNight(server, { id: practice.id }, 'closed');
		await administrator(server).must(
			'PATCH',
			`/items/${C.colleges}/${college.id}`,
			windowAround(new Date(), { opensIn: -2, closesIn: 24 }),
		);
		night = await waitForNight(server, { college: college.id }, 'open');
		await submit(leader, unitReport(night.id, unit(0), { [hostile?.id ?? 0]: 'late_return' }));
		await submit(group, unitReport(night.id, unit(1)));
		whileOpen = (await book(group, 'nights')).data.rows;
		await waitForNight(server, { id: night.id }, 'closed');
	});

	it('counts the closed regular night and nothing else', async () => {
		expect(whileOpen).toEqual([]);
		const { data, headers } = await book(group, 'nights');
		expect(data.rows).toEqual([
			expect.objectContaining({
				night: night.id,
				owed: 4,
				on_time: 2,
				late: 0,
				missing: 2,
				on_time_rate: 0.5,
				completeness: 0.5,
				residents: 12,
				late_return: 1,
				not_returned: 0,
				on_leave: 0,
			}),
		]);
		expect(headers.get('cache-control')).toContain('no-store');
		const grids = await book(group, 'grids', 'level=3');
		expect(grids.data.rows.map((row) => [row.on_time, row.on_behalf])).toEqual([
			[1, 0],
			[1, 1],
			[0, 0],
			[0, 0],
		]);
		const late = await group.get<BookLateReturnsAnswer>(`${ROUTES.book}/late-returns`);
		expect(late.data.buildings).toMatchObject([{ building: building.id, late_return: 1, residents: 12 }]);
		expect(late.data.departments.reduce((sum, row) => sum + row.residents, 0)).toBe(12);
		expect(late.data.weekdays.reduce((sum, row) => sum + row.nights, 0)).toBe(1);
	});

	it('shows each post its own places', async () => {
		expect((await book(head, 'grids', 'level=3')).data.total).toBe(4);
		expect((await book(floorHead, 'nights')).data.rows).toMatchObject([{ owed: 2, missing: 2, completeness: 0 }]);
		expect((await book(leader, 'nights')).data.rows).toMatchObject([{ owed: 1, on_time: 1 }]);
		expect((await book(leader, 'students')).data.rows).toMatchObject([{ name: '=1+1', late_return: 1 }]);
		expect((await book(floorHead, 'students')).data.rows).toEqual([]);
		const counts = await Promise.all(building.counsellors.map(async (who) => (await book(who, 'students')).data.total));
		expect(counts.toSorted((a, b) => a - b)).toEqual([0, 1]);
	});

	it('tells nobody else anything', async () => {
		for (const table of TABLES) {
			expect((await book(stranger, table)).data.total).toBe(0);
			for (const who of [roomHead, createClient(server, null)]) {
				const answer = await book(who, table);
				expect([answer.status, answer.code]).toEqual([403, 'GRID_FORBIDDEN']);
				expect((await file(who, `${table}?format=xlsx`)).answer.status).toBe(403);
			}
			if (table !== 'students') expect((await book(building.counsellors[0] ?? leader, table)).status).toBe(403);
			// Asking for a grid that is not his answers as a grid that does not exist.
			expect((await book(leader, table, `grid=${unit(3).id}`)).data.total).toBe(0);
			expect((await book(leader, table, 'grid=99999999')).data.total).toBe(0);
		}
		expect((await roomHead.get(`${ROUTES.book}/late-returns`)).status).toBe(403);
	});

	it('says what is wrong with a question', async () => {
		for (const query of [
			'from=2026-13-01',
			'from=2026-03-02&to=2026-03-01',
			'from=2020-01-01',
			'level=9',
			'limit=0',
			'format=pdf',
		]) {
			const answer = await book(group, 'nights', query);
			expect([query, answer.status, answer.code]).toEqual([query, 400, 'GRID_INVALID_INPUT']);
		}
	});

	it.each(['xlsx', 'csv'] as const)('comes whole as .%s, without a formula', async (format) => {
		const { answer, bytes } = await file(group, `students?format=${format}`);
		expect(answer.headers.get('content-disposition')).toMatch(
			new RegExp(`attachment; filename="night-book-students-.*\\.${format}"`),
		);
		const [titles, row, ...rest] = await readSheet(bytes, 'zh-CN', { name: `x.${format}` });
		expect(titles?.cells.slice(0, 2)).toEqual(['学号', '姓名']);
		expect(row?.cells[1]).toBe("'=1+1");
		expect(rest).toEqual([]);
		const nights = await readSheet((await file(group, `nights?format=${format}`)).bytes, 'zh-CN');
		expect(nights[1]?.cells.slice(2, 7)).toEqual(format === 'xlsx' ? [4, 2, 0, 2, 0.5] : ['4', '2', '0', '2', '0.5']);
	});

	it('exports night checks once, and goes on from there', async () => {
		const ask = async (who: Client) =>
			await who.post<NightExportRow>(`/items/${C.nightExports}`, { since: '2000-01-01T00:00:00Z', rows: 7 });
		const first = await ask(group);
		expect(first.data).toMatchObject({ college: building.college, since: null, rows: 12, made_by: group.id });
		const { answer, bytes } = await file(group, `exports/${first.data.id}`);
		expect(answer.headers.get('content-type')).toContain('text/csv');
		const rows = (await readSheet(bytes, 'zh-CN')).slice(1);
		expect(rows).toHaveLength(12);
		expect(new Set(rows.map((row) => row.cells[1]))).toEqual(new Set(['4142010000']));
		expect(rows.filter((row) => row.cells[7] === '晚归')).toHaveLength(1);
		const next = await ask(group);
		expect(next.data).toMatchObject({ since: first.data.until, rows: 0 });

		// A correction comes with the next one, and nothing but it.
		const [absent] = unit(1).rooms[0]?.residents ?? [];
		const corrected = { ...unitReport(night.id, unit(1), { [absent?.id ?? 0]: 'not_returned' }), reason: '漏看' };
		expect((await submit(group, corrected)).status).toBe(200);
		const third = await ask(group);
		expect(third.data).toMatchObject({ since: next.data.until, rows: 6 });
		const again = (await readSheet((await file(group, `exports/${third.data.id}?format=xlsx`)).bytes, 'zh-CN')).slice(
			1,
		);
		const before = new Map(rows.map((row) => [row.cells[0], row.cells[9]]));
		expect(again).toHaveLength(6);
		for (const { cells } of again) expect(String(before.get(cells[0] ?? null)) <= String(cells[9])).toBe(true);

		for (const who of [head, leader, building.counsellors[0] ?? head]) {
			expect((await ask(who)).status).toBe(403);
			expect((await file(who, `exports/${first.data.id}`)).answer.status).toBe(403);
		}
		expect((await file(stranger, `exports/${first.data.id}`)).answer.status).toBe(403);
		expect((await file(createClient(server, null), `exports/${first.data.id}`)).answer.status).toBe(403);
		expect((await file(group, 'exports/x')).answer.status).toBe(403);
		const elsewhere = await stranger.post(`/items/${C.nightExports}`, { college: building.college });
		expect([elsewhere.status, elsewhere.code]).toEqual([403, 'GRID_FORBIDDEN']);
	});
});
