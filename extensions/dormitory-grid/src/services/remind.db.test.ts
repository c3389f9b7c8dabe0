import type { Knex } from 'knex';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { atClock } from '../../../../test/setup/checker/clean-night.ts';
import { DATABASE_KINDS } from '../../../../test/setup/databases.ts';
import { dumpDatabase } from '../../../../test/setup/dump-database.ts';
import { unitReport } from '../../../../test/setup/fixtures/night.ts';
import { type CollegeRows, insertCollege, submitAs } from '../../../../test/setup/fixtures/rows.ts';
import { newDatabase, openDatabase } from '../../../../test/setup/test-house.ts';
import { COLLECTIONS as C } from '../constants/collections.ts';
import { readDeliverySettings, setDeliverySettings } from './delivery-settings.ts';
import { reconcile } from './reconcile.ts';

describe.each(DATABASE_KINDS)('reminders on %s', (kind) => {
	let db: Knex;
	let college: CollegeRows;

	beforeAll(async () => {
		db = openDatabase(await newDatabase({ kind }));
		college = await insertCollege(db, atClock('12:00:00'), { reportsFrom: '2026-03-02' });
	});
	afterEach(() => setDeliverySettings(readDeliverySettings({})));

	/** Everything a test does is undone at its end. */
	async function inPassing(act: (trx: Knex) => Promise<void>): Promise<void> {
		const undo = new Error('undo');
		const ended = db.transaction(async (trx) => {
			await act(trx);
			throw undo;
		});
		await expect(ended).rejects.toBe(undo);
	}
	const ticks = async (trx: Knex, ...clocks: string[]) => {
		for (const clock of clocks) await reconcile(trx, atClock(clock));
	};
	const told = async (trx: Knex) => {
		const rows = await trx(C.outbox).where({ kind: 'reminder', channel: 'notification' }).orderBy('id');
		return rows.map((row) => ({ minutes: Number(row.key.split(':')[2]), person: row.recipient }));
	};
	const peopleAt = async (trx: Knex, minutes: number) =>
		new Set((await told(trx)).filter((row) => row.minutes === minutes).map((row) => row.person));
	const unit = (index: number) => college.units[index] ?? expect.fail(`no unit ${index}`);
	const leader = (index: number) => college.leaderOf(unit(index).id);
	const nightOf = async (trx: Knex) => (await trx(C.nights).where({ college: college.college }).first('id')).id;
	const report = async (trx: Knex, index: number, clock: string) =>
		await submitAs(trx, leader(index), unitReport(await nightOf(trx), unit(index)), atClock(clock));

	it('go to those who still owe, level by level, and to nobody whose report is in', async () => {
		await inPassing(async (trx) => {
			await ticks(trx, '22:20:01');
			await report(trx, 0, '22:25:00');
			await ticks(trx, '22:28:02');
			expect(await peopleAt(trx, 12)).toEqual(new Set([leader(1), leader(2), leader(3)]));
			await report(trx, 1, '22:30:00');
			await ticks(trx, '22:34:00');
			const floors = college.floors.map((floor) => college.leaderOf(floor));
			expect(await peopleAt(trx, 6)).toEqual(new Set([leader(2), leader(3), ...floors]));
			await ticks(trx, '22:38:00');
			// The units' leaders have had their two.
			expect(await peopleAt(trx, 2)).toEqual(new Set([...floors, college.leaderOf(college.building)]));
		});
	});

	it('keep the budget in a night in which half stay silent, with a tick every five seconds', async () => {
		await inPassing(async (trx) => {
			await trx(C.colleges).where({ id: college.college }).update({ reminder_minutes: '[18,16,14,12,10,8,6,4,2]' });
			await ticks(trx, '22:20:01');
			await report(trx, 0, '22:21:00');
			await report(trx, 2, '22:21:30');
			for (let second = 0; second < 20 * 60; second += 5) {
				await reconcile(trx, new Date(atClock('22:20:05').getTime() + second * 1000));
			}
			const counts = new Map<string, number>();
			for (const { person } of await told(trx)) counts.set(person, (counts.get(person) ?? 0) + 1);
			expect(Math.max(...counts.values())).toBe(2);
			expect([counts.get(leader(1)), counts.get(leader(3))]).toEqual([2, 2]);
			expect([counts.get(leader(0)), counts.get(leader(2))]).toEqual([undefined, undefined]);
		});
	});

	it('I11, I12: twice is once, a late tick reminds once, a clock that goes back reminds nobody again', async () => {
		await inPassing(async (trx) => {
			await ticks(trx, '22:20:01', '22:35:00');
			expect(new Set((await told(trx)).map(({ minutes }) => minutes))).toEqual(new Set([6]));
			const once = await dumpDatabase(trx);
			await ticks(trx, '22:35:00');
			expect(await dumpDatabase(trx)).toEqual(once);
			const before = (await told(trx)).length;
			await ticks(trx, '22:29:00', '22:34:30', '22:35:05');
			expect(await told(trx)).toHaveLength(before);
			await ticks(trx, '22:41:00');
			expect(await told(trx)).toHaveLength(before);
		});
	});

	it('are left out where a college wants none', async () => {
		await inPassing(async (trx) => {
			await trx(C.colleges).where({ id: college.college }).update({ reminder_minutes: '[]' });
			await ticks(trx, '22:20:01', '22:28:01', '22:38:01');
			expect(await told(trx)).toEqual([]);
		});
	});

	it('tell a building’s chat and the college’s, once a moment, codes and no names', async () => {
		await inPassing(async (trx) => {
			const robot = { college: college.college, kind: 'wecom', webhook: 'https://qyapi.weixin.qq.com/x', active: true };
			await trx(C.chatRobots).insert([
				{ ...robot, name: '楼群', building: college.building },
				{ ...robot, name: '学院群', building: null },
				{ ...robot, name: '停用', building: null, active: false },
			]);
			await ticks(trx, '22:20:01');
			await report(trx, 0, '22:22:00');
			await ticks(trx, '22:28:00', '22:28:05');
			const rows = await trx(C.outbox).where({ channel: 'robot' }).orderBy('id');
			expect(rows.map((row) => [row.kind, row.state, row.recipient])).toEqual([
				['digest', 'waiting', null],
				['digest', 'waiting', null],
			]);
			const text = rows.map((row) => row.subject + row.message).join();
			expect(text).toContain(unit(1).code);
			expect(text).not.toContain(unit(0).code);
			for (const { rooms } of college.units)
				for (const { residents } of rooms) for (const { name } of residents) expect(text).not.toContain(name);
		});
	});

	it('go by mail, too, where mail is set up', async () => {
		await inPassing(async (trx) => {
			setDeliverySettings(readDeliverySettings({ EMAIL_FROM: 'grid@college.example' }));
			await ticks(trx, '22:20:01', '22:28:00');
			const mails = await trx(C.outbox).where({ kind: 'reminder', channel: 'mail' });
			expect(mails.map((row) => row.state)).toEqual(['waiting', 'waiting', 'waiting', 'waiting']);
		});
	});
});
