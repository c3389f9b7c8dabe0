import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { findIssues } from '../../extensions/dormitory-grid/src/database/issues.ts';
import { findRaisedAt } from '../../extensions/dormitory-grid/src/database/issue-places.ts';
import { clockTime } from '../../extensions/dormitory-grid/src/domain/calendar.ts';
import { nextDueAt } from '../../extensions/dormitory-grid/src/domain/issue-due.ts';
import { dateValue } from '../../extensions/dormitory-grid/src/database/column-values.ts';
import { findAsker } from '../../extensions/dormitory-grid/src/database/find-actor.ts';
import type { Attempt } from '../../extensions/dormitory-grid/src/services/attempt.ts';
import { showIssueDetail } from '../../extensions/dormitory-grid/src/services/issues/show-issues.ts';
import { sweepIssues, sweepOrphans } from '../../extensions/dormitory-grid/src/services/issues/sweep-issues.ts';
import { syncAssignments } from '../../extensions/dormitory-grid/src/services/staff.ts';
import { atClock } from '../setup/checker/clean-night.ts';
import { DATABASE_KINDS } from '../setup/databases.ts';
import { appointNew, type CollegeRows, endPosts, insertCollege, stepAs } from '../setup/fixtures/rows.ts';
import { newDatabase, openDatabase } from '../setup/test-house.ts';

/** Whom the issue chain tells, and what: by the use cases themselves, at any moment. */
describe.each(DATABASE_KINDS)('issues on %s', (kind) => {
	let db: Knex;
	let college: CollegeRows;
	let floorHead: string;
	let buildingHead: string;
	const now = atClock('12:00:00');
	const minutes = (count: number) => new Date(now.getTime() + count * 60_000);
	const unit = (index: number) => college.units[index] ?? expect.fail('no unit');
	const leader = (index: number) => college.leaderOf(unit(index).id);
	const report = async (who: string, more: object = {}) =>
		await stepAs(
			db,
			who,
			{ kind: 'report', title: '水管漏水', category: 'plumbing', grid: unit(0).id, ...more },
			minutes(0),
		);
	/** Messages of an issue to a person, oldest first. */
	const told = async (issue: number, recipient: string) => {
		const rows = await db(C.outbox).where({ kind: 'issue', channel: 'notification', recipient }).orderBy('id');
		const texts = rows.map(({ subject, message }): string => `${subject}\n${message}`);
		return texts.filter((text) => new RegExp(`#${issue} `).test(text));
	};

	beforeAll(async () => {
		db = openDatabase(await newDatabase({ kind }));
	});
	/** Each test has a college of its own. */
	beforeEach(async () => {
		college = await insertCollege(db, now, { reportsFrom: null });
		floorHead = college.leaderOf(college.floors[0] ?? 0);
		buildingHead = college.leaderOf(college.building);
	});

	it('tell nothing more to whoever took it and has no post there now', async () => {
		const issue = await report(leader(2));
		await stepAs(db, leader(0), { kind: 'take', issue }, minutes(1));
		await endPosts(db, leader(0), minutes(2));
		const before = (await told(issue, leader(0))).length;
		await stepAs(db, buildingHead, { kind: 'dispatch', issue, to_level: 2, note: '学生家里的情况如上' }, minutes(4));
		expect(await told(issue, leader(0))).toHaveLength(before);
		expect((await told(issue, floorHead)).at(-1)).toContain('学生家里的情况如上');
	});

	it('tell nothing more to whoever followed it and serves elsewhere now', async () => {
		const follower = await appointNew(db, 'instructor', { grid: college.building }, now);
		const issue = await report(leader(1), { grid: unit(0).id });
		await stepAs(db, follower, { kind: 'follow', issue }, minutes(1));
		await stepAs(db, leader(0), { kind: 'feed_back', issue, note: '配件已订' }, minutes(2));
		expect((await told(issue, follower)).at(-1)).toContain('配件已订');
		await endPosts(db, follower, minutes(3));
		await stepAs(db, leader(0), { kind: 'feed_back', issue, note: '明天来修' }, minutes(4));
		expect((await told(issue, follower)).at(-1)).not.toContain('明天来修');
		expect((await told(issue, leader(1))).at(-1)).toContain('明天来修');
	});

	it('tell whoever raised a duplicate, of a duplicate, too, what has become of it', async () => {
		const main = await report(leader(0));
		const [second, third] = [await report(leader(0)), await report(leader(2), { grid: unit(0).id })];
		await stepAs(db, leader(0), { kind: 'merge', issue: third, into: second }, minutes(1));
		await stepAs(db, leader(0), { kind: 'merge', issue: second, into: main }, minutes(2));
		await stepAs(db, leader(0), { kind: 'feed_back', issue: main, note: '今天修好' }, minutes(3));
		expect((await told(main, leader(2))).at(-1)).toContain('今天修好');
	});

	it('say to who only raised it what is for him, in the message as on the page', async () => {
		// Raised in a place where he holds nothing.
		const raiser = leader(2);
		const issue = await report(raiser, { grid: unit(0).id });
		await stepAs(db, leader(0), { kind: 'note', issue, note: '内部备注' }, minutes(1));
		await stepAs(db, leader(0), { kind: 'escalate', issue, note: '内部上报' }, minutes(2));
		await stepAs(db, floorHead, { kind: 'feed_back', issue, note: '给学生的话' }, minutes(3));
		const { actor } = await findAsker(db, raiser, false);
		const page = (await showIssueDetail(db, actor, issue, minutes(4))).steps;
		expect(page.map(({ kind: step }) => step)).toEqual(['report', 'escalate', 'feed_back']);
		const heard = [...(await told(issue, raiser)), ...page.map(({ note }) => note)].join('\n');
		expect(heard).toContain('已上报上一级');
		expect(heard).toContain('给学生的话');
		expect(heard).not.toMatch(/内部/);
		// Who answers for the place reads it all.
		expect((await told(issue, floorHead)).join('\n')).toContain('内部上报');
	});

	it('have a confidential case verified by the working group where no level above reads it', async () => {
		const issue = await report(leader(2), { issue_kind: 'dispute', grid: unit(0).id });
		await stepAs(db, leader(0), { kind: 'settle', issue, note: '已调解' }, minutes(1));
		expect(await told(issue, floorHead)).toEqual([]);
		expect((await told(issue, college.workingGroup)).at(-1)).toContain('请核实');
	});

	it('ring with the working group ever more seldom, and in no quiet hour', async () => {
		const complaint = { issue_kind: 'complaint', category: 'staff', severity: 'high', about: leader(0) };
		const issue = await report(floorHead, complaint);
		const rings: Date[] = [];
		while (rings.length < 7) {
			const [known] = await findIssues(db, [issue]);
			if (known?.issue.holder.kind !== 'group') throw new Error('it lies elsewhere');
			const due = nextDueAt(known.issue) ?? expect.fail('it rings no more');
			await sweepIssues(db, due, async (work) => await work());
			rings.push(due);
		}
		const clocks = rings.map((ring) => clockTime(ring, 'Asia/Shanghai'));
		expect(clocks.filter((clock) => clock < '07:00' || clock > '22:30')).toEqual([]);
		const waits = rings.slice(1).map((ring, index) => ring.getTime() - (rings[index]?.getTime() ?? 0));
		expect(waits[0]).toBe(2 * 3_600_000);
		expect(Math.max(...waits)).toBeLessThanOrEqual(34 * 3_600_000);
		expect(waits.at(-1)).toBeGreaterThan(10 * 3_600_000);
		expect((await told(issue, college.workingGroup)).length).toBeGreaterThan(rings.length);
	});

	it('lie where the tree says, raised or read, and go along with a room that changes its floor', async () => {
		const [room] = unit(0).rooms;
		if (!room) throw new Error('no room');
		const { building } = college;
		const [ground, upper] = college.floors as [number, number];
		const issue = await report(leader(2), { room: room.id });
		await stepAs(db, leader(0), { kind: 'escalate', issue, note: '请层长' }, minutes(1));
		const spots = [building, ground, unit(0).id].flatMap((grid) => [
			{ grid, room: null },
			{ grid, room: room.id },
		]);
		const raised = await findRaisedAt(db, spots);
		expect(raised.map((at) => at && [at.place.building, at.place.floor, at.place.unit])).toEqual([
			[building, null, null],
			[building, ground, unit(0).id],
			[building, ground, null],
			[building, ground, unit(0).id],
			[building, ground, unit(0).id],
			[building, ground, unit(0).id],
		]);
		expect((await findIssues(db, [issue]))[0]?.issue.place).toEqual(raised[5]?.place);

		await db(C.rooms)
			.where({ id: room.id })
			.update({ floor: upper, unit: unit(2).id });
		expect(await sweepOrphans(db, minutes(2), async (work) => await work())).toBeGreaterThan(0);
		const [moved] = await findIssues(db, [issue]);
		expect(moved?.issue).toMatchObject({
			place: { building, floor: upper, unit: unit(2).id },
			holder: { kind: 'grid', level: 2, grid: upper },
			readers: { building, floor: upper, unit: unit(2).id },
		});
		const again = await findRaisedAt(db, [
			{ grid: upper, room: room.id },
			{ grid: ground, room: room.id },
		]);
		expect([again[0]?.place, again[1]]).toEqual([moved?.issue.place, null]);
		// It has arrived: the next look finds nothing.
		expect(await sweepOrphans(db, minutes(4), async (work) => await work())).toBe(0);
	});

	describe('one of which throws', () => {
		const failures: unknown[] = [];
		const attempt: Attempt = async (work, otherwise) => {
			try {
				return await work();
			} catch (error) {
				failures.push(error);
				return otherwise;
			}
		};
		/** Its next step is there already, as a half-restored backup would leave it: whatever moves it throws. */
		const poison = async (issue: number) => {
			const row = { id: randomUUID(), issue, client_key: randomUUID(), number: 2, kind: 'note', at: now };
			await db(C.issueSteps).insert({ ...row, state: 'reported', college: college.college });
		};
		const holderOf = async (issue: number): Promise<number> =>
			(await db(C.issues).where({ id: issue }).first('holder_grid'))?.holder_grid;
		beforeEach(() => void failures.splice(0));

		it('keep moving: it alone is set aside, and told of by its number', async () => {
			const issues: number[] = [];
			for (let count = 0; count < 7; count++) issues.push(await report(leader(2)));
			const [poisoned = 0, unreadable = 0, ...others] = issues;
			await poison(poisoned);
			await db(C.issues).where({ id: unreadable }).update({ held_since: null });
			const late = minutes(4 * 24 * 60);
			const moved = await sweepIssues(db, late, attempt);
			expect(moved).toBeGreaterThanOrEqual(others.length);
			for (const issue of others) expect(await holderOf(issue)).toBe(college.floors[0]);
			for (const issue of [poisoned, unreadable]) expect(await holderOf(issue)).toBe(unit(0).id);
			const said = failures.map(String).toSorted();
			expect(said).toEqual([poisoned, unreadable].map((id) => `Error: issue ${id} set aside`).toSorted());
			// What is set aside hinders the next tick as little.
			expect(await sweepIssues(db, late, attempt)).toBe(0);
			await db(C.issueSteps).where({ issue: poisoned, number: 2 }).delete();
			expect(await sweepIssues(db, late, attempt)).toBe(1);
			await db(C.issues).where({ id: unreadable }).update({ held_since: now });
		});

		it('let every post end on its day, with its access', async () => {
			await poison(await report(leader(2)));
			const other = await report(leader(0), { grid: unit(2).id });
			for (const person of [leader(0), leader(2)])
				await db(C.staffAssignments)
					.where({ person })
					.update({ ends_on: dateValue('2026-03-02') });
			const nextDay = minutes(24 * 60);
			expect(await syncAssignments(db, nextDay, attempt)).toBe(2);
			expect(failures).toHaveLength(1);
			expect(await db(C.staffScopes).whereIn('person', [leader(0), leader(2)])).toEqual([]);
			expect(await holderOf(other)).toBe(college.floors[1]);
			expect(await syncAssignments(db, nextDay, attempt)).toBe(0);
		});
	});
});
