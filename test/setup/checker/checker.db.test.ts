import type { Knex } from 'knex';
import { beforeAll, describe, expect, it } from 'vitest';
import { DATABASE_KINDS } from '../databases.ts';
import { newDatabase, openDatabase } from '../test-house.ts';
import { type CleanNight, makeCleanNight } from './clean-night.ts';
import { OF_ABSENCES } from './corrupt/absences.ts';
import { OF_AFTERMATH } from './corrupt/aftermath.ts';
import { OF_ISSUES } from './corrupt/issues.ts';
import { OF_LADDER } from './corrupt/ladder.ts';
import { withoutGuards } from './corrupt/means.ts';
import { OF_NIGHTS } from './corrupt/nights.ts';
import { OF_SUBMISSIONS } from './corrupt/submissions.ts';
import { checkInvariants } from './index.ts';
import { takeSnapshot } from './snapshot.ts';
import type { Violation } from './violation.ts';

const CORRUPTIONS = [...OF_NIGHTS, ...OF_SUBMISSIONS, ...OF_AFTERMATH, ...OF_ABSENCES, ...OF_LADDER, ...OF_ISSUES];

/** The checker is tested, too (RELIABILITY.md 5.3): what is sound it accepts, every way of being unsound it names. */
describe.each(DATABASE_KINDS)('the checker on %s', (kind) => {
	let db: Knex;
	let clean: CleanNight;

	beforeAll(async () => {
		db = openDatabase(await newDatabase({ kind }));
		clean = await makeCleanNight(db, { counselled: false });
	});

	it('accepts a sound night', async () => {
		expect(await checkInvariants(db, { now: clean.now, earlier: await takeSnapshot(db) })).toEqual([]);
	});

	it('has a way to break each invariant', () => {
		const broken = new Set(CORRUPTIONS.map((corruption) => corruption.breaks));
		const numbered = ['I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I7', 'I8', 'I9', 'I10', 'I11', 'I12', 'I13', 'I14'];
		expect(broken).toEqual(new Set([...numbered, 'absences', 'ladder', 'handbacks']));
	});

	it.each(CORRUPTIONS)('$breaks: $what', async ({ breaks, corrupt, facts }) => {
		const earlier = await takeSnapshot(db);
		const violations = await inPassing(async (trx) => {
			await withoutGuards(trx);
			await corrupt(trx, clean);
			return await checkInvariants(trx, { now: clean.now, earlier, ...facts?.(clean) });
		});
		expect(violations.map((violation) => violation.invariant)).toContain(breaks);
		expect(await checkInvariants(db, { now: clean.now })).toEqual([]);
	});

	/** Looks at a database as it never was: the transaction is undone. */
	async function inPassing(look: (trx: Knex.Transaction) => Promise<Violation[]>): Promise<Violation[]> {
		const trx = await db.transaction();
		try {
			return await look(trx);
		} finally {
			await trx.rollback();
		}
	}
});
