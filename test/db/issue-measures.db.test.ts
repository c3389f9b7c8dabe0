import type { Knex } from 'knex';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { findAsker } from '../../extensions/dormitory-grid/src/database/find-actor.ts';
import { showMeasures } from '../../extensions/dormitory-grid/src/services/measures/show-measures.ts';
import { reconcile } from '../../extensions/dormitory-grid/src/services/reconcile.ts';
import { DATABASE_KINDS } from '../setup/databases.ts';
import { appointNew, type CollegeRows, insertCollege, stepAs } from '../setup/fixtures/rows.ts';
import { newDatabase, openDatabase } from '../setup/test-house.ts';

const monday = (time: string) => new Date(`2026-03-02T${time}:00+08:00`);
const TUESDAY_NOON = new Date('2026-03-03T12:00:00+08:00');

/** One Monday of a building, told by hand in `beforeAll`: every number below can be counted from it. */
describe.each(DATABASE_KINDS)('the measures of issues on %s', (kind) => {
	let db: Knex;
	let college: CollegeRows;
	let office: number;
	let clerk: string;
	let leader: string;
	let floorHead: string;
	let head: string;

	beforeAll(async () => {
		db = openDatabase(await newDatabase({ kind }));
		college = await insertCollege(db, monday('08:00'), { reportsFrom: null });
		await db(C.colleges).where({ id: college.college }).update({ quiet_from: '22:30:00', quiet_until: '07:00:00' });
		const [row] = await db(C.departments)
			.insert({ code: 'HQ', name: '后勤处', college: college.college, kind: 'office' })
			.returning('id');
		office = row.id;
		clerk = await appointNew(db, 'responsible_office', { department: office }, monday('08:00'));
		const unit = college.units[0]?.id ?? 0;
		leader = college.leaderOf(unit);
		floorHead = college.leaderOf(college.floors[0] ?? 0);
		head = college.leaderOf(college.building);
		const step = async (who: string, time: string, input: object) => await stepAs(db, who, input, monday(time));
		const report = async (who: string, time: string, more: object = {}) =>
			await step(who, time, { kind: 'report', title: '水管漏水', category: 'plumbing', grid: unit, ...more });

		// Settled by the floor, told, closed; "not solved": settled again, and nobody told.
		const leak = await report(leader, '09:00');
		await step(leader, '09:30', { kind: 'escalate', issue: leak, note: '修不了' });
		await step(floorHead, '09:50', { kind: 'take', issue: leak });
		await step(floorHead, '10:50', { kind: 'settle', issue: leak, note: '已修' });
		await step(floorHead, '11:20', { kind: 'feed_back', issue: leak, note: '已修好' });
		await step(head, '11:30', { kind: 'verify', issue: leak });
		await step(leader, '11:40', { kind: 'answer', issue: leak, solved: false, note: '还漏' });
		await step(floorHead, '11:50', { kind: 'take', issue: leak });
		await step(floorHead, '12:50', { kind: 'settle', issue: leak, note: '换了阀门' });
		// Given to an office, which gives it back; the building settles it itself.
		const light = await report(head, '09:00', { grid: college.building, category: 'electricity' });
		await step(head, '09:10', { kind: 'dispatch', issue: light, to_office: office });
		await step(clerk, '10:10', { kind: 'take', issue: light });
		await step(clerk, '10:20', { kind: 'return', issue: light, note: '不归我们' });
		await step(head, '10:30', { kind: 'take', issue: light });
		await step(head, '12:20', { kind: 'settle', issue: light, note: '已换灯' });
		// Settled by who raised it: nobody is to be told.
		const door = await report(leader, '09:00', { category: 'furniture' });
		await step(leader, '09:05', { kind: 'take', issue: door });
		await step(leader, '09:45', { kind: 'settle', issue: door, note: '已修' });
		// Settled without a word that it was taken, and nobody told.
		const tap = await report(leader, '13:00');
		await step(leader, '13:00', { kind: 'escalate', issue: tap, note: '修不了' });
		await step(floorHead, '14:00', { kind: 'settle', issue: tap, note: '已修' });
		// Nobody takes it: out of time at 17:00, and the floor's.
		const fan = await report(leader, '13:00', { category: 'electricity' });
		await report(leader, '16:30', { issue_kind: 'dispute', category: 'relations' });
		await report(leader, '16:30', { issue_kind: 'complaint', category: 'staff', about: head });
		await reconcile(db, monday('17:01'));
		await step(floorHead, '17:31', { kind: 'take', issue: fan });
		// Overnight: the clock stands still from 22:30 to 7:00.
		const lamp = await report(leader, '22:00', { category: 'electricity' });
		await stepAs(db, leader, { kind: 'take', issue: lamp }, new Date('2026-03-03T07:30:00+08:00'));
	}, 120_000);

	const show = async (who: string, asked: object = {}, now = TUESDAY_NOON) =>
		await showMeasures(
			db,
			(await findAsker(db, who, false)).actor,
			{ from: '2026-03-02', to: '2026-03-02', ...asked },
			now,
		);
	const codeOf = (error: { code: string }) => error.code;

	it('count what the working group reads, on the issues’ own clocks', async () => {
		const { whole, groups, ageing, debts } = await show(college.workingGroup);
		expect(whole).toEqual({
			issues: 8,
			overdue: 1,
			returned: 1,
			reopened: 1,
			// 5, 10, 10, 20, 30, 60, 60
			take: { count: 7, median: 20, p90: 60 },
			// 45, 60, 70, 80, 120
			settle: { count: 5, median: 70, p90: 104 },
			feed_back: { count: 1, median: 30, p90: 30 },
		});
		const row = (group: keyof typeof groups, key: string | number) =>
			groups[group].find((one) => one.key === String(key));
		expect(row('levels', 2)).toMatchObject({
			issues: 3,
			reopened: 1,
			overdue: 0,
			take: { count: 3, median: 20 },
			settle: { count: 3, median: 70 },
		});
		expect(row('levels', 3)).toMatchObject({ issues: 6, overdue: 1, take: { count: 2, median: 33 } });
		expect(row('levels', 0)).toMatchObject({ issues: 1 });
		expect(groups.offices).toMatchObject([
			{ key: String(office), name: '后勤处', issues: 1, returned: 1, take: { median: 60 } },
		]);
		expect(row('categories', 'electricity')).toMatchObject({ issues: 3, overdue: 1, returned: 1 });
		expect(groups.buildings).toMatchObject([{ key: String(college.building), issues: 8 }]);
		expect(ageing.map(({ open, unclosed }) => [open, unclosed])).toEqual([
			[4, 1],
			[0, 3],
			[0, 0],
			[0, 0],
			[0, 0],
		]);
		expect(debts).toMatchObject([
			{ person: floorHead, level: 2, office: null, debts: 2, overdue: 0, since: monday('12:50').toISOString() },
		]);
		const later = await show(college.workingGroup, {}, new Date('2026-03-20T12:00:00+08:00'));
		expect(later.debts).toMatchObject([{ debts: 2, overdue: 2 }]);
		expect(later.ageing.map(({ open, unclosed }) => [open, unclosed])).toEqual([
			[0, 0],
			[0, 0],
			[0, 0],
			[4, 4],
			[0, 0],
		]);
	});

	it('count nobody’s case for who does not read it', async () => {
		const building = await show(head);
		// Without the dispute between two students, and what complains about him.
		expect(building.whole.issues).toBe(6);
		expect(building.groups.categories.map(({ key }) => key).toSorted()).toEqual([
			'electricity',
			'furniture',
			'plumbing',
		]);
		expect(building.ageing.reduce((sum, { open, unclosed }) => sum + open + unclosed, 0)).toBe(6);
		// The unit reads the dispute that has reached it, and not what is the building's.
		const unit = await show(leader);
		expect(unit.groups.categories.map(({ key, issues }) => [key, issues])).toEqual([
			['electricity', 2],
			['plumbing', 2],
			['furniture', 1],
			['relations', 1],
		]);
		const other = await show(college.leaderOf(college.floors[1] ?? 0));
		expect([other.whole.issues, other.debts]).toEqual([0, []]);
		const queue = await show(clerk);
		expect(queue.whole).toMatchObject({ issues: 1, returned: 1, take: { count: 1, median: 60 }, settle: { count: 0 } });
		expect(queue.groups.levels).toMatchObject([{ key: 'office', issues: 1 }]);
		const counsellor = college.counsellors[0] ?? '';
		expect(await show(counsellor).catch(codeOf)).toBe('GRID_FORBIDDEN');
	});

	it('keep to what is asked for', async () => {
		const asked = async (query: object) => (await show(college.workingGroup, query)).whole.issues;
		expect(await asked({ category: 'electricity' })).toBe(3);
		expect(await asked({ building: college.building })).toBe(8);
		expect(await asked({ building: 999_999 })).toBe(0);
		expect(await asked({ office })).toBe(1);
		expect(await asked({ from: '2026-03-03', to: '2026-03-03' })).toBe(0);
		expect(await show(head, { category: 'relations' })).toMatchObject({ whole: { issues: 0 } });
		expect(await show(head, { from: '2026-03-03' }).catch(codeOf)).toBe('GRID_INVALID_INPUT');
		expect(await show(head, { category: 'x' }).catch(codeOf)).toBe('GRID_INVALID_INPUT');
	});
});
