import { expect, it } from 'vitest';
import { holdAskedIssue, holdIssue } from '../../extensions/dormitory-grid/src/database/issues.ts';
import { readClock } from '../../extensions/dormitory-grid/src/database/read-clock.ts';
import { insertCollege, stepAs } from '../setup/fixtures/rows.ts';
import { newDatabase, openDatabase } from '../setup/test-house.ts';

/** On PostgreSQL alone: SQLite has one writer, who waits before he begins. */
it('a step that waited for its issue came when it had it, not when it began to wait', async () => {
	const db = openDatabase(await newDatabase({ kind: 'postgres' }));
	const now = new Date();
	const college = await insertCollege(db, now, { reportsFrom: null });
	const grid = college.units[0]?.id ?? 0;
	const user = college.leaderOf(grid);
	const issue = await stepAs(db, user, { kind: 'report', title: '水管漏水', category: 'plumbing', grid }, now);
	// Held for a while by who changes nothing of it in the end.
	const other = await db.transaction();
	await holdIssue(other, issue);
	const asked = db.transaction(async (trx) => await holdAskedIssue(trx, issue, { user, admin: false }));
	await new Promise((wake) => setTimeout(wake, 1500));
	const released = await readClock(db);
	await other.rollback();
	expect((await asked)?.now.getTime()).toBeGreaterThanOrEqual(released.getTime());
	expect((await asked)?.actor.scopes).not.toEqual([]);
});
