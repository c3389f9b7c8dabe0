import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import type { Position } from '../constants/positions.ts';
import type { Counts, EntryKind, ReportState } from '../types/api.ts';
import { frequentQuestion } from './frequent-question.ts';

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

type Move = Pick<ReportMark, 'state' | 'submission' | 'reporter' | 'reportedAs' | 'onBehalf' | 'standIn'> &
	Counts & {
		id: number;
		seenState: ReportState;
		seenSubmissions: number;
		submissions: number;
		received_at: Date;
		units_silent: number | null;
	};

const moveReport = frequentQuestion<Move, { id: number }>('grid_mark_report', (db, move) =>
	db(COLLECTIONS.nightReports)
		.where({ id: move.id, state: move.seenState, submissions: move.seenSubmissions })
		.update({
			state: move.state,
			submission: move.submission,
			submissions: move.submissions,
			first_received_at: db.raw('coalesce(first_received_at, ?)', [move.received_at]),
			received_at: move.received_at,
			reporter: move.reporter,
			reported_as: move.reportedAs,
			on_behalf: move.onBehalf,
			stand_in: move.standIn,
			// A report that was handed back is answered by the next one.
			handed_back_at: null,
			handed_back_reason: null,
			present: move.present,
			late_return: move.late_return,
			not_returned: move.not_returned,
			on_leave: move.on_leave,
			units_silent: move.units_silent,
		})
		.returning('id'),
);

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
	const { counts, receivedAt, unitsSilent, ...rest } = mark;
	const changed = await moveReport(db, {
		id: seen.id,
		seenState: seen.state,
		seenSubmissions: seen.submissions,
		submissions: seen.submissions + 1,
		received_at: receivedAt,
		units_silent: unitsSilent,
		...rest,
		...counts,
	});
	return changed.length === 1;
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
