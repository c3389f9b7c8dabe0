import type { Knex } from 'knex';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { readJson, readMoment } from '../../extensions/dormitory-grid/src/database/column-values.ts';
import { findAsker } from '../../extensions/dormitory-grid/src/database/find-actor.ts';
import { reconcile } from '../../extensions/dormitory-grid/src/services/reconcile.ts';
import { openEdition } from '../../extensions/dormitory-grid/src/services/open-edition.ts';
import { showStudentNights } from '../../extensions/dormitory-grid/src/services/show-student-nights.ts';
import { showCounsellor } from '../../extensions/dormitory-grid/src/services/show-counsellor.ts';
import type { EditionContent } from '../../extensions/dormitory-grid/src/types/api-editions.ts';
import type { EntryKind } from '../../extensions/dormitory-grid/src/types/api.ts';
import { atClock } from '../setup/checker/clean-night.ts';
import { checkInvariants, expectInvariants } from '../setup/checker/index.ts';
import { takeSnapshot } from '../setup/checker/snapshot.ts';
import { DATABASE_KINDS } from '../setup/databases.ts';
import { dumpDatabase } from '../setup/dump-database.ts';
import { unitReport } from '../setup/fixtures/night.ts';
import { appointNew, type CollegeRows, endPosts, followUpAs, insertCollege, submitAs } from '../setup/fixtures/rows.ts';
import { newDatabase, openDatabase } from '../setup/test-house.ts';

/** A student whom no counsellor looks after is missed by somebody all the same. */
describe.each(DATABASE_KINDS)('students without a counsellor on %s', (kind) => {
	let db: Knex;
	let college: CollegeRows;
	let night: number;
	const resident = (unit: number, bed: number) =>
		college.units[unit]?.rooms[0]?.residents[bed] ?? expect.fail('no resident');
	const report = async (trx: Knex, index: number, clock: string, absences: Record<number, EntryKind>, reason = '') => {
		const unit = college.units[index] ?? expect.fail('no unit');
		await submitAs(trx, college.leaderOf(unit.id), { ...unitReport(night, unit, absences), reason }, atClock(clock));
	};
	const tick = async (trx: Knex, clock: string): Promise<void> => {
		expect((await reconcile(trx, atClock(clock))).failures).toEqual([]);
	};
	const open = async (trx: Knex): Promise<void> => {
		await tick(trx, '22:20:03');
		({ id: night } = await trx(C.nights).where({ college: college.college }).first('id'));
	};
	const editions = async (trx: Knex, person: string) =>
		(await trx(C.nightEditions).where({ night, counsellor: person }).orderBy('number')).map(
			(row) => readJson(row.content) as EditionContent,
		);
	const told = async (trx: Knex, person: string): Promise<string[]> =>
		await trx(C.outbox).where({ night, kind: 'edition', recipient: person }).orderBy('id').pluck('message');

	beforeAll(async () => {
		db = openDatabase(await newDatabase({ kind }));
		college = await insertCollege(db, atClock('12:00:00'), { reportsFrom: '2026-03-02' });
	});

	it.each([
		['nobody', { counsellor: null }],
		['somebody who has left', 'leave'],
	] as const)('whose counsellor is %s are in trust with a colleague of the department, who may act', async (_, how) => {
		await inPassing(async (trx) => {
			const { id, name, department } = resident(0, 0);
			const own = resident(0, 0).counsellor ?? '';
			const colleague = await appointNew(trx, 'counsellor', { department: department ?? 0 }, atClock('12:00:00'));
			if (how === 'leave') {
				await endPosts(trx, own, atClock('12:00:00'));
			} else await trx(C.students).where({ id }).update(how);
			await open(trx);
			// Who has been in office longest looks after them.
			const looksAfter = how === 'leave' ? colleague : own;
			expect(await trx(C.nightResidents).where({ night, student: id }).pluck('counsellor')).toEqual([looksAfter]);
			await report(trx, 0, '22:25:00', { [id]: 'not_returned' });
			await tick(trx, '22:40:02');
			const [edition] = await editions(trx, looksAfter);
			expect(edition?.students).toMatchObject([{ student: id, in_trust: true }]);
			expect((await told(trx, looksAfter))[0]).toContain(name);
			expect((await told(trx, looksAfter))[0]).toContain('代为关注');
			expect(await editions(trx, college.workingGroup)).toEqual([]);
			const { actor } = await findAsker(trx, looksAfter, false);
			const page = await showCounsellor(trx, actor, night, atClock('22:41:00'));
			expect(page.students).toMatchObject([{ student: id, in_trust: true, state: 'open' }]);
			await followUpAs(trx, looksAfter, { night, student: id, kind: 'back' }, atClock('22:45:00'));
			await tick(trx, '22:45:04');
			expect((await editions(trx, looksAfter)).at(-1)?.students).toMatchObject([{ student: id, state: 'back' }]);
			await expectInvariants(trx, { now: atClock('22:45:04') });
		});
	});

	it('is in trust only until he has a counsellor again, and no longer than the list can be changed', async () => {
		await inPassing(async (trx) => {
			const { id, department } = resident(0, 0);
			const own = resident(0, 0).counsellor ?? '';
			const colleague = await appointNew(trx, 'counsellor', { department: department ?? 0 }, atClock('12:00:00'));
			const outsider = resident(0, 1).counsellor ?? '';
			await endPosts(trx, own, atClock('12:00:00'));
			await open(trx);
			await report(trx, 0, '22:25:00', { [id]: 'not_returned' });
			await tick(trx, '22:40:02');
			const actorOf = async (person: string) => (await findAsker(trx, person, false)).actor;
			const listed = async (person: string, clock: string) =>
				(await showCounsellor(trx, await actorOf(person), night, atClock(clock))).students.map((one) => one.student);
			const history = async (person: string) =>
				await showStudentNights(trx, await actorOf(person), { student: id, term: null }, atClock('22:41:00')).then(
					() => 'allowed',
					(error: { code: string }) => error.code,
				);
			const acts = async (person: string, clock: string) =>
				await followUpAs(trx, person, { night, student: id, kind: 'contacted' }, atClock(clock)).then(
					() => 'allowed',
					(error: { code: string }) => error.code,
				);
			expect([
				await listed(colleague, '22:41:00'),
				await history(colleague),
				await acts(colleague, '22:41:00'),
			]).toEqual([[id], 'allowed', 'allowed']);
			expect([await history(outsider), await acts(outsider, '22:41:00')]).toEqual(['GRID_FORBIDDEN', 'GRID_FORBIDDEN']);

			// He is given to somebody in office: theirs from the next tick on.
			await trx(C.students).where({ id }).update({ counsellor: outsider });
			await tick(trx, '22:42:00');
			expect([await listed(colleague, '22:43:00'), await listed(outsider, '22:43:00')]).toEqual([[], [id]]);
			expect((await told(trx, outsider)).at(-1)).toContain(resident(0, 0).name);
			for (const what of [await history(colleague), await acts(colleague, '22:43:00')])
				expect(what).toBe('GRID_FORBIDDEN');
			expect([await history(outsider), await acts(outsider, '22:43:00')]).toEqual(['allowed', 'allowed']);
		});
		await inPassing(async (trx) => {
			const { id } = resident(0, 0);
			await trx(C.students).where({ id }).update({ counsellor: null });
			await open(trx);
			await report(trx, 0, '22:25:00', { [id]: 'not_returned' });
			await tick(trx, '22:40:02');
			const [looksAfter] = await trx(C.nightResidents).where({ night, student: id }).pluck('counsellor');
			const { actor } = await findAsker(trx, looksAfter, false);
			const { locks_at } = await trx(C.nights).where({ id: night }).first('locks_at');
			const locks = readMoment(locks_at)?.getTime() ?? Number.NaN;
			for (const [moment, seen, outcome] of [
				[new Date(locks - 1), 1, 'allowed'],
				[new Date(locks), 0, 'GRID_FORBIDDEN'],
			] as const) {
				expect((await showCounsellor(trx, actor, night, moment)).students).toHaveLength(seen);
				const history = showStudentNights(trx, actor, { student: id, term: null }, moment);
				expect(
					await history.then(
						() => 'allowed',
						(error: { code: string }) => error.code,
					),
				).toBe(outcome);
				const note = followUpAs(trx, looksAfter, { night, student: id, kind: 'contacted' }, moment);
				expect(
					await note.then(
						() => 'allowed',
						(error: { code: string }) => error.code,
					),
				).toBe(outcome);
			}
		});
	});

	it('and whose department has none are told to the working group, each of it, once, and what changes after', async () => {
		await inPassing(async (trx) => {
			const [first, second] = [resident(0, 0), resident(1, 0)];
			const another = await appointNew(trx, 'working_group', { college: college.college }, atClock('12:00:00'));
			await trx(C.students).whereIn('id', [first.id, second.id]).update({ counsellor: null, department: null });
			await open(trx);
			await report(trx, 0, '22:25:00', { [first.id]: 'not_returned' });
			for (const index of [2, 3]) await submitEmpty(trx, index);
			await tick(trx, '22:40:02');
			for (const member of [college.workingGroup, another]) {
				const [edition, ...more] = await editions(trx, member);
				expect(more).toEqual([]);
				expect(edition?.students).toMatchObject([{ student: first.id, in_trust: true }]);
				expect(edition?.gaps).toMatchObject([{ grid: college.units[1]?.id, students: 1 }]);
				expect(await told(trx, member)).toHaveLength(1);
			}
			// Each reads the list on the same page as a counsellor does, and says that he has.
			const { actor } = await findAsker(trx, another, false);
			const page = await showCounsellor(trx, actor, night, atClock('22:41:00'));
			expect(page).toMatchObject({ expected: 2, students: [{ student: first.id, in_trust: true }] });
			expect(page.gaps).toMatchObject([{ grid: college.units[1]?.id, students: 1 }]);
			const edition = page.editions[0]?.id ?? expect.fail('no edition');
			expect(await openEdition(trx, actor, { edition }, atClock('22:41:00'))).toMatchObject({ opened_by: another });
			const others = await findAsker(trx, college.workingGroup, false);
			await expect(openEdition(trx, others.actor, { edition }, atClock('22:41:00'))).rejects.toMatchObject({
				code: 'GRID_FORBIDDEN',
			});
			const once = await dumpDatabase(trx);
			await tick(trx, '22:40:02');
			expect(await dumpDatabase(trx)).toEqual(once);
			await report(trx, 1, '22:50:00', { [second.id]: 'late_return' }, '补报');
			await tick(trx, '22:50:04');
			const changed = (await told(trx, college.workingGroup)).at(-1) ?? '';
			expect(changed).toContain(second.number);
			expect(changed).not.toContain(first.number);
			await expectInvariants(trx, { now: atClock('22:50:04') });

			// The checker sees it, too.
			await trx(C.nightEditions).whereIn('counsellor', [college.workingGroup, another]).delete();
			const found = await checkInvariants(trx, { now: atClock('22:50:04') });
			expect(found.map(({ invariant }) => invariant)).toContain('I7');
		});
	});

	it.each(['post ends', 'account is suspended'])(
		'whose counsellor’s %s while the night is open are in trust with a colleague, with the gaps that could hide one',
		async (how) => {
			await inPassing(async (trx) => {
				const { id, name, department } = resident(0, 0);
				const own = resident(0, 0).counsellor ?? '';
				const colleague = await appointNew(trx, 'counsellor', { department: department ?? 0 }, atClock('12:00:00'));
				await open(trx);
				await report(trx, 0, '22:25:00', { [id]: 'not_returned' });
				await followUpAs(trx, own, { night, student: id, kind: 'not_reached' }, atClock('22:26:00'));
				const before = await takeSnapshot(trx);
				await leave(trx, own, how);
				await tick(trx, '22:40:02');
				expect(await editions(trx, own)).toEqual([]);
				const [edition] = await editions(trx, colleague);
				expect(edition?.students).toMatchObject([{ student: id, in_trust: true }]);
				// The units that have not reported hold three of his each.
				expect(edition?.gaps.map(({ grid }) => grid)).toEqual(college.units.slice(1).map((unit) => unit.id));
				expect((await told(trx, colleague))[0]).toContain(name);
				const { actor } = await findAsker(trx, colleague, false);
				const page = await showCounsellor(trx, actor, night, atClock('22:41:00'));
				expect(page.students).toMatchObject([{ student: id, in_trust: true, followups: [{ kind: 'not_reached' }] }]);
				await followUpAs(trx, colleague, { night, student: id, kind: 'back' }, atClock('22:45:00'));
				await tick(trx, '22:45:04');
				expect((await editions(trx, colleague)).at(-1)?.students).toMatchObject([{ student: id, state: 'back' }]);
				await expectInvariants(trx, { now: atClock('22:45:04'), earlier: before });
			});
		},
	);

	it.each(['post ends', 'account is suspended'])(
		'whose only counsellor’s %s while the night is open are told to the working group',
		async (how) => {
			await inPassing(async (trx) => {
				const { id, counsellor } = resident(0, 0);
				await open(trx);
				await report(trx, 0, '22:25:00', { [id]: 'not_returned' });
				await leave(trx, counsellor ?? '', how);
				await tick(trx, '22:40:02');
				expect(await editions(trx, counsellor ?? '')).toEqual([]);
				const [edition] = await editions(trx, college.workingGroup);
				expect(edition?.students).toMatchObject([{ student: id, in_trust: true }]);
				expect(edition?.gaps).toHaveLength(3);
				await expectInvariants(trx, { now: atClock('22:40:02') });
			});
		},
	);

	it('whose record names another in office by the close are his own', async () => {
		await inPassing(async (trx) => {
			const { id, department, counsellor } = resident(0, 0);
			const first = await appointNew(trx, 'counsellor', { department: department ?? 0 }, atClock('12:00:00'));
			const successor = await appointNew(trx, 'counsellor', { department: department ?? 0 }, atClock('12:00:00'));
			await open(trx);
			await report(trx, 0, '22:25:00', { [id]: 'not_returned' });
			await leave(trx, counsellor ?? '', 'post ends');
			await trx(C.students).where({ id }).update({ counsellor: successor });
			await tick(trx, '22:40:02');
			expect((await editions(trx, successor))[0]?.students).toMatchObject([{ student: id, in_trust: false }]);
			expect((await editions(trx, first))[0]?.students).toEqual([]);
			await expectInvariants(trx, { now: atClock('22:40:02') });
		});
	});

	it('a report that had read the list before it was handed on follows it', async () => {
		await inPassing(async (trx) => {
			const { id, counsellor } = resident(0, 0);
			await open(trx);
			await leave(trx, counsellor ?? '', 'post ends');
			await tick(trx, '22:40:02');
			await report(trx, 0, '22:50:00', { [id]: 'not_returned' }, '补报');
			// As its transaction would leave it that began before the close and ended after it.
			for (const table of [C.nightEntries, C.nightAbsences]) await trx(table).where({ night }).update({ counsellor });
			await tick(trx, '22:50:04');
			expect((await editions(trx, college.workingGroup)).at(-1)?.students).toMatchObject([{ student: id }]);
			await expectInvariants(trx, { now: atClock('22:50:04') });
		});
	});

	it('who leaves the working group is not told that they are found', async () => {
		await inPassing(async (trx) => {
			const first = resident(0, 0);
			await trx(C.students).where({ id: first.id }).update({ counsellor: null, department: null });
			await open(trx);
			await report(trx, 0, '22:25:00', { [first.id]: 'not_returned' });
			await tick(trx, '22:40:02');
			await endPosts(trx, college.workingGroup, atClock('22:41:00'));
			await report(trx, 1, '22:50:00', {}, '补报');
			await tick(trx, '22:50:04');
			expect(await told(trx, college.workingGroup)).toHaveLength(1);
		});
	});

	async function leave(trx: Knex, person: string, how: string): Promise<void> {
		if (how === 'post ends') await endPosts(trx, person, atClock('22:30:00'));
		else await trx('directus_users').where({ id: person }).update({ status: 'suspended' });
	}

	async function submitEmpty(trx: Knex, index: number): Promise<void> {
		const unit = college.units[index] ?? expect.fail('no unit');
		const person = college.leaderOf(college.building);
		await submitAs(trx, person, unitReport(night, unit), atClock('22:26:00'));
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
