import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { readDate } from '../../extensions/dormitory-grid/src/database/column-values.ts';
import { loadCalendars } from '../../extensions/dormitory-grid/src/database/find-due-nights.ts';
import { findRoomScore } from '../../extensions/dormitory-grid/src/database/patrols.ts';
import { keepPatrols } from '../../extensions/dormitory-grid/src/services/patrols/plan-duties.ts';
import { atClock } from '../setup/checker/clean-night.ts';
import { DATABASE_KINDS } from '../setup/databases.ts';
import { dumpDatabase } from '../setup/dump-database.ts';
import { EVENING_PLAN, insertSetting, walkAs } from '../setup/fixtures/patrols.ts';
import { appointNew, type CollegeRows, endPosts, insertCollege } from '../setup/fixtures/rows.ts';
import { newDatabase, openDatabase } from '../setup/test-house.ts';

/** Who owes which walk, what becomes of it, and what rings: by the use cases themselves, at any moment. */
describe.each(DATABASE_KINDS)('patrols on %s', (kind) => {
	let db: Knex;
	let college: CollegeRows;
	let plan: number;
	const own = () => ({ college: college.college });
	const unit = (index: number) => college.units[index] ?? expect.fail('no unit');
	const leader = (index: number) => college.leaderOf(unit(index).id);
	const later = (clock: string, days: number) => new Date(atClock(clock).getTime() + days * 86_400_000);
	const tick = async (now: Date) => {
		const failures: unknown[] = [];
		await keepPatrols(db, await loadCalendars(db, college.college), now, async (work, otherwise) => {
			try {
				return await work();
			} catch (error) {
				failures.push(error);
				return otherwise;
			}
		});
		expect(failures).toEqual([]);
	};
	const duties = async (where: object = {}) =>
		await db(C.patrolDuties)
			.where({ ...own(), ...where })
			.orderBy(['grid', 'id']);
	const dutyOf = async (index: number) => (await duties({ grid: unit(index).id }))[0] ?? expect.fail('no duty');
	const told = async (about: string) =>
		await db(C.outbox)
			.where({ ...own(), kind: about, channel: 'notification' })
			.orderBy('id');

	const toldWhom = async (about: string): Promise<string[]> => {
		const people: string[] = (await told(about)).map(({ recipient }) => recipient);
		return people.toSorted();
	};

	beforeAll(async () => {
		db = openDatabase(await newDatabase({ kind }));
	});
	/** Each test has a college of its own. */
	beforeEach(async () => {
		college = await insertCollege(db, atClock('12:00:00'), { reportsFrom: null });
		plan = await insertSetting(db, C.patrolPlans, { ...EVENING_PLAN, ...own() });
	});

	it('are planned once a day, whoever ticks and however often', async () => {
		await tick(atClock('08:00:00'));
		const planned = await duties();
		expect(planned.map(({ grid, unit: at, state, person }) => [grid, at, state, person])).toEqual(
			college.units.map(({ id }) => [id, id, 'owed', null]),
		);
		expect(planned.map(({ date }) => readDate(date))).toEqual(Array.from({ length: 4 }, () => '2026-03-02'));
		const before = await dumpDatabase(db);
		await tick(atClock('08:00:05'));
		await db(C.installation)
			.where({ key: `patrols_planned:${college.college}` })
			.delete();
		await tick(atClock('08:00:10'));
		expect(await dumpDatabase(db)).toEqual(before);
		await tick(later('08:00:00', 1));
		expect(await duties()).toHaveLength(8);
	});

	it('are not owed where nobody lives, by what is not in service, or for what is over before it is planned', async () => {
		await db(C.students)
			.where({ unit: unit(0).id })
			.update({ residence_state: 'moved_out', room: null, bed: null });
		await db(C.grids)
			.where({ id: college.floors[1] ?? 0 })
			.update({ state: 'planned' });
		await tick(atClock('08:00:00'));
		expect((await duties()).map(({ grid }) => grid)).toEqual([unit(1).id]);
		await db(C.patrolDuties).where(own()).delete();
		await db(C.installation)
			.where({ key: `patrols_planned:${college.college}` })
			.delete();
		await tick(atClock('22:00:00'));
		expect(await duties()).toEqual([]);
	});

	it('follow their plan on the day it changes; what has begun stays', async () => {
		await tick(atClock('08:00:00'));
		await db(C.patrolPlans)
			.where({ id: plan })
			.update({ times: JSON.stringify(['20:00']) });
		await tick(atClock('09:00:00'));
		expect((await duties()).map(({ walk }) => walk)).toEqual(
			Array.from({ length: 4 }, () => `${plan}:2026-03-02:20:00:`),
		);
		await db(C.patrolPlans).where({ id: plan }).update({ active: false });
		await tick(atClock('19:45:00'));
		expect(await duties()).toHaveLength(4);
		expect(new Set((await duties()).map(({ state }) => state))).toEqual(new Set(['owed']));
		await tick(atClock('23:00:00'));
		expect(new Set((await duties()).map(({ state }) => state))).toEqual(new Set(['missed']));
	});

	it('before they have begun they go with their plan', async () => {
		await tick(atClock('08:00:00'));
		await db(C.patrolPlans).where({ id: plan }).update({ active: false });
		await tick(atClock('09:00:00'));
		expect(await duties()).toEqual([]);
	});

	it('are denser in a sensitive period, in its building alone', async () => {
		const days = { starts_on: '2026-03-02', ends_on: '2026-03-03' };
		const extra = { extra_times: ['15:00'], extra_topics: ['safety'] };
		const period = await insertSetting(db, C.sensitivePeriods, {
			...own(),
			...days,
			...extra,
			name: '重大活动',
			building: college.building,
		});
		await tick(atClock('08:00:00'));
		const inPeriod = await duties({ period });
		expect(inPeriod).toHaveLength(4);
		expect(inPeriod[0]?.topics).toEqual(
			kind === 'postgres' ? ['hygiene', 'safety', 'fire'] : '["hygiene","safety","fire"]',
		);
		expect(await duties()).toHaveLength(8);
		await tick(later('08:00:00', 2));
		expect(await duties()).toHaveLength(12);
	});

	it('of everybody are owed by each, and settled by each for himself', async () => {
		const second = await appointNew(db, 'floor_head', { grid: college.floors[0] ?? 0 }, atClock('07:00:00')).catch(
			() => null,
		);
		expect(second).toBeNull();
		await db(C.patrolPlans).where({ id: plan }).update({ level: 2, who: 'all_of_us' });
		await tick(atClock('08:00:00'));
		const owed = await duties();
		expect(owed.map(({ person }) => person)).toEqual(college.floors.map((floor) => college.leaderOf(floor)));
		const [first, other] = owed;
		const walk = { grid: first?.grid, duty: first?.id };
		await expect(walkAs(db, college.leaderOf(college.building), walk, atClock('21:00:00'))).rejects.toMatchObject({
			extensions: { issues: [{ path: 'duty' }] },
		});
		await walkAs(db, first?.person ?? '', walk, atClock('21:00:00'));
		expect((await duties()).map(({ id, state }) => [id, state])).toEqual([
			[first?.id, 'done'],
			[other?.id, 'owed'],
		]);
		// Nobody can walk for a post that has ended.
		await endPosts(db, other?.person ?? '', atClock('21:30:00'));
		await tick(atClock('21:31:00'));
		expect((await duties()).map(({ id }) => id)).toEqual([first?.id]);
	});

	it('are done, late or missed by when they come in', async () => {
		await tick(atClock('08:00:00'));
		const walk = async (index: number, clock: string) =>
			await walkAs(db, leader(index), { grid: unit(index).id, duty: (await dutyOf(index)).id }, atClock(clock));
		await expect(walk(0, '20:29:59')).rejects.toMatchObject({ code: 'GRID_PATROL' });
		expect((await walk(0, '20:30:00')).kind).toBe('on_time');
		expect((await walk(1, '22:00:00')).kind).toBe('late');
		await tick(later('00:00:00', 1));
		expect((await duties({ date: (await dutyOf(0)).date })).map(({ state }) => state)).toEqual([
			'done',
			'late',
			'missed',
			'missed',
		]);
		// What comes too late is kept, and counts for nothing.
		const kept = await walkAs(db, leader(2), { grid: unit(2).id, duty: (await dutyOf(2)).id }, later('00:00:01', 1));
		expect([kept.kind, (await dutyOf(2)).state]).toEqual(['free', 'missed']);
		// One of us is enough: the second walk is free.
		expect((await walk(0, '21:30:00')).kind).toBe('free');
	});

	it('are reminded of once, twenty minutes before they are missed on time, and never more than three times a day', async () => {
		await tick(atClock('08:00:00'));
		await walkAs(db, leader(0), { grid: unit(0).id, duty: (await dutyOf(0)).id }, atClock('21:00:00'));
		await tick(atClock('21:39:59'));
		expect(await told('patrol')).toEqual([]);
		for (const clock of ['21:40:00', '21:40:05', '21:50:00', '22:10:00']) await tick(atClock(clock));
		expect(await toldWhom('patrol')).toEqual([1, 2, 3].map(leader).toSorted());

		await db(C.patrolPlans)
			.where({ id: plan })
			.update({ times: JSON.stringify(['06:00', '08:00', '10:00', '12:00', '14:00']) });
		const day = (clock: string) => later(clock, 2);
		await tick(day('00:00:00'));
		for (const clock of ['06:50:00', '08:50:00', '10:50:00', '12:50:00', '14:50:00']) await tick(day(clock));
		expect((await told('patrol')).filter(({ recipient }) => recipient === leader(0))).toHaveLength(3);
	});

	it('missed are told to the level above, once, in one message, and to the next where nobody is on post', async () => {
		const [first, second] = [college.floors[0] ?? 0, college.floors[1] ?? 0];
		await insertSetting(db, C.patrolPlans, { ...EVENING_PLAN, ...own(), level: 2 });
		await endPosts(db, college.leaderOf(second), atClock('07:00:00'));
		await tick(atClock('08:00:00'));
		await walkAs(db, leader(0), { grid: unit(0).id, duty: (await dutyOf(0)).id }, atClock('21:00:00'));
		await tick(atClock('23:59:59'));
		expect(await told('patrol_missed')).toEqual([]);
		for (const clock of ['00:00:00', '00:00:05', '01:00:00']) await tick(later(clock, 1));
		const messages = await told('patrol_missed');
		expect(messages).toHaveLength(2);
		expect(new Set(messages.map(({ recipient }) => recipient))).toEqual(
			new Set([college.leaderOf(first), college.leaderOf(college.building)]),
		);
		const lines = (person: string): string[] =>
			messages
				.find(({ recipient }) => recipient === person)
				?.message.replaceAll('\\', '')
				.split('\n')
				.slice(0, -1);
		const codes = async (ids: number[]) => {
			const rows: { code: string }[] = await db(C.grids).whereIn('id', ids).orderBy('code');
			return rows.map(({ code }) => code);
		};
		// The head of the first floor hears of his one unit; the building of both floors, and of the units without a floor head.
		for (const [person, ids] of [
			[college.leaderOf(first), [unit(1).id]],
			[college.leaderOf(college.building), [first, second, unit(2).id, unit(3).id]],
		] as const) {
			const named = lines(person);
			const wanted = await codes([...ids]);
			expect(named).toHaveLength(wanted.length);
			for (const code of wanted) expect(named.some((line) => line.includes(`${code} `))).toBe(true);
		}
	});

	it('leave each room what the latest walk found', async () => {
		const item = await insertSetting(db, C.checklistItems, {
			...own(),
			topic: 'hygiene',
			per_room: true,
			text_zh: '地面整洁',
			points: 15,
			sort: 1,
			active: true,
		});
		const [first, second] = unit(0).rooms;
		const rooms = [first?.id ?? 0, second?.id ?? 0];
		expect(await findRoomScore(db, rooms[0] ?? 0)).toBeNull();
		const dirty = { item, room: rooms[0], settled: true };
		await walkAs(
			db,
			leader(0),
			{ grid: unit(0).id, rooms, findings: [dirty, { ...dirty, what: '又一处' }] },
			atClock('21:00:00'),
		);
		expect(await findRoomScore(db, rooms[0] ?? 0)).toEqual({ score: 70, walkedAt: atClock('21:00:00') });
		expect((await findRoomScore(db, rooms[1] ?? 0))?.score).toBe(100);
		await walkAs(db, leader(0), { grid: unit(0).id, rooms }, later('21:00:00', 1));
		expect((await findRoomScore(db, rooms[0] ?? 0))?.score).toBe(100);
	});

	it('tells each person once of a walk, in as many statements for forty findings as for two', async () => {
		const walk = async (findings: number, now: Date) => {
			let statements = 0;
			const listen = () => statements++;
			db.on('query', listen);
			const [first] = unit(0).rooms;
			const row = await walkAs(
				db,
				leader(0),
				{
					grid: unit(0).id,
					findings: Array.from({ length: findings }, (_, n) => ({ what: `坏 ${n}`, room: first?.id, settled: false })),
				},
				now,
			);
			db.off('query', listen);
			expect(row.raised).toBe(findings);
			return statements;
		};
		const other = await appointNew(db, 'unit_leader', { grid: unit(0).id, stand_in: true }, atClock('12:00:00'));
		const few = await walk(2, atClock('21:00:00'));
		expect(await toldWhom('issue')).toEqual([other]);
		const many = await walk(40, atClock('21:10:00'));
		expect(await toldWhom('issue')).toEqual([other, other]);
		expect(many).toBe(few);
		const findings = await db(C.patrolFindings).where(own()).orderBy('id');
		const issues = await db(C.issues).where(own()).orderBy('id');
		expect(findings.map(({ issue, what }) => [issue, `${unit(0).rooms[0]?.number}：${what}`])).toEqual(
			issues.map(({ id, title }) => [id, title]),
		);
		expect(
			await db(C.issueSteps)
				.where({ ...own(), kind: 'report' })
				.orderBy('issue')
				.pluck('issue'),
		).toEqual(issues.map(({ id }) => id));
	});

	it('raise so many issues an hour; the walk that would be one too many says how many, and writes nothing', async () => {
		const walk = async (findings: number, now: Date) =>
			await walkAs(
				db,
				leader(0),
				{ grid: unit(0).id, findings: Array.from({ length: findings }, () => ({ what: '坏', settled: false })) },
				now,
			);
		for (let n = 0; n < 5; n++) await walk(50, atClock(`21:0${n}:00`));
		const before = await dumpDatabase(db);
		await expect(walk(1, atClock('21:30:00'))).rejects.toMatchObject({
			code: 'GRID_TOO_MANY',
			message: expect.stringContaining('250'),
		});
		expect(await dumpDatabase(db)).toEqual(before);
		// What was handled on the spot is none, and the hour passes.
		await walkAs(db, leader(0), { grid: unit(0).id, findings: [{ what: '坏', settled: true }] }, atClock('21:30:00'));
		expect((await walk(50, atClock('22:00:30'))).raised).toBe(50);
	});

	it('come from one person 120 times an hour at most', async () => {
		const send = async (clock: string) =>
			await walkAs(
				db,
				leader(1),
				{ grid: unit(1).id, findings: [{ what: '灯不亮', settled: true }] },
				atClock(clock),
			).then(
				() => 'taken',
				({ code }: { code: string }) => code,
			);
		for (let sent = 0; sent < 120; sent++) expect(await send('21:00:00')).toBe('taken');
		const before = await dumpDatabase(db);
		expect(await send('21:59:59')).toBe('GRID_TOO_MANY');
		expect(await dumpDatabase(db)).toEqual(before);
		expect(await send('22:00:01')).toBe('taken');
	});

	describe('a facility', () => {
		const insert = async (given: object = {}) =>
			await insertSetting(db, C.facilities, {
				code: `M-${Math.random()}`,
				kind: 'extinguisher',
				place: '2 楼东侧',
				state: 'good',
				...own(),
				grid: college.floors[0],
				building: college.building,
				floor: college.floors[0],
				...given,
			});
		const walk = async (facility: number, state: string, now: Date, more: object = {}) =>
			await walkAs(db, leader(0), { grid: unit(0).id, facilities: [{ facility, state, ...more }] }, now);
		const issueRows = async () => await db(C.issues).where(own()).orderBy('id');

		it('that has run out is an issue once, and rings every morning until it is replaced', async () => {
			const facility = await insert({ expires_on: '2026-03-01' });
			const found = await walk(facility, 'good', atClock('21:00:00'));
			expect([found.found, found.raised]).toEqual([1, 1]);
			const [issue] = await issueRows();
			expect(issue).toMatchObject({ kind: 'hazard', category: 'fire', origin: 'patrol', state: 'reported' });
			const keepers = [college.leaderOf(college.floors[0] ?? 0), college.leaderOf(college.building)].toSorted();
			expect(await toldWhom('facility')).toEqual(keepers);
			for (const clock of ['07:59:00', '08:00:00', '08:00:05', '20:00:00']) await tick(later(clock, 1));
			expect(await told('facility')).toHaveLength(4);
			await tick(later('09:00:00', 2));
			expect(await told('facility')).toHaveLength(6);

			// The next walk sees the same: no second issue, no second ring.
			const again = await walk(facility, 'good', later('21:00:00', 2));
			expect([again.found, again.raised]).toEqual([0, 0]);
			expect([(await issueRows()).length, (await told('facility')).length]).toEqual([1, 6]);

			// A slip of the finger would end the ringing for good.
			await expect(
				walk(facility, 'replaced', later('21:29:00', 2), { expires_on: '9999-12-31' }),
			).rejects.toMatchObject({ code: 'GRID_INVALID_INPUT' });
			await walk(facility, 'replaced', later('21:30:00', 2), { expires_on: '2028-03-01' });
			await tick(later('08:00:00', 3));
			expect(await told('facility')).toHaveLength(6);
			const row = await db(C.facilities).where({ id: facility }).first();
			expect([row.state, readDate(row.expires_on)]).toEqual(['replaced', '2028-03-01']);
		});

		it('rings once a day, however many states one enters after the other', async () => {
			const facility = await insert();
			await walk(facility, 'good', atClock('20:50:00'));
			await walk(facility, 'empty', atClock('21:00:00'));
			const rung = await told('facility');
			for (const [index, state] of ['damaged', 'empty', 'replaced', 'empty'].entries())
				await walk(facility, state, atClock(`21:1${index}:00`));
			expect(await told('facility')).toEqual(rung);
			expect(rung).toHaveLength(2);
			// What somebody else finds broken is heard of: nobody silences it by what he enters himself.
			await walk(facility, 'replaced', atClock('21:15:00'));
			const [floor = 0] = college.floors;
			const seen = { grid: floor, facilities: [{ facility, state: 'lost' }] };
			await walkAs(db, college.leaderOf(floor), seen, atClock('21:20:00'));
			expect(await toldWhom('facility')).toContain(college.leaderOf(college.building));
			expect(await told('facility')).toHaveLength(3);
			await tick(later('08:00:00', 1));
			expect(await told('facility')).toHaveLength(5);
			// Another one rings at once.
			await walk(await insert(), 'lost', later('08:30:00', 1));
			expect(await told('facility')).toHaveLength(7);
		});

		it('that was found broken is not well because somebody passes by', async () => {
			const facility = await insert();
			await walk(facility, 'damaged', atClock('21:00:00'));
			await walk(facility, 'good', atClock('21:10:00'));
			expect((await db(C.facilities).where({ id: facility }).first()).state).toBe('damaged');
			await tick(later('08:00:00', 1));
			expect(await told('facility')).toHaveLength(4);
		});

		it('keeps its photos and words where nothing is wrong with it, or its issue is open already', async () => {
			const photographed = async () => {
				const id = randomUUID();
				await db(C.photos).insert({
					id,
					uploaded_by: leader(0),
					uploaded_at: atClock('20:50:00'),
					bytes: 1,
					width: 1,
					height: 1,
					...own(),
				});
				return id;
			};
			const facility = await insert();
			const [good, broken, again] = [await photographed(), await photographed(), await photographed()];
			const fine = await walk(facility, 'good', atClock('21:00:00'), { photos: [good], what: '压力正常' });
			await walk(facility, 'damaged', atClock('21:10:00'), { photos: [broken] });
			const still = await walk(facility, 'damaged', atClock('21:20:00'), { photos: [again] });
			expect([fine, still].map(({ found, raised }) => [found, raised])).toEqual([
				[1, 0],
				[1, 0],
			]);
			const [first, , last] = await db(C.patrolFindings).where(own()).orderBy('id');
			expect(first.what).toContain('压力正常');
			expect([first, last].map(({ settled }) => Boolean(settled))).toEqual([true, false]);
			const [issue] = await issueRows();
			const linked = await db(C.photos).where(own()).select('id', 'linked_collection', 'linked_item');
			const linkOf = (id: string) => {
				const row = linked.find((one) => one.id === id);
				return [row?.linked_collection, row?.linked_item];
			};
			expect([linkOf(good), linkOf(broken), linkOf(again)]).toEqual([
				[C.patrolFindings, String(first.id)],
				[C.issues, String(issue.id)],
				[C.patrolFindings, String(last.id)],
			]);
		});

		it('that no life depends on is an issue and does not ring', async () => {
			const facility = await insert({ kind: 'network' });
			await walk(facility, 'damaged', atClock('21:00:00'));
			expect((await issueRows()).map(({ kind: what, category }) => [what, category])).toEqual([['issue', 'network']]);
			await tick(later('08:00:00', 1));
			expect(await told('facility')).toEqual([]);
		});

		it('of another floor is none of this walk’s', async () => {
			const facility = await insert({ grid: college.floors[1], floor: college.floors[1] });
			await expect(walk(facility, 'lost', atClock('21:00:00'))).rejects.toMatchObject({
				extensions: { issues: [{ path: 'facilities' }] },
			});
		});
	});
});
