import type { Knex } from 'knex';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { dateValue } from '../../extensions/dormitory-grid/src/database/column-values.ts';
import { findAsker } from '../../extensions/dormitory-grid/src/database/find-actor.ts';
import { approveLeave } from '../../extensions/dormitory-grid/src/services/leave.ts';
import { reconcile } from '../../extensions/dormitory-grid/src/services/reconcile.ts';
import { recordStay } from '../../extensions/dormitory-grid/src/services/stay.ts';
import { atClock } from '../setup/checker/clean-night.ts';
import { expectInvariants } from '../setup/checker/index.ts';
import { DATABASE_KINDS } from '../setup/databases.ts';
import { type CollegeRows, insertCollege } from '../setup/fixtures/rows.ts';
import { newDatabase, openDatabase } from '../setup/test-house.ts';

const TODAY = '2026-03-02';

describe.each(DATABASE_KINDS)('the calendar of a night on %s', (kind) => {
	let db: Knex;
	let college: CollegeRows;

	beforeAll(async () => {
		db = openDatabase(await newDatabase({ kind }));
		college = await insertCollege(db, atClock('12:00:00'), { reportsFrom: TODAY });
	});

	it('expects only who stays over a holiday, and units where nobody stays owe nothing', async () => {
		await inPassing(async (trx) => {
			const period = await addRule(trx, { kind: 'stay_over', starts_on: TODAY, ends_on: '2026-03-08' });
			const [first, second] = college.units[0]?.rooms[0]?.residents ?? [];
			await stay(trx, period, first?.id ?? 0);
			await stay(trx, period, second?.id ?? 0);
			await trx(C.holidayStays)
				.where({ student: second?.id ?? 0 })
				.update({ state: 'cancelled' });
			await reconcile(trx, atClock('22:20:02'));
			const night = await regularNight(trx);
			expect(night).toMatchObject({ state: 'open', occasion: 'stay_over', stay_over: period });
			expect(await trx(C.nightResidents).where({ night: night.id }).select('student')).toEqual([
				{ student: first?.id },
			]);
			const owed = await trx(C.nightReports).where({ night: night.id, level: 3 }).select('grid', 'residents');
			expect(owed).toEqual([{ grid: college.units[0]?.id, residents: 1 }]);
			// Who is registered now is too late for tonight: the list is frozen.
			await stay(trx, period, college.units[1]?.rooms[0]?.residents[0]?.id ?? 0);
			await reconcile(trx, atClock('22:20:07'));
			expect(await trx(C.nightResidents).where({ night: night.id })).toHaveLength(1);
			await reconcile(trx, atClock('22:40:02'));
			await expectInvariants(trx, { now: atClock('22:40:02') });
		});
	});

	it('owes nothing over a holiday for which nobody stays', async () => {
		await inPassing(async (trx) => {
			await addRule(trx, { kind: 'stay_over', starts_on: TODAY, ends_on: TODAY });
			await reconcile(trx, atClock('22:20:02'));
			await reconcile(trx, atClock('22:40:02'));
			const night = await regularNight(trx);
			expect(night).toMatchObject({ state: 'closed', occasion: 'stay_over' });
			expect(await trx(C.nightReports).where({ night: night.id })).toEqual([]);
			await expectInvariants(trx, { now: atClock('22:40:02') });
		});
	});

	it('opens in exam weeks at their hour, and keeps that with the night', async () => {
		await inPassing(async (trx) => {
			await addRule(trx, { kind: 'exam', starts_on: TODAY, ends_on: TODAY, opens: '22:50', closes: '23:10' });
			await reconcile(trx, atClock('22:20:02'));
			expect(await regularNight(trx)).toBeUndefined();
			await reconcile(trx, atClock('22:50:02'));
			expect(await regularNight(trx)).toMatchObject({ state: 'open', occasion: 'exam', stay_over: null });
		});
	});

	it('takes a building into the report on its first day in service, beside those that are', async () => {
		await inPassing(async (trx) => {
			await trx(C.grids)
				.where({ id: college.floors[1] })
				.update({ state: 'pilot', in_service_from: dateValue('2026-03-03') });
			await reconcile(trx, atClock('22:20:02'));
			const { id: night } = await regularNight(trx);
			const floors = await trx(C.nightReports).where({ night, level: 2 }).select('grid');
			expect(floors).toEqual([{ grid: college.floors[0] }]);
			await reconcile(trx, atClock('22:40:02'));
			const tomorrow = new Date('2026-03-03T22:20:02+08:00');
			await reconcile(trx, tomorrow);
			const next = await trx(C.nights).where({ college: college.college, state: 'open' }).first('id');
			expect(await trx(C.nightReports).where({ night: next.id, level: 2 })).toHaveLength(2);
		});
	});

	it('fills the roll with a leave entered before, and takes none back into a closed night', async () => {
		await inPassing(async (trx) => {
			const student = college.units[0]?.rooms[0]?.residents[0]?.id ?? 0;
			await leave(trx, student, '2026-03-02T18:00:00+08:00', '2026-03-04T18:00:00+08:00', '18:00:00');
			await reconcile(trx, atClock('22:20:02'));
			const night = await regularNight(trx);
			const away = await trx(C.nightResidents).where({ night: night.id, student }).first('on_leave');
			expect(Boolean(away.on_leave)).toBe(true);
			await reconcile(trx, atClock('22:40:02'));
			const other = college.units[1]?.rooms[0]?.residents[0]?.id ?? 0;
			const late = leave(trx, other, '2026-03-02T18:00:00+08:00', '2026-03-04T18:00:00+08:00', '22:50:00');
			await expect(late).rejects.toMatchObject({ code: 'GRID_LEAVE' });
			const over = leave(trx, student, '2026-03-04T12:00:00+08:00', '2026-03-05T18:00:00+08:00', '22:50:00');
			await expect(over).rejects.toMatchObject({ code: 'GRID_LEAVE' });
			await leave(trx, student, '2026-03-04T18:00:00+08:00', '2026-03-05T18:00:00+08:00', '22:50:00');
		});
	});

	async function addRule(
		trx: Knex,
		rule: { kind: string; starts_on: string; ends_on: string; [field: string]: string },
	) {
		const dates = { starts_on: dateValue(rule.starts_on), ends_on: dateValue(rule.ends_on) };
		const row = { name: '测试', college: college.college, ...rule, ...dates };
		return (await trx(C.nightCalendar).insert(row).returning('id'))[0].id as number;
	}

	async function stay(trx: Knex, period: number, student: number): Promise<void> {
		const { actor } = await findAsker(trx, college.workingGroup, false);
		await trx(C.holidayStays).insert({
			...(await recordStay(trx, actor, { period, student }, atClock('18:00:00'))),
			recorded_at: atClock('18:00:00'),
		});
	}

	async function leave(trx: Knex, student: number, from: string, until: string, clock: string): Promise<void> {
		const { actor } = await findAsker(trx, college.workingGroup, false);
		const now = atClock(clock);
		const row = await approveLeave(trx, actor, { student, starts_at: from, ends_at: until }, now);
		await trx(C.leaves).insert({ ...row, starts_at: new Date(from), ends_at: new Date(until), recorded_at: now });
	}

	async function regularNight(trx: Knex) {
		return await trx(C.nights).where({ college: college.college, kind: 'regular' }).first();
	}

	async function inPassing(work: (trx: Knex.Transaction) => Promise<void>): Promise<void> {
		const trx = await db.transaction();
		try {
			await work(trx);
		} finally {
			await trx.rollback();
		}
	}
});
