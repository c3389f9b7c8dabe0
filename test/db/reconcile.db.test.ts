import type { Knex } from 'knex';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { readHealth } from '../../extensions/dormitory-grid/src/services/read-health.ts';
import { reconcile } from '../../extensions/dormitory-grid/src/services/reconcile.ts';
import { atClock } from '../setup/checker/clean-night.ts';
import { expectInvariants } from '../setup/checker/index.ts';
import { DATABASE_KINDS } from '../setup/databases.ts';
import { type Dump, dumpDatabase } from '../setup/dump-database.ts';
import { type CollegeRows, insertCollege, submitAs } from '../setup/fixtures/rows.ts';
import { unitReport } from '../setup/fixtures/night.ts';
import { newDatabase, openDatabase } from '../setup/test-house.ts';

/** When something was done, and the numbers rows get: what a late or repeated tick may change. */
const AUDIT = [
	'id',
	'opened_at',
	'closed_at',
	'closed_late_by',
	'made_at',
	'late_by',
	'computed_at',
	'created_at',
	'reminded_at',
	'sent_at',
	'timestamp',
	'key',
	'night',
];

describe.each(DATABASE_KINDS)('the reconcile loop on %s', (kind) => {
	let db: Knex;
	let college: CollegeRows;

	beforeAll(async () => {
		db = openDatabase(await newDatabase({ kind }));
		college = await insertCollege(db, atClock('12:00:00'), { reportsFrom: '2026-03-02' });
	});

	it.each(['22:20:02', '22:40:02', '23:30:00'])('I11: at %s twice is once', async (clock) => {
		await inPassing(async (trx) => {
			await reconcile(trx, atClock(clock));
			const once = await dumpDatabase(trx);
			await reconcile(trx, atClock(clock));
			expect(await dumpDatabase(trx)).toEqual(once);
		});
	});

	it('I11: every tick of an evening ends as its last one alone', async () => {
		const ends: Dump[] = [];
		for (const clocks of [['22:19:59', '22:20:01', '22:31:00', '22:40:01', '22:40:06'], ['22:40:06']]) {
			await inPassing(async (trx) => {
				// A night that was slept through draws no rooms: nobody could look any more.
				await trx(C.colleges).where({ id: college.college }).update({ second_look_rooms: 0 });
				for (const clock of clocks) await reconcile(trx, atClock(clock));
				ends.push(withoutReminders(withoutAudit(await dumpDatabase(trx))));
			});
		}
		expect(ends[0]).toEqual(ends[1]);
	});

	it('one college’s trouble keeps nobody’s night open', async () => {
		await inPassing(async (trx) => {
			await reconcile(trx, atClock('22:20:02'));
			// What no form lets through, and a hand in the database may do all the same.
			const broken = { code: 'broken', name: '坏数据', time_zone: 'Nowhere/Never', reports_from: new Date(2026, 2, 2) };
			await trx(C.colleges).insert(broken);
			const tick = await reconcile(trx, atClock('22:40:02'));
			expect(tick.failures).not.toEqual([]);
			expect(tick.closed).toHaveLength(1);
			expect(await trx(C.nights).where({ college: college.college }).pluck('state')).toEqual(['closed']);
		});
	});

	it('I12: a clock that goes back opens nothing again and sends nothing again', async () => {
		await inPassing(async (trx) => {
			await reconcile(trx, atClock('22:40:02'));
			const closed = await dumpDatabase(trx);
			for (const clock of ['22:39:00', '22:20:30', '21:00:00', '22:40:03']) await reconcile(trx, atClock(clock));
			expect(await dumpDatabase(trx)).toEqual(closed);
		});
	});

	it('X11: away since an open night, over days: of the last night alone counsellors are told', async () => {
		await inPassing(async (trx) => {
			await reconcile(trx, atClock('22:20:02'));
			const days = 3 * 86_400_000;
			const now = new Date(atClock('22:41:00').getTime() + days);
			expect((await reconcile(trx, now)).failures).toEqual([]);
			const nights: number[] = await trx(C.nights).where({ state: 'closed' }).orderBy('date').pluck('id');
			expect(nights).toHaveLength(4);
			expect(await trx(C.outbox).where({ kind: 'edition', channel: 'notification' }).distinct().pluck('night')).toEqual(
				[nights.at(-1)],
			);
			await expectInvariants(trx, { now, downtimes: [{ from: atClock('22:20:03'), to: now }] });
		});
	});

	it('no heap of stale nights keeps the next close waiting: tonight’s is summed at once, old ones by and by', async () => {
		await inPassing(async (trx) => {
			await reconcile(trx, atClock('22:20:02'));
			const later = (seconds: number) => new Date(atClock('22:41:00').getTime() + 7 * 86_400_000 + seconds * 1000);
			await reconcile(trx, later(0));
			const nights: number[] = await trx(C.nights).where({ state: 'closed' }).orderBy('id', 'desc').pluck('id');
			expect(nights).toHaveLength(8);
			await trx(C.nightSummaries).whereIn('night', nights).update({ computed_at: null });
			const rounds: number[][] = [];
			for (const seconds of [5, 10, 15]) rounds.push((await reconcile(trx, later(seconds))).refreshed);
			expect(rounds.map((round) => round.length)).toEqual([6, 2, 0]);
			expect(rounds[0]?.[0]).toBe(nights[0]);
			expect(rounds.flat().toSorted((a, b) => b - a)).toEqual(nights);
		});
	});

	it('old nights that cannot be summed are told each time, and keep none of the others waiting', async () => {
		await inPassing(async (trx) => {
			await reconcile(trx, atClock('22:20:02'));
			const later = (seconds: number) => new Date(atClock('22:41:00').getTime() + 7 * 86_400_000 + seconds * 1000);
			await reconcile(trx, later(0));
			const nights: number[] = await trx(C.nights).where({ state: 'closed' }).orderBy('id', 'desc').pluck('id');
			const [tonight, ...broken] = nights;
			const oldest = broken.pop();
			await trx(C.nightSummaries).whereIn('night', nights).update({ computed_at: null });
			await breakSummaries(trx, broken);
			for (const seconds of [5, 10]) {
				const tick = await reconcile(trx, later(seconds));
				expect(tick.refreshed).toEqual(seconds === 5 ? [tonight, oldest] : []);
				expect(tick.failures).toHaveLength(6);
			}
		});
	});

	it('a clock that stands still is an alarm', async () => {
		await inPassing(async (trx) => {
			await reconcile(trx, atClock('12:00:00'));
			expect((await readHealth(trx, atClock('12:01:50'), 0)).status).toBe('ok');
			expect((await readHealth(trx, atClock('12:02:10'), 0)).status).toBe('alarm');
		});
	});

	it('a clock whose ticks fail again and again is an alarm, until one does all its steps', async () => {
		await inPassing(async (trx) => {
			const status = async (clock: string) => (await readHealth(trx, atClock(clock), 0)).status;
			const [broken] = await trx(C.colleges)
				.insert({ code: 'broken', name: '坏数据', time_zone: 'Nowhere/Never', reports_from: new Date(2026, 2, 2) })
				.returning('id');
			for (const clock of ['12:00:00', '12:00:30', '12:01:00']) {
				expect((await reconcile(trx, atClock(clock))).failures).not.toEqual([]);
				expect(await status(clock)).toBe('ok');
			}
			await reconcile(trx, atClock('12:01:05'));
			expect(await status('12:01:05')).toBe('alarm');
			await trx(C.colleges).where({ id: broken.id }).delete();
			expect((await reconcile(trx, atClock('12:01:10'))).failures).toEqual([]);
			expect(await status('12:01:10')).toBe('ok');
			// One failure long ago is none that lasts.
			expect((await readHealth(trx, atClock('12:02:10'), 0)).failing_since).toBeNull();
		});
	});

	it('opens nothing before its time, closes nothing before its cut-off', async () => {
		await inPassing(async (trx) => {
			const states = async () =>
				(await trx(C.nights).where({ college: college.college }).orderBy('closes_at')).map((night) => night.state);
			await reconcile(trx, atClock('22:19:59'));
			expect(await states()).toEqual([]);
			await reconcile(trx, atClock('22:20:00'));
			await reconcile(trx, atClock('22:39:59'));
			expect(await states()).toEqual(['open']);
			await reconcile(trx, atClock('22:40:00'));
			expect(await states()).toEqual(['closed']);
		});
	});

	it('a report judged in time after the close is late, without a reason being asked', async () => {
		await inPassing(async (trx) => {
			await reconcile(trx, atClock('22:20:02'));
			const { id: night } = await trx(C.nights).where({ college: college.college, state: 'open' }).first('id');
			await reconcile(trx, atClock('22:40:00'));
			const unit = college.units[0] ?? { id: 0, code: '', rooms: [] };
			// His clock was read before the cut-off, and the close was faster.
			await submitAs(trx, college.leaderOf(unit.id), unitReport(night, unit), atClock('22:39:59'));
			await reconcile(trx, atClock('22:40:05'));
			expect(await trx(C.nightReports).where({ night, grid: unit.id }).first('state')).toEqual({ state: 'late' });
			await expectInvariants(trx, { now: atClock('22:40:05') });
		});
	});

	/** Each case begins with the same database: what it did is undone. */
	async function inPassing(work: (trx: Knex.Transaction) => Promise<void>): Promise<void> {
		const trx = await db.transaction();
		try {
			await work(trx);
		} finally {
			await trx.rollback();
		}
	}
});

/** What is only said on the way: a night that was slept through reminds nobody. */
function withoutReminders({ ...dump }: Dump): Dump {
	for (const table of [C.outbox, 'directus_notifications'])
		dump[table] = (dump[table] ?? []).filter((row) => !/零报告提醒/.test(row));
	return dump;
}

/** What a hand in the database may have left: the totals of these nights can no longer be written. */
async function breakSummaries(trx: Knex, nights: readonly number[]): Promise<void> {
	const which = `new.night in (${nights.join(', ')})`;
	if (trx.client.config.client === 'pg') {
		await trx.raw(
			"create function broken() returns trigger language plpgsql as $$ begin raise exception 'broken'; end $$",
		);
		await trx.raw(
			`create trigger broken before update on night_summaries for each row when (${which}) execute function broken()`,
		);
	} else
		await trx.raw(
			`create trigger broken before update on night_summaries when ${which} begin select raise(abort, 'broken'); end`,
		);
}

function withoutAudit(dump: Dump): Dump {
	const strip = (row: string) =>
		JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(row)).filter(([name]) => !AUDIT.includes(name))));
	return Object.fromEntries(
		Object.entries(dump).map(([table, rows]) => [table, rows.map(strip).toSorted((a, b) => a.localeCompare(b))]),
	);
}
