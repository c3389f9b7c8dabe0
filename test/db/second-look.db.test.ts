import type { Knex } from 'knex';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { findRoomsToDraw } from '../../extensions/dormitory-grid/src/database/checks.ts';
import { readJson, readMoment } from '../../extensions/dormitory-grid/src/database/column-values.ts';
import { findAsker } from '../../extensions/dormitory-grid/src/database/find-actor.ts';
import { readMark } from '../../extensions/dormitory-grid/src/database/installation.ts';
import { drawRooms } from '../../extensions/dormitory-grid/src/domain/second-look.ts';
import { reconcile } from '../../extensions/dormitory-grid/src/services/reconcile.ts';
import { recordCheck } from '../../extensions/dormitory-grid/src/services/record-check.ts';
import type { NightCheckRow } from '../../extensions/dormitory-grid/src/types/schema.ts';
import { atClock } from '../setup/checker/clean-night.ts';
import { expectInvariants } from '../setup/checker/index.ts';
import { DATABASE_KINDS } from '../setup/databases.ts';
import { unitReport } from '../setup/fixtures/night.ts';
import { type CollegeRows, followUpAs, insertCollege, submitAs } from '../setup/fixtures/rows.ts';
import { newDatabase, openDatabase } from '../setup/test-house.ts';

/** Rooms drawn, seen and compared, by the use cases themselves: an evening step by step. */
describe.each(DATABASE_KINDS)('the second look on %s', (kind) => {
	let db: Knex;
	let college: CollegeRows;
	let night: number;
	const checks = async (): Promise<NightCheckRow[]> => await db(C.nightChecks).where({ night }).orderBy('id');
	const first = async () => (await checks())[0] ?? expect.fail('nothing was drawn');
	const roomOf = (check: NightCheckRow) =>
		college.units.flatMap((unit) => unit.rooms).find((room) => room.id === check.room) ?? expect.fail('no room');
	const unitOf = (check: NightCheckRow) =>
		college.units.find((unit) => unit.id === check.unit) ?? expect.fail('no unit');
	/** What Directus does with a result. */
	const record = async (check: NightCheckRow, absent: number[], clock: string, person = check.assigned_to ?? '') =>
		await db.transaction(async (trx) => {
			const { actor } = await findAsker(trx, person, false);
			const input = { client_key: `look-${check.id}-${clock}`, night_check: check.id, absent };
			const row = await recordCheck(trx, actor, input, atClock(clock));
			await trx(C.nightCheckResults).insert({
				...row,
				absent: JSON.stringify(row.absent),
				checked_at: atClock(clock),
			});
		});

	beforeAll(async () => {
		db = openDatabase(await newDatabase({ kind }));
		college = await insertCollege(db, atClock('12:00:00'), { reportsFrom: '2026-03-02' });
		await db(C.colleges).where({ id: college.college }).update({ second_look_rooms: 1 });
	});

	it('draws nothing before the night opens, and once as it opens, whoever ticks', async () => {
		await reconcile(db, atClock('22:19:00'));
		expect(await db(C.nightChecks)).toEqual([]);
		expect(await db('installation').where('key', 'like', 'second_look%')).toEqual([]);
		await reconcile(db, atClock('22:20:03'));
		await reconcile(db, atClock('22:20:13'));
		({ id: night } = await db(C.nights).where({ college: college.college }).first('id'));
		expect((await checks()).map(({ floor, state }) => [floor, state])).toEqual(
			college.floors.map((floor) => [floor, 'due']),
		);
	});

	it('can be drawn again from the seed that was kept', async () => {
		const seed = (await readMark(db, `second_look:${night}`)) ?? '';
		expect(seed).toMatch(/^[0-9a-f]{32}$/);
		const again = drawRooms(await findRoomsToDraw(db, night), seed, 1).map(({ room }) => room);
		expect((await checks()).map(({ room }) => room)).toEqual(again);
	});

	it('gives a floor to the head of the other one, and tells him alone', async () => {
		const [lower = 0, upper = 0] = college.floors;
		expect((await checks()).map(({ assigned_to }) => assigned_to)).toEqual([
			college.leaderOf(upper),
			college.leaderOf(lower),
		]);
		const told = await db(C.outbox).where({ night, kind: 'second_look' }).orderBy('id');
		expect(new Set(told.map(({ recipient }) => recipient))).toEqual(
			new Set([college.leaderOf(lower), college.leaderOf(upper)]),
		);
		const own = await first();
		expect(told.find(({ recipient }) => recipient === own.assigned_to)?.message).toContain(roomOf(own).number);
	});

	it('takes a result of the checker alone, of the room alone, and once', async () => {
		const check = await first();
		const stranger = college.units.flatMap((unit) => unit.rooms).find((room) => room.id !== check.room);
		const code = (expected: string) => expect.objectContaining({ code: expected });
		for (const person of [college.leaderOf(check.unit ?? 0), college.leaderOf(check.floor ?? 0), college.workingGroup])
			await expect(record(check, [], '22:28:00', person)).rejects.toEqual(code('GRID_FORBIDDEN'));
		await expect(record(check, [stranger?.residents[0]?.id ?? 0], '22:28:00')).rejects.toEqual(
			code('GRID_STUDENT_NOT_HERE'),
		);
		await record(check, [roomOf(check).residents[0]?.id ?? 0], '22:30:00');
		await expect(record(check, [], '22:31:00')).rejects.toEqual(code('GRID_ALREADY_RECEIVED'));
		expect(await db(C.nightCheckResults)).toHaveLength(1);
	});

	it('knows a difference once both are in, and anew after each correction and return', async () => {
		const check = await first();
		const [missing] = roomOf(check).residents;
		const leader = college.leaderOf(check.unit ?? 0);
		const found = async (clock: string) => {
			await reconcile(db, atClock(clock));
			const { differences, detail } = await first();
			return [differences, readJson(detail)];
		};
		const report = (absences: Parameters<typeof unitReport>[2], clock: string, reason = '') =>
			submitAs(db, leader, { ...unitReport(night, unitOf(check), absences), reason }, atClock(clock));
		expect(await found('22:31:10')).toEqual([null, null]);
		await report({}, '22:32:00');
		expect(await found('22:32:10')).toEqual([1, [{ student: missing?.id, reported: 'in', seen: 'absent' }]]);
		await report({ [missing?.id ?? 0]: 'not_returned' }, '22:33:00', '核实');
		expect(await found('22:33:10')).toEqual([0, []]);
		// Back before the look, and yet not seen: that is a difference again.
		const back = {
			night,
			student: missing?.id ?? 0,
			kind: 'back',
			returned_at: atClock('22:29:00').toISOString(),
		} as const;
		await followUpAs(db, leader, back, atClock('22:35:00'));
		expect(await found('22:35:10')).toEqual([1, [{ student: missing?.id, reported: 'not_returned', seen: 'absent' }]]);
		expect(readMoment((await first()).checked_at)).toEqual(atClock('22:30:00'));
	});

	it('lets what nobody looked into lapse, twenty minutes after the close', async () => {
		await reconcile(db, atClock('22:40:02'));
		await reconcile(db, atClock('22:59:50'));
		const [, waiting] = await checks();
		expect(waiting?.state).toBe('due');
		if (waiting)
			await expect(record(waiting, [], '23:00:00')).rejects.toEqual(
				expect.objectContaining({ code: 'GRID_CHECK_OVER' }),
			);
		await reconcile(db, atClock('23:00:01'));
		expect((await checks()).map(({ state }) => state)).toEqual(['done', 'lapsed']);
	});

	it('leaves the night as it should be, and twice is once', async () => {
		const before = [await checks(), await db(C.outbox).where({ kind: 'second_look' })];
		await reconcile(db, atClock('23:00:11'));
		expect([await checks(), await db(C.outbox).where({ kind: 'second_look' })]).toEqual(before);
		await expectInvariants(db, { now: atClock('23:00:12') });
	});

	it('draws none for a night that was slept through, and none where the college wants none', async () => {
		await reconcile(db, new Date('2026-03-03T23:30:00+08:00'));
		await db(C.colleges).where({ id: college.college }).update({ second_look_rooms: 0 });
		await reconcile(db, new Date('2026-03-04T22:20:02+08:00'));
		expect(await db(C.nights).where({ college: college.college })).toHaveLength(3);
		expect(await db(C.nightChecks).whereNot({ night })).toEqual([]);
	});

	it('tells the working group where nobody can look', async () => {
		await db(C.colleges).where({ id: college.college }).update({ second_look_rooms: 2 });
		const posts = db(C.staffAssignments).whereIn('position', ['floor_head', 'building_head']);
		await db(C.staffScopes).whereIn('assignment', posts.clone().select('id')).delete();
		await posts.update({ ended_at: atClock('23:30:00') });
		await reconcile(db, new Date('2026-03-05T22:20:02+08:00'));
		const drawn = await db(C.nightChecks).whereNot({ night });
		expect(drawn.map(({ assigned_to }) => assigned_to)).toEqual([null, null, null, null]);
		const told = await db(C.outbox).whereNot({ night }).where({ kind: 'second_look' });
		expect(told.map(({ recipient }) => recipient)).toEqual([college.workingGroup]);
	});
});
