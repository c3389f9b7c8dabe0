import type { Knex } from 'knex';
import { correctAbsences, insertAbsences, reopenAbsences } from '../database/absences.ts';
import type { SubmissionContext } from '../database/load-night-for-submission.ts';
import type { EntryRow } from '../database/mark-report.ts';
import { moveAbsences } from '../domain/absence.ts';

/** A unit's report opens and takes back absences (DESIGN.md 5), in its own transaction; a zero report asks nothing more of the database. */
export async function moveUnitAbsences(
	trx: Knex,
	{ night, absences }: SubmissionContext,
	entries: readonly EntryRow[],
	{ by, now }: { by: string; now: Date },
): Promise<void> {
	const absent = entries.filter((entry) => entry.kind === 'not_returned');
	const moves = moveAbsences(
		absences,
		absent.map((entry) => entry.student),
	);
	const opened = absent.filter((entry) => moves.opened.includes(entry.student));
	await insertAbsences(trx, night.id, opened, now);
	await reopenAbsences(trx, moves.reopened, now);
	await correctAbsences(trx, moves.corrected, { by, now });
}
