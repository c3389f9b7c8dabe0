import { describe, expect, it } from 'vitest';
import { atClock } from '../../../../test/setup/checker/clean-night.ts';
import { DATABASE_KINDS } from '../../../../test/setup/databases.ts';
import { appointNew, insertCollege } from '../../../../test/setup/fixtures/rows.ts';
import { newDatabase, openDatabase } from '../../../../test/setup/test-house.ts';
import { COLLECTIONS as C } from '../constants/collections.ts';
import { reconcile } from '../services/reconcile.ts';
import { findHolders } from './find-sheet.ts';

describe.each(DATABASE_KINDS)('who answers for a grid on %s', (kind) => {
	it('is the same on the printed sheet as in the night’s reports: whoever stands in', async () => {
		const db = openDatabase(await newDatabase({ kind }));
		const college = await insertCollege(db, atClock('12:00:00'), { reportsFrom: '2026-03-02' });
		const grid = college.units[0]?.id ?? 0;
		const person = await appointNew(db, 'unit_leader', { grid, stand_in: true }, atClock('12:00:00'));
		await db('directus_users').where({ id: person }).update({ phone: '027-0000-9999' });
		await reconcile(db, atClock('22:20:03'));
		expect(await db(C.nightReports).where({ grid }).pluck('responsible_phone')).toEqual(['027-0000-9999']);
		expect((await findHolders(db, [grid])).get(grid)?.phone).toBe('027-0000-9999');
	});
});
