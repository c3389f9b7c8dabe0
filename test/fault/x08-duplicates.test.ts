import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTIONS } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { dateValue } from '../../extensions/dormitory-grid/src/database/column-values.ts';
import { expectInvariants } from '../setup/checker/index.ts';
import { type Evening, prepareEvening } from '../setup/faults/evening.ts';
import { openRecorder } from '../setup/faults/load-client.ts';
import { waitForTwoTicks } from '../setup/faults/nemesis.ts';
import { windowAround } from '../setup/fixtures/college.ts';
import { createRehearsal, submit, unitReport, waitFor, waitForNight } from '../setup/fixtures/night.ts';
import type { Server } from '../setup/start-directus.ts';
import { newServer, openDatabase } from '../setup/test-house.ts';

describe('X8: the same again', () => {
	let server: Server;
	let db: Knex;
	let evening: Evening;
	let night: number;
	let begun: Date;
	const recorder = openRecorder();

	beforeAll(async () => {
		server = await newServer();
		db = openDatabase(server.database);
		evening = await prepareEvening(server);
		const rehearsal = await createRehearsal(evening.workingGroup, { root: evening.building.id, closesIn: 20 });
		night = (await waitForNight(server, { rehearsal: rehearsal.id }, 'open')).id;
	});

	it('fifty at once with one key are one submission', async () => {
		const report = unitReport(night, evening.unit(0), { [evening.building.residents[0]?.id ?? 0]: 'not_returned' });
		const answers = await Promise.all(
			Array.from({ length: 50 }, () => recorder.submit(server, evening.leader(0), report)),
		);
		expect(answers.map((answer) => answer.type)).toEqual(Array.from({ length: 50 }, () => 'ok'));
		expect(answers.filter((answer) => !answer.again)).toHaveLength(1);
		expect(new Set(answers.map((answer) => answer.id)).size).toBe(1);
		expect(await count(COLLECTIONS.nightSubmissions, { grid: evening.unit(0).id })).toBe(1);
		expect(await count(COLLECTIONS.nightEntries, { unit: evening.unit(0).id })).toBe(1);
	});

	it('a click too many, and a page that sends once more: answered with the first one', async () => {
		const report = unitReport(night, evening.unit(1));
		const first = await recorder.submit(server, evening.leader(1), report);
		const second = await submit(evening.leader(1), report);
		expect([second.status, second.code]).toEqual([409, 'GRID_ALREADY_RECEIVED']);
		expect(second.errors[0]?.extensions['id']).toBe(first.id);
		expect(Date.parse(String(second.errors[0]?.extensions['received_at']))).not.toBeNaN();
	});

	it('the leader and the building head at the same moment: one report, and the other is asked for a reason', async () => {
		const answers = await Promise.all([
			recorder.submit(server, evening.leader(2), unitReport(night, evening.unit(2))),
			recorder.submit(server, evening.buildingHead, unitReport(night, evening.unit(2))),
		]);
		expect(answers.map((answer) => answer.code ?? answer.type).toSorted((a, b) => a.localeCompare(b))).toEqual([
			'GRID_REASON_REQUIRED',
			'ok',
		]);
		expect(await count(COLLECTIONS.nightSubmissions, { grid: evening.unit(2).id })).toBe(1);
	});

	it('with a reason both are kept, in a row', async () => {
		const reasoned = (unit: number) => ({ ...unitReport(night, evening.unit(unit)), reason: '同时上报' });
		const answers = await Promise.all([
			recorder.submit(server, evening.leader(3), reasoned(3)),
			recorder.submit(server, evening.buildingHead, reasoned(3)),
		]);
		expect(answers.map((answer) => answer.type)).toEqual(['ok', 'ok']);
		const rows = await db(COLLECTIONS.nightSubmissions)
			.where({ grid: evening.unit(3).id })
			.orderBy('number')
			.select('number');
		expect(rows.map((row) => row.number)).toEqual([1, 2]);
	});

	it('someone else’s key is someone else’s submission', async () => {
		const key = randomUUID();
		const answers = [
			await recorder.submit(server, evening.leader(0), {
				...unitReport(night, evening.unit(0)),
				client_key: key,
				reason: '更正',
			}),
			await recorder.submit(server, evening.leader(1), {
				...unitReport(night, evening.unit(1)),
				client_key: key,
				reason: '更正',
			}),
		];
		expect(answers.map((answer) => [answer.type, answer.again])).toEqual([
			['ok', undefined],
			['ok', undefined],
		]);
	});

	it('what was written for last night stays last night’s', async () => {
		const now = new Date();
		const window = windowAround(now, { opensIn: -120, closesIn: 3600 });
		const college = evening.building.college;
		const yesterday = new Date(now.getTime() - 86_400_000).toLocaleDateString('en-CA', { timeZone: window.time_zone });
		await db(COLLECTIONS.colleges)
			.where({ id: college })
			.update({ ...window, reports_from: dateValue(yesterday), late_hours: 20 });
		begun = now;
		const regular = async (state: string) =>
			await waitFor(
				`a regular night to be ${state}`,
				30_000,
				async () => await db(COLLECTIONS.nights).where({ college, kind: 'regular', state }).first<{ id: number }>('id'),
			);
		// In this order: until it is closed, the first night is open, too.
		const last = await regular('closed');
		const tonight = await regular('open');
		const locked = await recorder.submit(server, evening.leader(0), {
			...unitReport(last.id, evening.unit(0)),
			reason: '昨晚的',
		});
		expect(locked.code).toBe('GRID_NIGHT_CLOSED');
		const late = await recorder.submit(server, evening.workingGroup, {
			...unitReport(last.id, evening.unit(0)),
			reason: '昨晚的',
		});
		expect(late.type).toBe('ok');
		const stored = await db(COLLECTIONS.nightSubmissions).where({ id: late.id }).first('night', 'received_state');
		expect(stored).toEqual({ night: last.id, received_state: 'late' });
		expect(await count(COLLECTIONS.nightSubmissions, { night: tonight.id })).toBe(0);
	});

	it('and everything holds', async () => {
		await waitForNight(server, { id: night }, 'closed');
		await waitForTwoTicks(server);
		// The night of yesterday began when the college was told to report: nobody could have closed it earlier.
		const downtimes = [{ from: new Date(begun.getTime() - 2 * 86_400_000), to: begun }];
		await expectInvariants(db, { history: recorder.history(), logs: [server.log()], downtimes });
	});

	async function count(table: string, where: object): Promise<number> {
		const [row] = await db(table).where(where).count('* as times');
		return Number(row?.times);
	}
});
