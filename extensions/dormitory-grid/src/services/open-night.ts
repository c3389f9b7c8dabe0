import type { Knex } from 'knex';
import type { PendingNight } from '../database/find-due-nights.ts';
import { freezeReports, freezeResidents, markNightOpen, repairStudentPlaces } from '../database/open-night.ts';
import { drawChecks } from './draw-checks.ts';
import { failpoint } from './failpoint.ts';

/**
 * Opens a planned night and freezes its expected list, in one transaction and a constant number of statements.
 * @returns whether this caller opened it; another replica may have
 */
export async function openNight(db: Knex, night: PendingNight, now: Date): Promise<boolean> {
	return await db.transaction(async (trx) => {
		await failpoint('open.before-insert');
		if (!(await markNightOpen(trx, night.id, now))) return false;
		await repairStudentPlaces(trx);
		await freezeResidents(trx, night);
		await freezeReports(trx, night);
		await drawChecks(trx, night, now);
		await failpoint('open.after-insert');
		return true;
	});
}
