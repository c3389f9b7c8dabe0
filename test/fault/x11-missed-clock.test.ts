import type { Knex } from 'knex';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTIONS } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { dateValue, readDate, readMoment } from '../../extensions/dormitory-grid/src/database/column-values.ts';
import { reconcile } from '../../extensions/dormitory-grid/src/services/reconcile.ts';
import type { CollegeRow } from '../../extensions/dormitory-grid/src/types/schema.ts';
import { expectInvariants } from '../setup/checker/index.ts';
import { type Evening, prepareEvening } from '../setup/faults/evening.ts';
import { openRecorder } from '../setup/faults/load-client.ts';
import { waitForTwoTicks } from '../setup/faults/nemesis.ts';
import { administrator, windowAround } from '../setup/fixtures/college.ts';
import { unitReport, waitFor, waitForNight } from '../setup/fixtures/night.ts';
import { submitAs } from '../setup/fixtures/rows.ts';
import { type Server, startDirectus } from '../setup/start-directus.ts';
import { extensionsFolder, newDatabase, newServer, openDatabase } from '../setup/test-house.ts';

const DAY_MS = 86_400_000;

/** Four colleges and one server that is away: over a close, over a whole night, over three days, and since an open night for three days. */
describe('X11: nobody was there when the clock struck', () => {
	let db: Knex;
	let server: Server;
	let overClose: Evening;
	let overNight: Evening;
	let overDays: Evening;
	let sinceOpen: Evening;
	let downFrom: Date;
	let upAgain: Date;
	const recorder = openRecorder();

	const nightsOf = async ({ building }: Evening) =>
		await db(COLLECTIONS.nights).where({ college: building.college, kind: 'regular' }).orderBy('closes_at');
	const inbox = async ({ building }: Evening) =>
		await db('directus_notifications').whereIn(
			'recipient',
			building.counsellors.map((counsellor) => counsellor.id),
		);

	beforeAll(async () => {
		const database = await newDatabase();
		const extensions = await extensionsFolder();
		db = openDatabase(database);
		const before = await startDirectus({ database, extensions });
		overClose = await prepareEvening(before);
		overNight = await prepareEvening(before);
		overDays = await prepareEvening(before);
		sinceOpen = await prepareEvening(before);

		const window = windowAround(new Date(), { opensIn: 1, closesIn: 12 });
		await administrator(before).must('PATCH', `/items/${COLLECTIONS.colleges}/${overClose.building.college}`, window);
		const night = await waitForNight(before, { college: overClose.building.college }, 'open');
		for (const index of [0, 1]) {
			const absent = { [overClose.unit(index).rooms[0]?.residents[0]?.id ?? 0]: 'not_returned' } as const;
			await recorder.submitUntilAnswered(
				() => before,
				overClose.leader(index),
				unitReport(night.id, overClose.unit(index), absent),
			);
		}
		await before.stop();
		downFrom = new Date();
		await setWindow(overNight, windowAround(downFrom, { opensIn: 1, closesIn: 9 }));
		const past = windowAround(downFrom, { opensIn: -3000, closesIn: -1800 });
		const longAgo = new Date(downFrom.getTime() - 3 * DAY_MS);
		const daysAgo = { ...past, reports_from: longAgo.toLocaleDateString('en-CA', { timeZone: past.time_zone }) };
		await setWindow(sinceOpen, daysAgo);
		// The last tick before three days of silence, and a report in time.
		await reconcile(db, new Date(longAgo.getTime() - 2_990_000));
		const [left] = await nightsOf(sinceOpen);
		const absent = { [sinceOpen.unit(0).rooms[0]?.residents[0]?.id ?? 0]: 'not_returned' } as const;
		const report = unitReport(left.id, sinceOpen.unit(0), absent);
		await submitAs(db, sinceOpen.leader(0).id, report, new Date(longAgo.getTime() - 2_900_000));
		await setWindow(overDays, daysAgo);
		await waitFor('every cut-off to pass', 60_000, async () =>
			Date.now() > downFrom.getTime() + 15_000 ? true : null,
		);
		server = await newServer({ database, extensions });
		await waitForTwoTicks(server);
		upAgain = new Date();
	});

	it('away over the close: closed as of the cut-off, with the delay said', async () => {
		const [night] = await nightsOf(overClose);
		expect(night.state).toBe('closed');
		expect(night.closed_late_by).toBeGreaterThan(0);
		const states = await db(COLLECTIONS.nightReports)
			.where({ night: night.id, level: 3 })
			.orderBy('grid')
			.select('state');
		expect(states.map((row) => row.state)).toEqual(['on_time', 'on_time', 'missing', 'missing']);
		const editions = await db(COLLECTIONS.nightEditions).where({ night: night.id }).select('late_by', 'number');
		expect(editions).toHaveLength(2);
		for (const edition of editions) expect(edition).toEqual({ late_by: night.closed_late_by, number: 1 });
		expect(await inbox(overClose)).toHaveLength(2);
	});

	it('a report that comes after it is late by the window, and owes its reason', async () => {
		const [night] = await nightsOf(overClose);
		const report = unitReport(night.id, overClose.unit(2));
		expect((await recorder.submit(server, overClose.leader(2), report)).code).toBe('GRID_REASON_REQUIRED');
		const late = await recorder.submit(server, overClose.leader(2), { ...report, reason: '服务器停机' });
		expect(late.type).toBe('ok');
		expect(await db(COLLECTIONS.nightSubmissions).where({ id: late.id }).first('received_state')).toEqual({
			received_state: 'late',
		});
	});

	it('away over the whole night: opened and closed late, every unit missing, each counsellor told once', async () => {
		const [night] = await nightsOf(overNight);
		expect([night.state, night.closed_late_by > 0]).toEqual(['closed', true]);
		expect(readMoment(night.opened_at)?.getTime()).toBeGreaterThan(
			readMoment(night.closes_at)?.getTime() ?? Number.NaN,
		);
		const reports = await db(COLLECTIONS.nightReports).where({ night: night.id }).select('state');
		expect(reports.map((row) => row.state)).toEqual(Array.from({ length: 7 }, () => 'missing'));
		expect(await inbox(overNight)).toHaveLength(2);
	});

	it('away for three days: every night is there, in order, and there is no storm of messages', async () => {
		const nights = await nightsOf(overDays);
		const days = [3, 2, 1, 0].map((ago) => new Date(downFrom.getTime() - ago * DAY_MS));
		const zone = (await db(COLLECTIONS.colleges).where({ id: overDays.building.college }).first('time_zone')).time_zone;
		expect(nights.map((night) => readDate(night.date))).toEqual(
			days.map((day) => day.toLocaleDateString('en-CA', { timeZone: zone })),
		);
		expect(nights.map((night) => night.state)).toEqual(['closed', 'closed', 'closed', 'closed']);
		for (const night of nights) expect(await db(COLLECTIONS.nightEditions).where({ night: night.id })).toHaveLength(2);
		expect(await inbox(overDays)).toHaveLength(2);
	});

	it('away for three days since an open night: closed with what was reported, and told of the last night alone', async () => {
		const nights = await nightsOf(sinceOpen);
		expect(nights.map((night) => night.state)).toEqual(['closed', 'closed', 'closed', 'closed']);
		expect(await db(COLLECTIONS.nightReports).where({ night: nights[0].id, level: 3, state: 'on_time' })).toHaveLength(
			1,
		);
		for (const night of nights) expect(await db(COLLECTIONS.nightEditions).where({ night: night.id })).toHaveLength(2);
		expect(await inbox(sinceOpen)).toHaveLength(2);
		expect(
			await db(COLLECTIONS.outbox)
				.where({ kind: 'edition', college: sinceOpen.building.college })
				.distinct()
				.pluck('night'),
		).toEqual([nights.at(-1).id]);
	});

	it('and everything holds', async () => {
		await waitForTwoTicks(server);
		const away = { from: new Date(downFrom.getTime() - 4 * DAY_MS), to: downFrom };
		await expectInvariants(db, {
			history: recorder.history(),
			logs: [server.log()],
			downtimes: [away, { from: downFrom, to: upAgain }],
		});
	});

	async function setWindow({ building }: Evening, { reports_from, ...window }: Partial<CollegeRow>): Promise<void> {
		await db(COLLECTIONS.colleges)
			.where({ id: building.college })
			.update({ ...window, reports_from: dateValue(reports_from ?? '') });
	}
});
