import type { Knex } from 'knex';
import { findListsToReturn, followResidents, returnResidents } from '../database/counsellors.ts';
import { holdNight } from '../database/absences.ts';
import { markSummaryStale } from '../database/mark-report.ts';
import type { Attempt } from './attempt.ts';

/**
 * A student who has a counsellor in office again is in nobody's trust: tonight's list and what was noted go to his own, who is
 * told of him with the next edition, as the other is that he has gone.
 */
export async function returnStudents(db: Knex, now: Date, attempt: Attempt): Promise<void> {
	for (const { night, closed } of await attempt(async () => await findListsToReturn(db, now), [])) {
		const give = async () =>
			await db.transaction(async (trx) => {
				if (closed) await markSummaryStale(trx, night);
				else await holdNight(trx, night);
				await returnResidents(trx, night);
				await followResidents(trx, night);
			});
		await attempt(give, undefined);
	}
}
