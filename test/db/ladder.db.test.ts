import type { Knex } from 'knex';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { readJson, readMoment } from '../../extensions/dormitory-grid/src/database/column-values.ts';
import { readHealth } from '../../extensions/dormitory-grid/src/services/read-health.ts';
import { reconcile } from '../../extensions/dormitory-grid/src/services/reconcile.ts';
import type { EntryKind, FollowupInput, FollowupKind } from '../../extensions/dormitory-grid/src/types/api.ts';
import { atClock } from '../setup/checker/clean-night.ts';
import { expectInvariants } from '../setup/checker/index.ts';
import { DATABASE_KINDS } from '../setup/databases.ts';
import { dumpDatabase } from '../setup/dump-database.ts';
import type { Unit } from '../setup/fixtures/building.ts';
import { unitReport } from '../setup/fixtures/night.ts';
import { appointNew, type CollegeRows, endPosts, followUpAs, insertCollege, submitAs } from '../setup/fixtures/rows.ts';
import { newDatabase, openDatabase } from '../setup/test-house.ts';

/** Absences that stay open after the close climb, by the use cases themselves (DESIGN.md 5). */
describe.each(DATABASE_KINDS)('the ladder on %s', (kind) => {
	let db: Knex;
	let college: CollegeRows;
	let night: number;
	const unit = (index: number): Unit => college.units[index] ?? expect.fail(`no unit ${index}`);
	const resident = (index: number, bed: number) => unit(index).rooms[0]?.residents[bed] ?? expect.fail('no resident');
	const leader = (index: number) => college.leaderOf(unit(index).id);
	const counsellorOf = (index: number, bed: number) => resident(index, bed).counsellor ?? expect.fail('no counsellor');
	const buildingHead = () => college.leaderOf(college.building);

	/** '+1' is the day after. */
	const ticks = async (trx: Knex, ...clocks: string[]): Promise<void> => {
		for (const clock of clocks) {
			const now = clock.endsWith('+1') ? nextDay(clock.slice(0, -2)) : atClock(clock);
			const { failures } = await reconcile(trx, now);
			expect(failures).toEqual([]);
		}
	};
	const report = async (trx: Knex, index: number, clock: string, absences: Record<number, EntryKind>, reason = '') =>
		await submitAs(trx, leader(index), { ...unitReport(night, unit(index), absences), reason }, atClock(clock));
	const follow = async (
		trx: Knex,
		index: number,
		clock: string,
		bed: number,
		what: FollowupKind,
		more: Partial<FollowupInput> = {},
	) =>
		await followUpAs(
			trx,
			leader(index),
			{ night, student: resident(index, bed).id, kind: what, ...more },
			atClock(clock),
		);
	/** Of each student: the steps he took and when. */
	const steps = async (trx: Knex) =>
		(
			await trx(`${C.nightLadderSteps} as x`)
				.join(`${C.nightAbsences} as a`, 'a.id', 'x.absence')
				.where('x.night', night)
				.orderBy(['a.student', 'x.number'])
				.select(
					'a.student',
					'a.ladder_step',
					'x.number',
					'x.due_at',
					'x.taken_at',
					'x.told',
					'x.positions',
					'x.reached',
				)
		).map((row) => ({
			...row,
			due_at: readMoment(row.due_at),
			taken_at: readMoment(row.taken_at),
			positions: readJson(row.positions),
			reached: readJson(row.reached),
		}));
	const numbers = async (trx: Knex, student: number) =>
		(await steps(trx)).filter((step) => step.student === student).map((step) => step.number);
	const messages = async (trx: Knex) =>
		await trx(C.outbox).where({ night, kind: 'ladder', channel: 'notification' }).orderBy('id');

	beforeAll(async () => {
		db = openDatabase(await newDatabase({ kind }));
		college = await insertCollege(db, atClock('12:00:00'), { reportsFrom: '2026-03-02' });
	});

	/** Opened, two students of the first unit reported missing, closed. */
	async function closeWithTwoMissing(trx: Knex): Promise<void> {
		await ticks(trx, '22:20:03');
		({ id: night } = await trx(C.nights).where({ college: college.college }).first('id'));
		for (const index of [1, 2, 3]) await report(trx, index, '22:25:00', {});
		await report(trx, 0, '22:25:00', { [resident(0, 0).id]: 'not_returned', [resident(0, 2).id]: 'not_returned' });
		await ticks(trx, '22:40:02');
	}

	it('tells one after another who answers for him, each step once, one message a person', async () => {
		await inPassing(async (trx) => {
			await closeWithTwoMissing(trx);
			await ticks(trx, '22:59:58');
			expect(await steps(trx)).toEqual([]);
			await ticks(trx, '23:00:01', '23:00:06');
			expect(await steps(trx)).toEqual(
				[resident(0, 0), resident(0, 2)].map(({ id }) => ({
					student: id,
					ladder_step: 1,
					number: 1,
					due_at: atClock('23:00:00'),
					taken_at: atClock('23:00:01'),
					told: 1,
					positions: ['counsellor'],
					reached: ['counsellor'],
				})),
			);
			// Beds 0 and 2 have the same counsellor: one message names both.
			const [first, ...more] = await messages(trx);
			expect(more).toEqual([]);
			expect(first.recipient).toBe(counsellorOf(0, 0));
			expect(first.message).toContain(resident(0, 0).name);
			expect(first.message).toContain(resident(0, 2).name);
			expect(first.message).not.toContain('13900000000');
			await ticks(trx, '23:30:01', '23:59:59');
			expect((await messages(trx)).map((row) => row.recipient)).toEqual([counsellorOf(0, 0), buildingHead()]);
			await ticks(trx, '00:00:02+1');
			expect((await messages(trx)).at(-1)?.recipient).toBe(college.workingGroup);
			expect(await numbers(trx, resident(0, 0).id)).toEqual([1, 2, 3]);
			await expectInvariants(trx, { now: nextDay('00:00:02') });
			await ticks(trx, '01:00:00+1', '22:39:00+1');
			expect(await messages(trx)).toHaveLength(3);
		});
	});

	it('I11, I12: twice is once, a late tick takes every step that has come, a clock that goes back takes none', async () => {
		await inPassing(async (trx) => {
			await closeWithTwoMissing(trx);
			await ticks(trx, '23:35:00');
			expect(await numbers(trx, resident(0, 0).id)).toEqual([1, 2]);
			const once = await dumpDatabase(trx);
			await ticks(trx, '23:35:00');
			expect(await dumpDatabase(trx)).toEqual(once);
			const told = (await messages(trx)).length;
			await ticks(trx, '23:10:00', '22:50:00', '23:35:05');
			expect(await messages(trx)).toHaveLength(told);
			await expectInvariants(trx, { now: atClock('23:35:05') });
		});
	});

	it('stops at back and at handed over, and goes on while nobody is reached', async () => {
		await inPassing(async (trx) => {
			await closeWithTwoMissing(trx);
			await ticks(trx, '23:00:01');
			await follow(trx, 0, '23:05:00', 0, 'back');
			await follow(trx, 0, '23:06:00', 2, 'not_reached');
			await follow(trx, 0, '23:07:00', 2, 'contacted');
			await ticks(trx, '23:07:04', '23:30:01');
			expect(await numbers(trx, resident(0, 0).id)).toEqual([1]);
			expect(await numbers(trx, resident(0, 2).id)).toEqual([1, 2]);
			const last = (await messages(trx)).at(-1);
			expect(last?.message).toContain('23:07');
			expect(last?.message).not.toContain(resident(0, 0).name);
			await follow(trx, 0, '23:31:00', 2, 'handed_over', { handed_to: '保卫处' });
			await ticks(trx, '23:31:04', '00:00:05+1');
			expect(await numbers(trx, resident(0, 2).id)).toEqual([1, 2]);
			await expectInvariants(trx, { now: nextDay('00:00:05') });
		});
	});

	it('a late report opens an absence: what has come tells at once, and a correction takes him off', async () => {
		await inPassing(async (trx) => {
			await closeWithTwoMissing(trx);
			await ticks(trx, '23:00:01');
			await report(trx, 1, '23:40:00', { [resident(1, 1).id]: 'not_returned' }, '刚发现');
			await ticks(trx, '23:40:03');
			const own = (await steps(trx)).filter((step) => step.student === resident(1, 1).id);
			expect(own.map(({ number, due_at, taken_at }) => [number, due_at, taken_at])).toEqual([
				[1, atClock('23:40:00'), atClock('23:40:03')],
				[2, atClock('23:40:00'), atClock('23:40:03')],
			]);
			await report(trx, 0, '23:45:00', { [resident(0, 0).id]: 'not_returned' }, '看错了');
			await ticks(trx, '23:45:04', '00:00:05+1');
			expect(await numbers(trx, resident(0, 2).id)).toEqual([1, 2]);
			// Named again he goes on where he was.
			await submitAs(
				trx,
				leader(0),
				{
					...unitReport(night, unit(0), { [resident(0, 0).id]: 'not_returned', [resident(0, 2).id]: 'not_returned' }),
					reason: '确实不在',
				},
				nextDay('00:10:00'),
			);
			await ticks(trx, '00:10:04+1');
			expect(await numbers(trx, resident(0, 2).id)).toEqual([1, 2, 3]);
			await expectInvariants(trx, { now: nextDay('00:10:04') });
		});
	});

	it('an empty post is said, and the next step’s people are told at once; last the working group', async () => {
		await inPassing(async (trx) => {
			const absent = resident(0, 0);
			await trx(C.students).where({ id: absent.id }).update({ counsellor: null, department: null });
			await closeWithTwoMissing(trx);
			await ticks(trx, '23:00:01');
			const [own] = (await steps(trx)).filter((step) => step.student === absent.id);
			expect(own).toMatchObject({ positions: ['counsellor'], reached: ['building_head'], told: 1 });
			expect((await messages(trx)).find((row) => row.recipient === buildingHead())?.message).toContain('辅导员');
			await endPosts(trx, buildingHead(), atClock('23:01:00'));
			await ticks(trx, '23:30:01');
			const [, second] = (await steps(trx)).filter((step) => step.student === absent.id);
			expect(second).toMatchObject({ positions: ['instructor', 'building_head'], reached: ['working_group'] });
			await expectInvariants(trx, { now: atClock('23:30:01') });
		});
	});

	it('the last step waits while there is nobody at all to tell, and health says so', async () => {
		await inPassing(async (trx) => {
			await trx(C.students).where({ college: college.college }).update({ counsellor: null, department: null });
			await closeWithTwoMissing(trx);
			const two = [resident(0, 0).id, resident(0, 2).id];
			for (const person of [buildingHead(), college.workingGroup]) await endPosts(trx, person, atClock('22:59:00'));
			await ticks(trx, '23:00:01', '23:30:01');
			// That nobody was there is on record, step by step.
			expect((await steps(trx)).map(({ number, told, reached }) => [number, told, reached])).toEqual(
				two.flatMap(() => [1, 2].map((number) => [number, 0, []])),
			);
			const health = async (clock: string) => await readHealth(trx, nextDay(clock), 0);
			await ticks(trx, '00:00:02+1', '00:00:30+1');
			expect(await health('00:00:30')).toMatchObject({ status: 'ok', untold_students: 0 });
			await ticks(trx, '00:01:02+1');
			expect(await health('00:01:02')).toMatchObject({ status: 'warning', untold_students: 2 });
			for (const student of two) expect(await numbers(trx, student)).toEqual([1, 2]);
			await expectInvariants(trx, { now: nextDay('00:01:02') });
			const member = await appointNew(
				trx,
				'working_group',
				{ college: college.college },
				nextDay('00:20:00'),
				'2026-03-03',
			);
			await ticks(trx, '00:20:03+1', '00:20:08+1');
			expect((await messages(trx)).map(({ recipient }) => recipient)).toEqual([member]);
			for (const student of two) expect(await numbers(trx, student)).toEqual([1, 2, 3]);
			expect(await health('00:20:08')).toMatchObject({ status: 'ok', untold_students: 0 });
			await expectInvariants(trx, { now: nextDay('00:20:08') });
		});
	});

	it('a stand-in is told like whom he stands in for', async () => {
		await inPassing(async (trx) => {
			await closeWithTwoMissing(trx);
			const scope = await trx(C.staffScopes).where({ person: buildingHead() }).first();
			const person = leader(3);
			await trx(C.staffScopes).where({ id: scope.id }).update({ person, stand_in: true });
			await ticks(trx, '23:30:01');
			expect((await messages(trx)).map((row) => row.recipient)).toContain(person);
		});
	});

	it('follows the college’s own setting, and an empty one climbs nothing', async () => {
		await inPassing(async (trx) => {
			const ladder = JSON.stringify([{ after: 5, positions: ['floor_head', 'unit_leader'] }]);
			await trx(C.colleges).where({ id: college.college }).update({ ladder });
			await closeWithTwoMissing(trx);
			await ticks(trx, '22:45:01', '23:59:00');
			const told = (await messages(trx)).map((row) => row.recipient);
			expect(new Set(told)).toEqual(new Set([leader(0), college.leaderOf(college.floors[0] ?? 0)]));
			await expectInvariants(trx, { now: atClock('23:59:00') });
		});
		await inPassing(async (trx) => {
			await trx(C.colleges).where({ id: college.college }).update({ ladder: '[]' });
			await closeWithTwoMissing(trx);
			await ticks(trx, '23:59:00');
			expect(await steps(trx)).toEqual([]);
			await expectInvariants(trx, { now: atClock('23:59:00') });
		});
	});

	it('the clock wakes for it', async () => {
		await inPassing(async (trx) => {
			await closeWithTwoMissing(trx);
			const wakes = async (clock: string) => (await reconcile(trx, atClock(clock))).nextDueAt;
			expect(await wakes('22:40:05')).toEqual(atClock('23:00:00'));
			expect(await wakes('23:00:00')).toEqual(atClock('23:30:00'));
			await follow(trx, 0, '23:05:00', 0, 'back');
			await follow(trx, 0, '23:05:00', 2, 'back');
			expect(await wakes('23:05:04')).toEqual(nextDay('22:20:00'));
		});
	});

	it('a night that was slept through does not climb once a later one has closed', async () => {
		await inPassing(async (trx) => {
			await ticks(trx, '22:20:03');
			({ id: night } = await trx(C.nights).where({ college: college.college }).first('id'));
			await report(trx, 0, '22:25:00', { [resident(0, 0).id]: 'not_returned' });
			// Nobody was there until the next night had closed earlier than this one did.
			await trx(C.colleges).where({ id: college.college }).update({ closes: '22:38', floor_minute: '22:35' });
			await ticks(trx, '22:38:30+1');
			expect(await trx(C.nights).where({ college: college.college }).pluck('state')).toEqual(['closed', 'closed']);
			expect(await steps(trx)).toEqual([]);
			await ticks(trx, '23:30:00+1');
			expect(await steps(trx)).toEqual([]);
			await expectInvariants(trx, {
				now: nextDay('23:30:00'),
				downtimes: [{ from: atClock('22:26:00'), to: nextDay('22:38:30') }],
			});
		});
	});

	it('a night closed late, with none after it, tells everybody who should know by now', async () => {
		await inPassing(async (trx) => {
			await ticks(trx, '22:20:03');
			({ id: night } = await trx(C.nights).where({ college: college.college }).first('id'));
			await report(trx, 0, '22:25:00', { [resident(0, 0).id]: 'not_returned' });
			await ticks(trx, '08:00:00+1');
			expect(await numbers(trx, resident(0, 0).id)).toEqual([1, 2, 3]);
			await expectInvariants(trx, {
				now: nextDay('08:00:00'),
				downtimes: [{ from: atClock('22:26:00'), to: nextDay('08:00:00') }],
			});
		});
	});

	it('a rehearsal’s minutes shrink as its window does, and its messages say what they are', async () => {
		await inPassing(async (trx) => {
			const [opens, closes] = [atClock('15:00:00'), atClock('15:05:00')];
			const [row] = await trx(C.nightRehearsals)
				.insert({
					id: '5b1b3a52-34f2-4c7c-9a7c-0d5a3c1f2e11',
					college: college.college,
					opens_at: opens,
					closes_at: closes,
					requested_at: opens,
				})
				.returning('id');
			await ticks(trx, '15:00:01');
			({ id: night } = await trx(C.nights).where({ rehearsal: row.id }).first('id'));
			await report(trx, 0, '15:01:00', { [resident(0, 0).id]: 'not_returned' });
			// Twenty minutes in five: the first step comes five minutes after the close.
			await ticks(trx, '15:05:01', '15:09:59');
			expect(await steps(trx)).toEqual([]);
			await ticks(trx, '15:10:01');
			expect(await numbers(trx, resident(0, 0).id)).toEqual([1]);
			expect((await messages(trx))[0]?.subject).toContain('演练');
			await ticks(trx, '15:25:01');
			expect(await numbers(trx, resident(0, 0).id)).toEqual([1, 2, 3]);
			await expectInvariants(trx, { now: atClock('15:25:01') });
		});
	});

	it('two climb at once, and a return is recorded beside them: each step once, nobody is told of who is back', async () => {
		const twice = openDatabase(await newDatabase({ kind }));
		const before = { college, night };
		college = await insertCollege(twice, atClock('12:00:00'), { reportsFrom: '2026-03-02' });
		await closeWithTwoMissing(twice);
		await Promise.all([
			ticks(twice, '23:30:01'),
			follow(twice, 0, '23:30:00', 0, 'back'),
			ticks(twice, '23:30:01'),
			ticks(twice, '23:30:01'),
		]);
		await ticks(twice, '23:30:06');
		expect(await numbers(twice, resident(0, 2).id)).toEqual([1, 2]);
		await expectInvariants(twice, {
			now: atClock('23:30:06'),
			downtimes: [{ from: atClock('22:41:00'), to: atClock('23:30:01') }],
		});
		({ college, night } = before);
	});

	/** A clock face of the day after the evening. */
	function nextDay(clock: string): Date {
		return new Date(atClock(clock).getTime() + 86_400_000);
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
