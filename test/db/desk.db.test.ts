import type { Knex } from 'knex';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { dateValue } from '../../extensions/dormitory-grid/src/database/column-values.ts';
import { findAsker } from '../../extensions/dormitory-grid/src/database/find-actor.ts';
import type { Actor } from '../../extensions/dormitory-grid/src/domain/scope.ts';
import { showCounsellor } from '../../extensions/dormitory-grid/src/services/show-counsellor.ts';
import { showDesk, showDeskUnit } from '../../extensions/dormitory-grid/src/services/show-desk.ts';
import { showReplay } from '../../extensions/dormitory-grid/src/services/show-replay.ts';
import { showStudentNights } from '../../extensions/dormitory-grid/src/services/show-student-nights.ts';
import { atClock, type CleanNight, makeCleanNight } from '../setup/checker/clean-night.ts';
import { DATABASE_KINDS } from '../setup/databases.ts';
import { type CollegeRows, insertCollege } from '../setup/fixtures/rows.ts';
import { newDatabase, openDatabase } from '../setup/test-house.ts';

/** What the counsellor's page and the desk are told of one whole regular night (setup/checker/clean-night). */
describe.each(DATABASE_KINDS)('the desk and the counsellor of a night on %s', (kind) => {
	let db: Knex;
	let clean: CleanNight;
	let college: CollegeRows;
	let stranger: CollegeRows;

	const actor = async (person: string): Promise<Actor> => (await findAsker(db, person, false)).actor;
	const unit = (index: number) => college.units[index] ?? expect.fail('no unit');
	const student = (index: number, bed: number) => unit(index).rooms[0]?.residents[bed] ?? expect.fail('no student');
	const group = async () => await actor(college.workingGroup);
	const refused = { code: 'GRID_FORBIDDEN' };

	beforeAll(async () => {
		db = openDatabase(await newDatabase({ kind }));
		clean = await makeCleanNight(db, { counselled: false });
		college = clean.college;
		stranger = await insertCollege(db, atClock('12:00:00'), { reportsFrom: null });
	});

	it('gives a counsellor his own students as they stand, with his editions and what the last one changed', async () => {
		const own = student(0, 0);
		const answer = await showCounsellor(db, await actor(own.counsellor ?? ''), null, clean.now);
		expect(answer.night).toMatchObject({ id: clean.night, state: 'closed' });
		expect([answer.expected, answer.reported, answer.gaps]).toEqual([answer.expected, answer.expected, []]);
		expect(answer.students.map((one) => [one.student, one.kind, one.unit])).toContainEqual([
			own.id,
			'not_returned',
			unit(0).code,
		]);
		const counsellors = await db(C.students).whereIn(
			'id',
			answer.students.map((one) => one.student),
		);
		expect(new Set(counsellors.map((row) => row.counsellor))).toEqual(new Set([own.counsellor]));
		// The late report of the fourth unit: a gap closed, and whoever is not in there came.
		expect(answer.editions.map(({ number }) => number)).toEqual([2, 1]);
		expect(answer.changes?.gaps_closed.map((gap) => gap.grid)).toEqual([unit(3).id]);
	});

	it('asks the database the same number of questions, however many students and grids there are', async () => {
		const count = async (ask: () => Promise<unknown>): Promise<number> => {
			let questions = 0;
			const listen = () => questions++;
			db.on('query', listen);
			await ask();
			db.off('query', listen);
			return questions;
		};
		const counsellor = await actor(student(0, 0).counsellor ?? '');
		expect(await count(async () => await showCounsellor(db, counsellor, null, clean.now))).toBeLessThan(20);
		const desk = await group();
		expect(await count(async () => await showDesk(db, desk, null, clean.now))).toBeLessThan(26);
		expect(await count(async () => await showReplay(db, desk, clean.night, clean.now))).toBeLessThan(20);
	});

	it('shows the desk completeness and punctuality apart, by building in units and by department in students', async () => {
		const answer = await showDesk(db, await group(), null, clean.now);
		expect(answer.rate).toEqual({ owed: 4, reported: 4, on_time: 3 });
		expect(answer.residents).toBe(24);
		const [building] = answer.buildings;
		expect(building).toMatchObject({
			id: college.building,
			rate: { owed: 4, reported: 4, on_time: 3 },
			floors: 2,
			floors_signed: 1,
			state: 'missing',
			counts: { residents: 24, not_returned: 2, late_return: 1, on_leave: 1 },
		});
		const sum = (name: 'not_returned' | 'late_return' | 'on_leave') =>
			answer.departments.reduce((total, one) => total + one[name], 0);
		expect([sum('not_returned'), sum('late_return'), sum('on_leave')]).toEqual([2, 1, 1]);
		// A third of every room is of the first department, and one student of none; 18 of 24 are told of in time.
		expect(answer.departments.map(({ rate }) => [rate.owed, rate.reported, rate.on_time])).toEqual([
			[8, 8, 6],
			[15, 15, 12],
			[1, 1, 0],
		]);
		// Every unit has reported in the end: who has not signed on is what is left, with the number to call.
		expect(answer.silent_count).toBe(0);
		expect(answer.silent.map((one) => [one.level, one.grid])).toEqual([
			[2, college.floors[1]],
			[1, college.building],
		]);
		expect(answer.silent[0]?.responsible.phone).toBe('027-0000-0002');
		expect(new Set(answer.timeline.slice(0, 2).map((event) => event.kind))).toEqual(new Set(['message', 'ladder']));
		expect(answer.timeline.at(-1)?.kind).toBe('opened');
	});

	it('names who is still missed, with his counsellor and the step of the ladder, wherever he is shown', async () => {
		const missed = student(3, 0);
		const ladder = { number: 1, at: atClock('23:00:02').toISOString(), reached: ['building_head'] };
		const desk = await group();
		const { absences, open } = await showDesk(db, desk, null, clean.now);
		expect([absences.open, open.length]).toEqual([1, 1]);
		expect(open[0]).toMatchObject({
			student: missed.id,
			name: missed.name,
			unit: unit(3).code,
			room: unit(3).rooms[0]?.number,
			since: atClock('22:50:00').toISOString(),
			counsellor: null,
			contacted: null,
			reopened: null,
			ladder,
		});
		const { reports } = await showDeskUnit(db, desk, { unit: unit(3).id, night: clean.night }, clean.now);
		expect(reports[0]?.entries).toMatchObject([{ student: missed.id, ladder }]);
		// Nobody's own: he stands on the working group's list, where a counsellor's own student does not.
		const page = await showCounsellor(db, desk, null, clean.now);
		expect(page.students).toMatchObject([{ student: missed.id, ladder, in_trust: true }]);
		const other = await showCounsellor(db, await actor(student(0, 0).counsellor ?? ''), null, clean.now);
		expect(other.students.find((one) => one.student === student(0, 0).id)).toMatchObject({
			ladder: null,
			in_trust: false,
		});
		expect(other.students.map((one) => one.student)).not.toContain(missed.id);
		const { events } = await showReplay(db, desk, clean.night, clean.now);
		expect(events.filter((event) => event.kind === 'ladder')).toMatchObject([
			{ student: missed.name, step: 1, reached: ['building_head'], count: 1 },
		]);
	});

	it('names who is missed though his row lacks a floor or a building', async () => {
		const missed = student(3, 0);
		const where = { night: clean.night, student: missed.id };
		const before = await db(C.nightAbsences).where(where).first('building', 'floor');
		for (const lacks of [{ floor: null }, { floor: null, building: null }]) {
			await db(C.nightAbsences).where(where).update(lacks);
			const { open } = await showDesk(db, await group(), null, clean.now);
			expect(open.map((one) => one.student)).toEqual([missed.id]);
		}
		await db(C.nightAbsences).where(where).update(before);
	});

	it('opens a unit down to every report it made', async () => {
		const answer = await showDeskUnit(db, await group(), { unit: unit(2).id, night: clean.night }, clean.now);
		expect(answer).toMatchObject({ code: unit(2).code, state: 'on_time', residents: 6 });
		expect(answer.reports.map((report) => [report.number, report.reason, report.counts.on_leave])).toEqual([
			[2, '补记请假', 1],
			[1, null, 0],
		]);
		expect(answer.reports[0]?.entries.map((entry) => [entry.student, entry.kind])).toEqual([
			[student(2, 2).id, 'on_leave'],
		]);
	});

	it('replays the night from its opening, in order', async () => {
		const answer = await showReplay(db, await group(), clean.night, clean.now);
		expect(answer.units.map(({ code }) => code)).toEqual(college.units.map(({ code }) => code));
		expect(answer.cut).toBe(false);
		const moments = answer.events.map(({ at }) => at);
		expect(moments).toEqual(moments.toSorted());
		const told = answer.events
			.filter(({ kind }) => ['opened', 'closed', 'report', 'sign_on'].includes(kind))
			.map(({ kind, code, state, number }) => [kind, code, state, number].filter((part) => part !== undefined));
		expect(told).toEqual([
			['opened'],
			['report', unit(0).code, 'on_time', 1],
			['report', unit(1).code, 'on_time', 1],
			['report', unit(2).code, 'on_time', 1],
			['report', unit(2).code, 'on_time', 2],
			['sign_on', `${unit(0).code.split('-').slice(0, 2).join('-')}`, 'on_time', 1],
			['closed'],
			['report', unit(3).code, 'late', 1],
		]);
		expect(answer.events.filter(({ kind }) => kind === 'edition').length).toBeGreaterThanOrEqual(2);
	});

	it('tells a student’s nights to his counsellor, the working group and who is on duty where he lives', async () => {
		const own = student(0, 0);
		const asked = { student: own.id, term: null };
		for (const person of [
			own.counsellor ?? '',
			college.workingGroup,
			college.leaderOf(unit(0).id),
			college.leaderOf(college.floors[0] ?? 0),
			college.leaderOf(college.building),
		]) {
			const answer = await showStudentNights(db, await actor(person), asked, clean.now);
			expect(answer.nights.map(({ date, mark, unit: code }) => [date, mark, code])).toEqual([
				['2026-03-02', 'not_returned', unit(0).code],
			]);
		}
		const other = college.counsellors.find((counsellor) => counsellor !== own.counsellor) ?? '';
		for (const person of [
			other,
			college.leaderOf(unit(1).id),
			college.leaderOf(college.floors[1] ?? 0),
			stranger.workingGroup,
			stranger.counsellors[0] ?? '',
		]) {
			await expect(showStudentNights(db, await actor(person), asked, clean.now)).rejects.toMatchObject(refused);
		}
		// A student who is not there answers as one who may not be seen.
		const nobody = { student: 99_999_999, term: null };
		await expect(showStudentNights(db, await group(), nobody, clean.now)).rejects.toMatchObject(refused);
	});

	it('limits a student’s nights to a term, and a leader to the nights slept in his own grid', async () => {
		const own = student(0, 0);
		await db
			.transaction(async (trx) => {
				const span = (from: string, to: string) => ({ starts_on: dateValue(from), ends_on: dateValue(to) });
				await trx(C.terms).insert([
					{ name: '春', college: college.college, ...span('2026-02-20', '2026-07-10') },
					{ name: '秋', college: college.college, ...span('2025-09-01', '2026-01-15') },
				]);
				const counsellor = (await findAsker(trx, own.counsellor ?? '', false)).actor;
				const now = await showStudentNights(trx, counsellor, { student: own.id, term: null }, clean.now);
				expect([now.term?.name, now.terms.length, now.nights.length]).toEqual(['春', 2, 1]);
				const autumn = now.terms.find(({ name }) => name === '秋')?.id ?? 0;
				const before = await showStudentNights(trx, counsellor, { student: own.id, term: autumn }, clean.now);
				expect([before.term?.name, before.nights]).toEqual(['秋', []]);
				const foreign = { student: own.id, term: 99_999_999 };
				await expect(showStudentNights(trx, counsellor, foreign, clean.now)).rejects.toMatchObject(refused);

				// He moves next door: his new leader is not told where he slept before, his old one no longer about him.
				await trx(C.students)
					.where({ id: own.id })
					.update({ room: unit(1).rooms[0]?.id, bed: null, unit: unit(1).id });
				const asked = { student: own.id, term: null };
				const next = (await findAsker(trx, college.leaderOf(unit(1).id), false)).actor;
				expect((await showStudentNights(trx, next, asked, clean.now)).nights).toEqual([]);
				const old = (await findAsker(trx, college.leaderOf(unit(0).id), false)).actor;
				await expect(showStudentNights(trx, old, asked, clean.now)).rejects.toMatchObject(refused);
				const head = (await findAsker(trx, college.leaderOf(college.building), false)).actor;
				expect((await showStudentNights(trx, head, asked, clean.now)).nights).toHaveLength(1);
				await trx.rollback();
			})
			.catch((error: unknown) => {
				if (!String(error).includes('Transaction rejected')) throw error;
			});
	});

	it('refuses the desk, a unit and the replay to everybody but the college’s working group', async () => {
		const askers = [
			college.counsellors[0] ?? '',
			college.leaderOf(unit(0).id),
			college.leaderOf(college.floors[0] ?? 0),
			college.leaderOf(college.building),
		];
		for (const person of askers) {
			const asker = await actor(person);
			await expect(showDesk(db, asker, clean.night, clean.now)).rejects.toMatchObject(refused);
			await expect(showDeskUnit(db, asker, { unit: unit(0).id, night: clean.night }, clean.now)).rejects.toMatchObject(
				refused,
			);
			await expect(showReplay(db, asker, clean.night, clean.now)).rejects.toMatchObject(refused);
		}
		const foreign = await actor(stranger.workingGroup);
		expect((await showDesk(db, foreign, clean.night, clean.now)).night).toBeNull();
		await expect(showReplay(db, foreign, clean.night, clean.now)).rejects.toMatchObject(refused);
		await expect(showDeskUnit(db, foreign, { unit: unit(0).id, night: clean.night }, clean.now)).rejects.toMatchObject(
			refused,
		);
	});

	it('refuses the counsellor’s page to whoever is none', async () => {
		for (const person of [stranger.workingGroup, college.leaderOf(unit(0).id)]) {
			await expect(showCounsellor(db, await actor(person), null, clean.now)).rejects.toMatchObject(refused);
		}
		const [foreign] = stranger.counsellors;
		expect((await showCounsellor(db, await actor(foreign ?? ''), clean.night, clean.now)).night).toBeNull();
	});
});
