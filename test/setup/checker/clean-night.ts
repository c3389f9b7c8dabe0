import type { Knex } from 'knex';
import { COLLECTIONS as C } from '../../../extensions/dormitory-grid/src/constants/collections.ts';
import { reconcile } from '../../../extensions/dormitory-grid/src/services/reconcile.ts';
import { signOn, unitReport } from '../fixtures/night.ts';
import { type CollegeRows, followUpAs, handBackAs, insertCollege, stepAs, submitAs } from '../fixtures/rows.ts';

/** An evening by the college's clock, in Shanghai. */
export const atClock = (time: string): Date => new Date(`2026-03-02T${time}+08:00`);

export interface CleanNight {
	college: CollegeRows;
	night: number;
	/** Of the four units: reported with an absence, reported all in, reported and corrected, silent and late. */
	submissions: { absent: string; allIn: string; corrected: string; late: string; signOn: string };
	/** When the last tick was. */
	now: Date;
}

/**
 * A whole night as it should be, by the use cases themselves: opened, reported, corrected, signed on, closed with a gap,
 * told again after a late report, with one student back, one still missed, for whom the first step was taken, and one
 * report handed back.
 * @param counselled whether the one still missed has a counsellor
 */
export async function makeCleanNight(db: Knex, { counselled = true } = {}): Promise<CleanNight> {
	const college = await insertCollege(db, atClock('12:00:00'), { reportsFrom: '2026-03-02' });
	const [first, second, third, fourth] = college.units;
	if (!first || !second || !third || !fourth) throw new Error('the college has four units');
	const student = (unit: typeof first, index: number) => unit.rooms[0]?.residents[index]?.id ?? 0;
	if (!counselled)
		await db(C.students)
			.where({ id: student(fourth, 0) })
			.update({ counsellor: null, department: null });
	await reconcile(db, atClock('22:20:03'));
	const { id: night } = await db(C.nights).where({ college: college.college }).first('id');
	const send = async (
		unit: typeof first,
		clock: string,
		absences: Parameters<typeof unitReport>[2],
		reason: string | null = null,
	) => await submitAs(db, college.leaderOf(unit.id), { ...unitReport(night, unit, absences), reason }, atClock(clock));
	const absent = await send(first, '22:25:00', {
		[student(first, 0)]: 'not_returned',
		[student(first, 1)]: 'late_return',
	});
	const allIn = await send(second, '22:26:00', {});
	await send(third, '22:27:00', {});
	const corrected = await send(third, '22:33:00', { [student(third, 2)]: 'on_leave' }, '补记请假');
	const reason = '请再看一遍';
	await handBackAs(db, college.leaderOf(college.building), { night, grid: second.id, reason }, atClock('22:34:00'));
	const [floor] = college.floors;
	const signed = await submitAs(
		db,
		college.leaderOf(floor ?? 0),
		signOn(night, { id: floor ?? 0 }),
		atClock('22:35:00'),
	);
	await reconcile(db, atClock('22:40:02'));
	await followUpAs(
		db,
		college.leaderOf(first.id),
		{ night, student: student(first, 0), kind: 'back' },
		atClock('22:45:00'),
	);
	const late = await send(fourth, '22:50:00', { [student(fourth, 0)]: 'not_returned' }, '停电');
	await reconcile(db, atClock('22:50:04'));
	await raiseIssues(db, college);
	await reconcile(db, atClock('23:00:02'));
	const now = atClock('23:00:20');
	await reconcile(db, now);
	return { college, night, submissions: { absent, allIn, corrected, late, signOn: signed }, now };
}

/** One issue that went its whole way, and one that has been escalated and waits. */
async function raiseIssues(db: Knex, { leaderOf, units, floors, building }: CollegeRows): Promise<void> {
	const [unit, floor] = [units[0]?.id ?? 0, floors[0] ?? 0];
	const report = { kind: 'report', category: 'plumbing', grid: unit };
	const done = await stepAs(db, leaderOf(unit), { ...report, title: '水管漏水' }, atClock('22:51:00'));
	const waits = await stepAs(db, leaderOf(unit), { ...report, title: '灯不亮' }, atClock('22:51:10'));
	const note = '请处理';
	for (const issue of [done, waits])
		await stepAs(db, leaderOf(unit), { kind: 'escalate', issue, note }, atClock('22:52:00'));
	await stepAs(db, leaderOf(floor), { kind: 'take', issue: done }, atClock('22:53:00'));
	await stepAs(db, leaderOf(floor), { kind: 'settle', issue: done, note: '已修好' }, atClock('22:54:00'));
	await stepAs(db, leaderOf(building), { kind: 'verify', issue: done }, atClock('22:55:00'));
	await stepAs(db, leaderOf(floor), { kind: 'feed_back', issue: done, note: '已修好，请试用' }, atClock('22:56:00'));
}
