import type { Knex } from 'knex';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { findAsker } from '../../extensions/dormitory-grid/src/database/find-actor.ts';
import { showIssueDetail } from '../../extensions/dormitory-grid/src/services/issues/show-issues.ts';
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
		const page = (await showIssueDetail(db, actor, issue)).steps;
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
});
