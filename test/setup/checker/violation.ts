import type { Knex } from 'knex';
import type { HistoryLine } from '../faults/history.ts';
import type { Snapshot } from './snapshot.ts';

/** The invariants of RELIABILITY.md 1.5 that a database can answer for. */
export type InvariantId =
	| 'I1'
	| 'I2'
	| 'I3'
	| 'I4'
	| 'I5'
	| 'I6'
	| 'I7'
	| 'I8'
	| 'I9'
	| 'I10'
	| 'I11'
	| 'I12'
	| 'I13'
	| 'I14'
	/** An absence is what the current reports and the follow-ups since make of it. */
	| 'absences'
	/** Every open absence has climbed as far as its minute says, each step once. */
	| 'ladder'
	/** A report is handed back while the submission that was handed back is its current one; its unit knows. */
	| 'handbacks';

export interface Violation {
	invariant: InvariantId;
	what: string;
}

/** What the checker is told beside the database. */
export interface Facts {
	now: Date;
	/** What clients sent and were answered, whole. */
	history?: readonly HistoryLine[];
	/** The same database at an earlier moment. */
	earlier?: Snapshot;
	/** Spans in which no server ran. */
	downtimes?: readonly { from: Date; to: Date }[];
	/** Logs of every server of the run. */
	logs?: readonly string[];
}

export type Check = (db: Knex, facts: Facts) => Promise<Violation[]>;

/** Longest time between two looks at what is due, and what a busy machine adds (I9). */
export const TICK_MS = 10_000;

/** One violation a row that a query should not have found. */
export function found<Row>(invariant: InvariantId, rows: readonly Row[], say: (row: Row) => string): Violation[] {
	return rows.map((row) => ({ invariant, what: say(row) }));
}
