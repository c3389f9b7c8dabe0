import { describe, expect, it } from 'vitest';
import { MAX_STEPS_AN_HOUR } from '../../extensions/dormitory-grid/src/services/issues/record-step.ts';
import { atClock } from '../setup/checker/clean-night.ts';
import { DATABASE_KINDS } from '../setup/databases.ts';
import { insertCollege, stepAs } from '../setup/fixtures/rows.ts';
import { newDatabase, openDatabase } from '../setup/test-house.ts';

describe.each(DATABASE_KINDS)('steps on issues on %s', (kind) => {
	it('are taken so often an hour from one person, who is told how often; others go on', async () => {
		const db = openDatabase(await newDatabase({ kind }));
		const college = await insertCollege(db, atClock('12:00:00'), { reportsFrom: null });
		const grid = college.units[0]?.id ?? 0;
		const leader = college.leaderOf(grid);
		const report = { kind: 'report', title: '水管漏水', category: 'plumbing', grid };
		const issue = await stepAs(db, leader, report, atClock('12:00:00'));
		const note = async (person: string, clock: string) =>
			await stepAs(db, person, { kind: 'note', issue, note: '已联系' }, atClock(clock));
		for (let n = 0; n < MAX_STEPS_AN_HOUR; n++) await note(leader, '12:10:00');
		await expect(note(leader, '12:20:00')).rejects.toMatchObject({
			code: 'GRID_TOO_MANY',
			message: expect.stringContaining(String(MAX_STEPS_AN_HOUR)),
		});
		expect(await note(college.leaderOf(college.floors[0] ?? 0), '12:20:00')).toBe(issue);
		expect(await note(leader, '13:10:01')).toBe(issue);
	});
});
