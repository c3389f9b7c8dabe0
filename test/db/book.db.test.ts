import { buffer } from 'node:stream/consumers';
import type { Knex } from 'knex';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { dateValue } from '../../extensions/dormitory-grid/src/database/column-values.ts';
import { findAsker } from '../../extensions/dormitory-grid/src/database/find-actor.ts';
import { findQuietMoment } from '../../extensions/dormitory-grid/src/database/night-checks.ts';
import { readClock } from '../../extensions/dormitory-grid/src/database/read-clock.ts';
import {
	requestNightExport,
	writeNightExport,
} from '../../extensions/dormitory-grid/src/services/book/night-export.ts';
import { readBook, showBook, showLateReturns } from '../../extensions/dormitory-grid/src/services/book/show-book.ts';
import { readSheet } from '../../extensions/dormitory-grid/src/services/sheets/read-sheet.ts';
import { reconcile } from '../../extensions/dormitory-grid/src/services/reconcile.ts';
import type { Unit } from '../setup/fixtures/building.ts';
import { atClock, makeCleanNight } from '../setup/checker/clean-night.ts';
import { DATABASE_KINDS } from '../setup/databases.ts';
import { type CollegeRows, insertCollege, submitAs } from '../setup/fixtures/rows.ts';
import { unitReport } from '../setup/fixtures/night.ts';
import { newDatabase, openDatabase } from '../setup/test-house.ts';

const LATER = new Date('2026-03-09T12:00:00+08:00');
const onTuesday = (time: string) => new Date(`2026-03-03T${time}+08:00`);
const SPAN = { from: '2026-03-01', to: '2026-03-08' };

/**
 * Four units of six. Monday: three on time (one not back, one late back; one on leave), the fourth late with one not
 * back; the first floor signed on. Tuesday: the first unit on time with two late back, silence else. Wednesday owes nothing.
 */
describe.each(DATABASE_KINDS)('the night’s book on %s', (kind) => {
	let db: Knex;
	let college: CollegeRows;
	let monday: number;
	let tuesday: number;

	beforeAll(async () => {
		db = openDatabase(await newDatabase({ kind }));
		({ college, night: monday } = await makeCleanNight(db));
		await insertCollege(db, atClock('12:00:00'), { reportsFrom: '2026-03-02' });
		await db(C.nightCalendar).insert({
			college: college.college,
			name: '放假',
			kind: 'no_report',
			starts_on: dateValue('2026-03-04'),
			ends_on: dateValue('2026-03-30'),
		});
		await reconcile(db, onTuesday('22:20:03'));
		({ id: tuesday } = await db(C.nights).where({ college: college.college, state: 'open' }).first('id'));
		const [unit] = college.units;
		const late = unit?.rooms[0]?.residents.slice(0, 2) ?? [];
		await submit(unit, tuesday, onTuesday('22:24:00'), Object.fromEntries(late.map(({ id }) => [id, 'late_return'])));
		await reconcile(db, onTuesday('22:40:02'));
		for (const day of ['04', '05']) await reconcile(db, new Date(`2026-03-${day}T22:41:00+08:00`));
	});

	async function submit(
		unit: Unit | undefined,
		night: number,
		at: Date,
		absences: Parameters<typeof unitReport>[2],
		reason: string | null = null,
	): Promise<void> {
		if (!unit) throw new Error('the college has four units');
		await submitAs(db, college.leaderOf(unit.id), { ...unitReport(night, unit, absences), reason }, at);
	}
	const actorOf = async (person: string) => (await findAsker(db, person, false)).actor;
	const show = async <Table extends Parameters<typeof showBook>[2]>(person: string, table: Table, asked: object = {}) =>
		(await showBook(db, await actorOf(person), table, { ...SPAN, ...asked }, LATER)).rows;
	const codeOf = (error: { code: string }) => error.code;

	it('counts each night as a hand counts it, and no night that owed nothing', async () => {
		expect(await show(college.workingGroup, 'nights')).toEqual([
			{
				night: tuesday,
				date: '2026-03-03',
				weekday: 2,
				owed: 4,
				on_time: 1,
				late: 0,
				missing: 3,
				on_time_rate: 0.25,
				completeness: 0.25,
				residents: 6,
				late_return: 2,
				not_returned: 0,
				on_leave: 0,
			},
			{
				night: monday,
				date: '2026-03-02',
				weekday: 1,
				owed: 4,
				on_time: 3,
				late: 1,
				missing: 0,
				on_time_rate: 0.75,
				completeness: 1,
				residents: 24,
				late_return: 1,
				not_returned: 2,
				on_leave: 1,
			},
		]);
		expect(await show(college.workingGroup, 'nights', { from: '2026-03-03', to: '2026-03-03' })).toHaveLength(1);
		expect(await show(college.workingGroup, 'nights', { from: '2026-03-04' })).toEqual([]);
	});

	it('leaves out an open night and every rehearsal', async () => {
		const before = await show(college.workingGroup, 'nights');
		const trx = await db.transaction();
		const counted = async () =>
			(await showBook(trx, (await findAsker(trx, college.workingGroup, false)).actor, 'nights', SPAN, LATER)).rows;
		try {
			await trx(C.nights).where({ id: monday }).update({ kind: 'rehearsal' });
			expect(await counted()).toEqual(before.filter((row) => row.night !== monday));
			await trx(C.nights).where({ id: monday }).update({ kind: 'regular', state: 'open' });
			expect(await counted()).toEqual(before.filter((row) => row.night !== monday));
		} finally {
			await trx.rollback();
		}
	});

	it('keeps the levels apart by grid, and says what came from others', async () => {
		const units = await show(college.workingGroup, 'grids', { level: '3' });
		const states = units.map(({ owed, on_time, late, missing }) => [owed, on_time, late, missing]);
		expect(states).toEqual([
			[2, 2, 0, 0],
			[2, 1, 0, 1],
			[2, 1, 0, 1],
			[2, 0, 1, 1],
		]);
		expect(units[0]).toMatchObject({ level: 3, on_behalf: 0, stand_in: 0, residents: 12, late_return: 3 });
		const upper = await show(college.workingGroup, 'grids');
		expect(upper.map(({ level, on_time, missing }) => [level, on_time, missing])).toEqual([
			[1, 0, 2],
			[2, 1, 1],
			[2, 0, 2],
			...states.map(([, on_time, , missing]) => [3, on_time, missing]),
		]);
		const floor = college.floors[0] ?? 0;
		expect((await show(college.workingGroup, 'grids', { grid: floor })).map((row) => row.level)).toEqual([2, 3, 3]);
	});

	it('counts by person in charge', async () => {
		const persons = await show(college.workingGroup, 'persons');
		const of = (grid: number) => persons.find((row) => row.person === college.leaderOf(grid));
		expect(of(college.units[0]?.id ?? 0)).toMatchObject({ owed: 2, on_time: 2, own: 2, on_time_rate: 1, name: '周言' });
		expect(of(college.units[3]?.id ?? 0)).toMatchObject({ owed: 2, late: 1, missing: 1, own: 1, completeness: 0.5 });
		expect(of(college.building)).toMatchObject({ level: 1, owed: 2, missing: 2, own: 0, completeness: 0 });
		expect(persons).toHaveLength(7);
	});

	it('counts late returns by weekday, department and building, over those who were reported on', async () => {
		const { weekdays, departments, buildings } = await showLateReturns(
			db,
			await actorOf(college.workingGroup),
			SPAN,
			LATER,
		);
		expect(weekdays.map(({ nights, residents, late_return }) => [nights, residents, late_return])).toEqual([
			[1, 24, 1],
			[1, 6, 2],
			...Array.from({ length: 5 }, () => [0, 0, 0]),
		]);
		expect(weekdays[6]?.late_per_thousand).toBeNull();
		// A room sleeps one student of the first department and two of the second.
		expect(
			departments.map(({ residents, late_return, not_returned }) => [residents, late_return, not_returned]),
		).toEqual([
			[10, 2, 0],
			[20, 1, 2],
		]);
		expect(departments[0]?.late_per_thousand).toBe(200);
		expect(buildings).toMatchObject([{ residents: 30, late_return: 3, not_returned: 2, late_per_thousand: 100 }]);
	});

	it('counts a student by what stands, not by what was corrected', async () => {
		const students = await show(college.workingGroup, 'students');
		const first = college.units[0]?.rooms[0]?.residents ?? [];
		const of = (id: number | undefined) => students.find((row) => row.student === id);
		expect(of(first[0]?.id)).toMatchObject({ not_returned: 1, late_return: 1, last_date: '2026-03-03' });
		expect(of(first[1]?.id)).toMatchObject({ late_return: 2, not_returned: 0, on_leave: 0 });
		expect(students).toHaveLength(4);
		expect(await show(college.workingGroup, 'students', { department: college.departments[0] })).toHaveLength(1);
	});

	it('shows each what he answers for, and refuses who answers for nothing', async () => {
		const [unit, other] = college.units;
		const leader = college.leaderOf(unit?.id ?? 0);
		expect((await show(leader, 'nights')).map((row) => row.owed)).toEqual([1, 1]);
		expect(await show(leader, 'grids', { grid: other?.id })).toEqual([]);
		expect((await show(college.leaderOf(college.floors[1] ?? 0), 'grids')).map((row) => row.level)).toEqual([2, 3, 3]);
		expect(await show(college.leaderOf(college.building), 'persons')).toHaveLength(7);
		const [counsellor] = college.counsellors;
		expect(await show(counsellor ?? '', 'students')).toHaveLength(1);
		for (const table of ['nights', 'grids', 'persons'] as const)
			await expect(show(counsellor ?? '', table).catch(codeOf)).resolves.toBe('GRID_FORBIDDEN');
		for (const asked of [
			{ from: '2026-02-30' },
			{ from: '2026-03-09' },
			{ from: '2024-01-01' },
			{ grid: 'x' },
			{ level: 4 },
		])
			await expect(show(college.workingGroup, 'nights', asked).catch(codeOf)).resolves.toBe('GRID_INVALID_INPUT');
	});

	it('cuts a long list off and says how long it is; a file holds all', async () => {
		const actor = await actorOf(college.workingGroup);
		const answer = await showBook(db, actor, 'grids', { ...SPAN, limit: 3 }, LATER);
		expect([answer.total, answer.rows.length]).toEqual([7, 3]);
		expect((await readBook(db, actor, 'grids', { ...SPAN, limit: 3 }, LATER)).rows).toHaveLength(7);
	});

	describe('the incremental export of night checks', () => {
		const at = (time: string) => onTuesday(time);
		async function request(
			now: Date,
		): Promise<{ id: string; since: string | null; until: string | null; rows: number | null }> {
			return await db.transaction(async (trx) => {
				const { actor } = await findAsker(trx, college.workingGroup, false);
				const row = await requestNightExport(trx, actor, {}, now);
				const moment = (value: string | null) => (value === null ? null : new Date(value));
				await trx(C.nightExports).insert({
					...row,
					since: moment(row.since),
					until: moment(row.until),
					made_at: now,
				});
				return row;
			});
		}
		async function read(id: string): Promise<string[][]> {
			const { file } = await writeNightExport(db, await actorOf(college.workingGroup), id, 'csv');
			const rows = await readSheet(new Uint8Array(await buffer(file)), 'zh-CN').catch(() => []);
			return rows.slice(1).map((row) => row.cells.map(String));
		}

		it('goes on where the last one ended; what was corrected or settled comes again under its id', async () => {
			const first = await request(at('23:00:00'));
			expect([first.since, first.rows]).toEqual([null, 30]);
			const records = await read(first.id);
			expect(records).toHaveLength(30);
			expect(new Set(records.map(([id]) => id)).size).toBe(30);
			expect(records.filter((record) => record[7] === '未归')).toHaveLength(2);
			expect(records.filter((record) => record[7] === '晚归')).toHaveLength(3);
			expect(records.filter((record) => record[10] === '逾期补报')).toHaveLength(6);

			expect(await request(at('23:00:01'))).toMatchObject({ since: first.until, rows: 0 });

			// The second unit of Monday is corrected, and a student of the fourth is found.
			const [, second, , fourth] = college.units;
			const [gone] = second?.rooms[0]?.residents ?? [];
			const [found] = fourth?.rooms[0]?.residents ?? [];
			await submit(second, monday, at('00:30:00'), { [gone?.id ?? 0]: 'not_returned' }, '漏看一间');
			// As if it had been collected later than the second export.
			await db(C.nightReports)
				.where({ night: monday, grid: second?.id })
				.update({ received_at: at('23:10:00') });
			const absence = { night: monday, student: found?.id, state: 'back', opened_at: atClock('22:50:00') };
			const own = db(C.nightAbsences).where({ night: monday, student: found?.id });
			await db(C.nightLadderSteps).whereIn('absence', own.clone().select('id')).delete();
			await own.delete();
			await db(C.nightAbsences).insert({
				...absence,
				settled_at: at('23:20:00'),
				returned_at: at('23:15:00'),
				ladder_step: 0,
			});
			const third = await request(at('23:30:00'));
			expect(third.rows).toBe(7);
			const again = await read(third.id);
			const before = new Map(records.map((record) => [record[0], record]));
			for (const record of again) expect(String(before.get(record[0])?.[9]) < String(record[9])).toBe(true);
			expect(again.find((record) => record[2] === gone?.number)).toMatchObject({ 7: '未归', 9: '2026-03-03 23:10:00' });
			expect(again.find((record) => record[2] === found?.number)).toMatchObject({
				7: '未归',
				8: '2026-03-03 23:15:00 返回',
				9: '2026-03-03 23:20:00',
			});
			// The first file now lacks what the third has.
			expect(await read(first.id)).toHaveLength(30 - 6);
		});

		it('leaves no gap and no overlap between two that are asked for at once', async () => {
			const both = await Promise.all([request(at('23:40:00')), request(at('23:40:00'))]);
			const [earlier, later] = both.toSorted((a, b) => String(a.since).localeCompare(String(b.since)));
			expect(later?.since).toBe(earlier?.until);
		});

		it('belongs to the working group', async () => {
			const { id } = await request(at('23:50:00'));
			for (const person of [college.leaderOf(college.building), college.counsellors[0] ?? '']) {
				const actor = await actorOf(person);
				await expect(db.transaction((trx) => requestNightExport(trx, actor, {}, LATER)).catch(codeOf)).resolves.toBe(
					'GRID_FORBIDDEN',
				);
				await expect(writeNightExport(db, actor, id, 'csv').catch(codeOf)).resolves.toBe('GRID_FORBIDDEN');
			}
			for (const wrong of ['x', '9b0a0000-0000-4000-8000-000000000001'])
				await expect(
					writeNightExport(db, await actorOf(college.workingGroup), wrong, 'csv').catch(codeOf),
				).resolves.toBe('GRID_FORBIDDEN');
		});
	});

	if (kind !== 'postgres') return;
	it('what an unfinished transaction may still bring is left to the next export', async () => {
		const unfinished = await db.transaction();
		const received = await readClock(unfinished);
		const quiet = async () =>
			await db.transaction(async (trx) => {
				const now = await readClock(trx);
				return { now, until: await findQuietMoment(trx, now) };
			});
		const during = await quiet();
		await unfinished.rollback();
		const after = await quiet();
		expect(during.until.getTime()).toBeLessThanOrEqual(received.getTime());
		expect(after.until).toEqual(after.now);
	});
});
