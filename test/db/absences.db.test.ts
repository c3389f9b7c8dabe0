import type { Knex } from 'knex';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { mustReadMoment, readJson } from '../../extensions/dormitory-grid/src/database/column-values.ts';
import { reconcile } from '../../extensions/dormitory-grid/src/services/reconcile.ts';
import type { EditionContent } from '../../extensions/dormitory-grid/src/types/api-editions.ts';
import type { FollowupInput, FollowupKind } from '../../extensions/dormitory-grid/src/types/api.ts';
import { atClock } from '../setup/checker/clean-night.ts';
import { expectInvariants } from '../setup/checker/index.ts';
import { DATABASE_KINDS } from '../setup/databases.ts';
import type { Unit } from '../setup/fixtures/building.ts';
import { unitReport } from '../setup/fixtures/night.ts';
import { type CollegeRows, followUpAs, insertCollege, submitAs } from '../setup/fixtures/rows.ts';
import { newDatabase, openDatabase } from '../setup/test-house.ts';

/** Who is missed, and what becomes of him, by the use cases themselves; an evening step by step. */
describe.each(DATABASE_KINDS)('absences on %s', (kind) => {
	let db: Knex;
	let college: CollegeRows;
	let night: number;
	const unit = (index: number): Unit => college.units[index] ?? expect.fail(`no unit ${index}`);
	const student = (index: number, bed: number) =>
		unit(index).rooms[0]?.residents[bed]?.id ?? expect.fail('no resident');
	const leader = (index: number) => college.leaderOf(unit(index).id);
	const absence = async (id: number) => await db(C.nightAbsences).where({ night, student: id }).first();
	const stateOf = async (id: number): Promise<string | null> => (await absence(id))?.state ?? null;
	const report = async (index: number, clock: string, absences: Parameters<typeof unitReport>[2], reason = '') =>
		await submitAs(db, leader(index), { ...unitReport(night, unit(index), absences), reason }, atClock(clock));
	const follow = async (
		person: string,
		clock: string,
		id: number,
		what: FollowupKind,
		more: Partial<FollowupInput> = {},
	) => await followUpAs(db, person, { night, student: id, kind: what, ...more }, atClock(clock));
	const editions = async (counsellor: string | undefined): Promise<EditionContent[]> =>
		(
			await db(C.nightEditions)
				.where({ night, counsellor: counsellor ?? '' })
				.orderBy('number')
		).map((row) => readJson(row.content) as EditionContent);
	const told = async (counsellor: string | undefined): Promise<string[]> =>
		(
			await db(C.outbox)
				.where({ night, kind: 'edition', channel: 'notification', recipient: counsellor ?? '' })
				.orderBy('id')
		).map((row) => row.message);

	beforeAll(async () => {
		db = openDatabase(await newDatabase({ kind }));
		college = await insertCollege(db, atClock('12:00:00'), { reportsFrom: '2026-03-02' });
		await reconcile(db, atClock('22:20:03'));
		({ id: night } = await db(C.nights).where({ college: college.college }).first('id'));
	});

	it('a zero report opens none, a name opens one', async () => {
		await report(1, '22:24:00', {});
		expect(await db(C.nightAbsences).where({ night })).toEqual([]);
		await report(0, '22:25:00', {
			[student(0, 0)]: 'not_returned',
			[student(0, 1)]: 'late_return',
			[student(0, 2)]: 'not_returned',
		});
		expect(await stateOf(student(0, 0))).toBe('open');
		expect(await stateOf(student(0, 1))).toBeNull();
		const row = await absence(student(0, 0));
		expect(row).toMatchObject({ unit: unit(0).id, building: college.building, ladder_step: 0 });
		expect(row.counsellor).toBe(unit(0).rooms[0]?.residents[0]?.counsellor);
	});

	it('a correction takes one back, and another names him again', async () => {
		const [first, late, third] = [student(0, 0), student(0, 1), student(0, 2)];
		await report(0, '22:26:00', { [first]: 'not_returned', [late]: 'late_return' }, '看错了');
		expect(await stateOf(third)).toBe('corrected');
		await report(
			0,
			'22:27:00',
			{ [first]: 'not_returned', [late]: 'late_return', [third]: 'not_returned' },
			'确实不在',
		);
		expect(await stateOf(third)).toBe('open');
		expect(await db(C.nightAbsences).where({ night })).toHaveLength(2);
	});

	it('back before the close stays back though a later report names him', async () => {
		const [first, late, third] = [student(0, 0), student(0, 1), student(0, 2)];
		await follow(leader(0), '22:30:00', third, 'back', { returned_at: atClock('22:29:00').toISOString() });
		expect(await stateOf(third)).toBe('back');
		await report(
			0,
			'22:31:00',
			{ [first]: 'not_returned', [late]: 'late_return', [third]: 'not_returned' },
			'补充说明',
		);
		expect(await stateOf(third)).toBe('back');
	});

	it('refuses what cannot be', async () => {
		const [first, , third] = [student(0, 0), student(0, 1), student(0, 2)];
		await expect(follow(leader(0), '22:32:00', third, 'back')).rejects.toMatchObject({ code: 'GRID_NOT_ABSENT' });
		await expect(
			follow(leader(0), '22:32:00', student(0, 1), 'handed_over', { handed_to: '甲' }),
		).rejects.toMatchObject({
			code: 'GRID_NOT_ABSENT',
		});
		await expect(follow(leader(1), '22:32:00', student(1, 0), 'back')).rejects.toMatchObject({
			code: 'GRID_NOT_ABSENT',
		});
		await expect(follow(leader(1), '22:32:00', first, 'back')).rejects.toMatchObject({ code: 'GRID_FORBIDDEN' });
		await expect(follow(leader(0), '22:32:00', first, 'handed_over')).rejects.toMatchObject({
			code: 'GRID_INVALID_INPUT',
		});
		for (const returned_at of [atClock('22:19:00'), atClock('23:30:00')]) {
			await expect(
				follow(leader(0), '22:32:00', first, 'back', { returned_at: returned_at.toISOString() }),
			).rejects.toMatchObject({ code: 'GRID_INVALID_INPUT' });
		}
		expect(await stateOf(first)).toBe('open');
	});

	it('a report names nobody who came back in another century, and says whom it means', async () => {
		const late = unit(1).rooms[0]?.residents[1] ?? expect.fail('no resident');
		const said = (returned_at: string) => {
			const whole = unitReport(night, unit(1), { [late.id]: 'late_return' });
			return { ...whole, entries: whole.entries.map((entry) => ({ ...entry, returned_at })), reason: '更正' };
		};
		for (const returned_at of [
			'0000-01-01T00:00:00Z',
			'0001-01-01T00:00:00Z',
			'9999-12-31T23:59:59Z',
			atClock('22:19:59').toISOString(),
			atClock('22:38:00').toISOString(),
		]) {
			const refused = await submitAs(db, leader(1), said(returned_at), atClock('22:32:00')).catch(String);
			expect(refused).toContain(`${late.name} 的回寝时间`);
		}
		expect(await db(C.nightEntries).where({ night, student: late.id })).toEqual([]);
		await submitAs(db, leader(1), said(atClock('22:31:00').toISOString()), atClock('22:32:00'));
		expect(await db(C.nightEntries).where({ night, student: late.id })).toHaveLength(1);
	});

	it('the same key is one follow-up, and the key of another is refused', async () => {
		const first = student(0, 0);
		const client_key = 'one-key-of-a-phone';
		await follow(leader(0), '22:33:00', first, 'not_reached', { client_key });
		await expect(follow(leader(0), '22:34:00', first, 'not_reached', { client_key })).rejects.toMatchObject({
			code: 'GRID_ALREADY_RECEIVED',
		});
		await expect(follow(leader(0), '22:34:00', student(0, 1), 'back', { client_key })).rejects.toMatchObject({
			code: 'GRID_INVALID_INPUT',
		});
		expect(await db(C.nightFollowups).where({ night, kind: 'not_reached' })).toHaveLength(1);
	});

	it('the first edition says how each stands, whom to call and what was tried', async () => {
		await reconcile(db, atClock('22:40:02'));
		const [counsellorOfFirst] = unit(0).rooms[0]?.residents.map((one) => one.counsellor) ?? [];
		const [edition] = await editions(counsellorOfFirst ?? '');
		const own = edition?.students ?? [];
		expect(own.find((one) => one.student === student(0, 0))).toMatchObject({
			kind: 'not_returned',
			state: 'open',
			back_at: null,
			contacted: { at: atClock('22:33:00').toISOString(), by: '周言', kind: 'not_reached' },
			leader: { name: '周言', phone: '027-0000-0002' },
			phone: '13900000000',
		});
		expect(own.find((one) => one.student === student(0, 2))).toMatchObject({
			state: 'back',
			back_at: atClock('22:29:00').toISOString(),
		});
		await expectInvariants(db, { now: atClock('22:40:02') });
	});

	it('one more call makes no further edition', async () => {
		const counsellor = unit(0).rooms[0]?.residents[0]?.counsellor ?? '';
		await follow(counsellor, '22:45:00', student(0, 0), 'contacted');
		await reconcile(db, atClock('22:45:04'));
		expect(await editions(counsellor)).toHaveLength(1);
	});

	it('a return after the close tells only the counsellor concerned, and only what changed', async () => {
		const counsellor = unit(0).rooms[0]?.residents[0]?.counsellor ?? '';
		const other = college.counsellors.find((one) => one !== counsellor);
		await follow(leader(0), '22:55:00', student(0, 0), 'back', { returned_at: atClock('22:52:00').toISOString() });
		await reconcile(db, atClock('22:55:04'));
		await reconcile(db, atClock('22:55:09'));
		expect(await editions(counsellor)).toHaveLength(2);
		expect(await editions(other)).toHaveLength(1);
		const [name, number] = [unit(0).rooms[0]?.residents[0]?.name, unit(0).rooms[0]?.residents[0]?.number];
		expect((await told(counsellor)).at(-1)).toBe(`- 已归：${name}（${number}）22:52 ${unit(0).rooms[0]?.number}`);
		await expectInvariants(db, { now: atClock('22:55:09') });
	});

	it('a late one ticked back is told, too', async () => {
		const counsellor = unit(0).rooms[0]?.residents[1]?.counsellor ?? '';
		await follow(college.leaderOf(college.floors[0] ?? 0), '22:56:00', student(0, 1), 'back');
		await reconcile(db, atClock('22:56:04'));
		const last = (await editions(counsellor)).at(-1);
		expect(last?.students.find((one) => one.student === student(0, 1))).toMatchObject({
			kind: 'late_return',
			state: 'back',
			back_at: atClock('22:56:00').toISOString(),
		});
		await expectInvariants(db, { now: atClock('22:56:04') });
	});

	it('handed over, then back: both stay to be read', async () => {
		await report(2, '22:57:00', { [student(2, 0)]: 'not_returned' }, '补报');
		const counsellor = unit(2).rooms[0]?.residents[0]?.counsellor ?? '';
		await follow(counsellor, '22:58:00', student(2, 0), 'handed_over', { handed_to: '保卫处 王老师' });
		await reconcile(db, atClock('22:58:04'));
		expect((await told(counsellor)).at(-1)).toContain('保卫处 王老师');
		expect(await absence(student(2, 0))).toMatchObject({ state: 'handed_over', handed_to: '保卫处 王老师' });
		await follow(college.workingGroup, '22:59:00', student(2, 0), 'back');
		await reconcile(db, atClock('22:59:04'));
		expect(await stateOf(student(2, 0))).toBe('back');
		await expectInvariants(db, { now: atClock('22:59:04') });
	});

	it('a wrong back is taken back with a reason: missed again, told again, and the ladder goes on', async () => {
		const wrong = student(2, 0);
		const counsellor = unit(2).rooms[0]?.residents[0]?.counsellor ?? '';
		const steps = async () =>
			await db(C.nightLadderSteps)
				.where({ absence: (await absence(wrong))?.id })
				.pluck('number');
		await reconcile(db, atClock('23:01:00'));
		expect(await steps()).toEqual([]);
		const again = async (person: string, clock: string, note?: string) =>
			await follow(person, clock, wrong, 'reopened', note === undefined ? {} : { note });
		// What the working group recorded is its own to take back.
		for (const person of [counsellor, leader(2)])
			await expect(again(person, '23:02:00', '误记')).rejects.toMatchObject({ code: 'GRID_FORBIDDEN' });
		for (const note of [undefined, '  '])
			await expect(again(college.workingGroup, '23:02:00', note)).rejects.toMatchObject({ code: 'GRID_INVALID_INPUT' });
		expect(await stateOf(wrong)).toBe('back');
		await again(college.workingGroup, '23:02:00', '听说已回，核实不在');
		await expect(again(college.workingGroup, '23:02:01', '再点一次')).rejects.toMatchObject({
			code: 'GRID_NOT_SETTLED',
		});
		expect(await absence(wrong)).toMatchObject({ state: 'open', settled_by: null, returned_at: null, handed_to: null });
		await reconcile(db, atClock('23:02:04'));
		expect((await editions(counsellor)).at(-1)?.students.find((one) => one.student === wrong)).toMatchObject({
			state: 'open',
			back_at: null,
		});
		// The step of 23:00, which he missed while he was held for back, is taken now.
		expect(await steps()).toEqual([1]);
		const kinds = await db(C.nightFollowups).where({ night, student: wrong }).orderBy('recorded_at').pluck('kind');
		expect(kinds).toEqual(['handed_over', 'back', 'reopened']);
		await expectInvariants(db, { now: atClock('23:02:04') });
		await follow(leader(2), '23:03:00', wrong, 'back');
		await again(leader(2), '23:03:30', '认错了人');
		await follow(leader(2), '23:04:00', wrong, 'back');
		await again(counsellor, '23:04:30', '电话核实不在');
		expect(await stateOf(wrong)).toBe('open');
		await reconcile(db, atClock('23:04:34'));
		await expectInvariants(db, { now: atClock('23:04:34') });
	});

	it('after the lock a unit’s leader settles nothing more; who stands above him may', async () => {
		const { locks_at } = await db(C.nights).where({ id: night }).first('locks_at');
		const locked = mustReadMoment(locks_at);
		const later = async (person: string) =>
			await followUpAs(db, person, { night, student: student(2, 0), kind: 'back' }, locked);
		await expect(later(leader(2))).rejects.toMatchObject({ code: 'GRID_NIGHT_CLOSED' });
		const rollBack = new Error('seen');
		await expect(
			db.transaction(async (trx) => {
				const floorHead = college.leaderOf(college.floors[0] ?? 0);
				await followUpAs(trx, floorHead, { night, student: student(0, 0), kind: 'contacted' }, locked);
				throw rollBack;
			}),
		).rejects.toBe(rollBack);
	});

	it('a late one’s return is taken back, and noted anew', async () => {
		const late = student(0, 1);
		const floorHead = college.leaderOf(college.floors[0] ?? 0);
		await expect(follow(leader(0), '23:05:00', late, 'reopened', { note: '误记' })).rejects.toMatchObject({
			code: 'GRID_FORBIDDEN',
		});
		await follow(floorHead, '23:05:00', late, 'reopened', { note: '点错了' });
		await expect(follow(floorHead, '23:05:01', late, 'reopened', { note: '点错了' })).rejects.toMatchObject({
			code: 'GRID_NOT_SETTLED',
		});
		await reconcile(db, atClock('23:05:04'));
		const counsellor = unit(0).rooms[0]?.residents[1]?.counsellor ?? '';
		expect((await editions(counsellor)).at(-1)?.students.find((one) => one.student === late)).toMatchObject({
			kind: 'late_return',
			state: null,
			back_at: null,
		});
		await expectInvariants(db, { now: atClock('23:05:04') });
		await follow(leader(0), '23:06:00', late, 'back');
		await reconcile(db, atClock('23:06:04'));
		await expectInvariants(db, { now: atClock('23:06:04') });
	});
});
