import type { Knex } from 'knex';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { dateValue } from '../../extensions/dormitory-grid/src/database/column-values.ts';
import { createClock } from '../../extensions/dormitory-grid/src/hooks/night-clock/clock.ts';
import { expectInvariants } from '../setup/checker/index.ts';
import { type Database, DATABASE_KINDS } from '../setup/databases.ts';
import { windowAround } from '../setup/fixtures/college.ts';
import { waitFor } from '../setup/fixtures/night.ts';
import { type CollegeRows, insertCollege } from '../setup/fixtures/rows.ts';
import { newDatabase, openDatabase } from '../setup/test-house.ts';

const LIMIT = 400;

describe.each(DATABASE_KINDS)('a tick that waits for good on %s', (kind) => {
	let database: Database;
	let db: Knex;
	let college: CollegeRows;
	let from: Date;

	beforeAll(async () => {
		database = await newDatabase({ kind });
		db = openDatabase(database);
		from = new Date();
		college = await insertCollege(db, from, { reportsFrom: null });
		const { reports_from, ...window } = windowAround(from, { opensIn: -60, closesIn: 0 });
		await db(C.colleges)
			.where({ id: college.college })
			.update({ ...window, reports_from: dateValue(reports_from ?? '') });
	});

	it('is left to itself, and whatever it does later the night is opened and closed once', async () => {
		const errors: string[] = [];
		const note = (...[, message]: unknown[]) => void errors.push(String(message));
		const logger = { info: () => {}, warn: () => {}, error: (...said: unknown[]) => note(null, said.at(-1)) };
		const clock = createClock(db, logger, { limit: LIMIT });
		const release = await holdNights();
		clock.start();
		await waitFor('two ticks to be given up', 20_000, async () => await Promise.resolve(errors[1] ?? null));
		expect(errors.every((message) => message.includes('left to itself'))).toBe(true);
		await release();
		// All that were left to themselves go on now, beside the one whose turn it is.
		await waitFor('the night to close', 20_000, async () => {
			const states = await db(C.nights).where({ college: college.college }).pluck('state');
			return states[0] === 'closed' ? true : null;
		});
		await clock.stop();
		// On SQLite they stand in line for the only connection.
		await db.transaction(async (trx) => await trx(C.nights).select('id'));
		expect(await db(C.nights).where({ college: college.college }).pluck('state')).toEqual(['closed']);
		await expectInvariants(db, { downtimes: [{ from: new Date(from.getTime() - 3_600_000), to: new Date() }] });
	});

	/** PostgreSQL's lock, and on SQLite its only connection. */
	async function holdNights(): Promise<() => Promise<void>> {
		const trx = await (kind === 'postgres' ? openDatabase(database) : db).transaction();
		if (kind === 'postgres') await trx.raw('lock table ?? in access exclusive mode', [C.nights]);
		return async () => await trx.commit().then(() => undefined);
	}
});
