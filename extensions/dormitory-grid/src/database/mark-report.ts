import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import type { Position } from '../constants/positions.ts';
import type { Counts, EntryKind, ReportState } from '../types/api.ts';
import { namedStatement } from './named-statement.ts';

export interface ReportMark {
	state: ReportState;
	submission: string;
	receivedAt: Date;
	reporter: string;
	reportedAs: Position | null;
	onBehalf: boolean;
	standIn: boolean;
	counts: Counts;
	unitsSilent: number | null;
}

/**
 * Moves one grid's report on, if it is still as it was judged: the compare-and-set that decides every race between two
 * submissions and between a submission and the close (I3, I5).
 * @returns whether this caller won
 */
export async function markReport(
	db: Knex,
	seen: { id: number; state: ReportState; submissions: number },
	mark: ReportMark,
): Promise<boolean> {
	const report = db(COLLECTIONS.nightReports).where({
		id: seen.id,
		state: seen.state,
		submissions: seen.submissions,
	});
	const changed = await namedStatement(
		db,
		'grid_mark_report',
		report.update({
			state: mark.state,
			submission: mark.submission,
			submissions: seen.submissions + 1,
			first_received_at: db.raw('coalesce(first_received_at, ?)', [mark.receivedAt]),
			received_at: mark.receivedAt,
			reporter: mark.reporter,
			reported_as: mark.reportedAs,
			on_behalf: mark.onBehalf,
			stand_in: mark.standIn,
			// A report that was handed back is answered by the next one.
			handed_back_at: null,
			handed_back_reason: null,
			present: mark.counts.present,
			late_return: mark.counts.late_return,
			not_returned: mark.counts.not_returned,
			on_leave: mark.counts.on_leave,
			units_silent: mark.unitsSilent,
		}),
	);
	return changed === 1;
}

export interface EntryRow {
	submission: string;
	night: number;
	student: number;
	kind: EntryKind;
	returned_at: Date | null;
	reason: string | null;
	approved_leave: boolean;
	room: number;
	department: number | null;
	counsellor: string | null;
	college: number;
	building: number | null;
	floor: number | null;
	unit: number;
}

export async function insertEntries(db: Knex, entries: EntryRow[]): Promise<void> {
	// In parts, because SQLite binds a limited number of variables a statement.
	for (let start = 0; start < entries.length; start += 50) {
		await db(COLLECTIONS.nightEntries).insert(entries.slice(start, start + 50));
	}
}

/** Says that a closed night's totals and editions have to be made again; also the lock that keeps late reports in a row. */
export async function markSummaryStale(db: Knex, night: number): Promise<void> {
	await db(COLLECTIONS.nightSummaries).where({ night }).update({ computed_at: null });
}
