import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import { lastReturn, type SettledState } from '../domain/absence.ts';
import type { AbsenceState, NightState } from '../types/api.ts';
import { mustReadMoment, readMoment } from './column-values.ts';
import type { FollowupLine } from './followups.ts';
import { insertRows } from './insert-rows.ts';

interface AbsencePlace {
	room: number;
	college: number;
	building: number | null;
	floor: number | null;
	unit: number;
	department: number | null;
	counsellor: string | null;
}

/** New absences; one a night and student, whoever reports at the same time. */
export async function insertAbsences(
	db: Knex,
	night: number,
	students: readonly ({ student: number } & AbsencePlace)[],
	now: Date,
): Promise<void> {
	const columns = {
		night: 'integer',
		student: 'integer',
		state: 'text',
		opened_at: 'timestamptz',
		ladder_step: 'integer',
		room: 'integer',
		college: 'integer',
		building: 'integer',
		floor: 'integer',
		unit: 'integer',
		department: 'integer',
		counsellor: 'uuid',
	} as const;
	const opening = { night, state: 'open', opened_at: now, ladder_step: 0 };
	const rows = students.map(({ student, room, college, building, floor, unit, department, counsellor }) => {
		const place = { room, college, building, floor, unit, department, counsellor };
		return { ...opening, student, ...place };
	});
	await insertRows(db, COLLECTIONS.nightAbsences, columns, rows, 'id');
}

/** The steps of the ladder that were taken stay taken; those that came meanwhile fall due now. */
const REOPENED = { state: 'open', settled_at: null, settled_by: null, returned_at: null, handed_to: null };

/** Settled by nobody again: a report names the student anew. */
export async function reopenAbsences(db: Knex, ids: readonly number[], now: Date): Promise<void> {
	if (ids.length === 0) return;
	await db(COLLECTIONS.nightAbsences)
		.whereIn('id', [...ids])
		.update({ ...REOPENED, opened_at: now });
}

/** Missed again: what had settled him was recorded by mistake. @returns whether the absence was still as it was judged */
export async function reopenAbsence(db: Knex, seen: { id: number; state: AbsenceState }, now: Date): Promise<boolean> {
	const changed = await db(COLLECTIONS.nightAbsences)
		.where({ id: seen.id, state: seen.state })
		.update({ ...REOPENED, opened_at: now });
	return changed === 1;
}

/** A corrected report does not name the students any more. */
export async function correctAbsences(
	db: Knex,
	ids: readonly number[],
	{ by, now }: { by: string; now: Date },
): Promise<void> {
	if (ids.length === 0) return;
	await db(COLLECTIONS.nightAbsences)
		.whereIn('id', [...ids])
		.update({ state: 'corrected', settled_at: now, settled_by: by, returned_at: null, handed_to: null });
}

/** Holds the close off until the caller has committed, or waits until it has: what is written beside an open night is not overlooked by its editions. */
export async function holdNight(trx: Knex, night: number): Promise<NightState | null> {
	const row = await trx(COLLECTIONS.nights).where({ id: night }).forShare().first('state');
	return row?.state ?? null;
}

/** @returns whether the absence was still as it was judged */
export async function settleAbsence(
	db: Knex,
	seen: { id: number; state: AbsenceState },
	settled: {
		state: SettledState;
		by: string | null;
		now: Date;
		returnedAt: Date | null;
		handedTo: string | null;
	},
): Promise<boolean> {
	const changed = await db(COLLECTIONS.nightAbsences).where({ id: seen.id, state: seen.state }).update({
		state: settled.state,
		settled_at: settled.now,
		settled_by: settled.by,
		returned_at: settled.returnedAt,
		handed_to: settled.handedTo,
	});
	return changed === 1;
}

export interface AbsenceRow {
	unit: number;
	student: number;
	state: AbsenceState;
	since: Date;
	back_at: Date | null;
	handed_to: string | null;
}

/**
 * How absent students of units stand, and late ones whose return has been noted.
 * @param followups of these units, by student
 */
export async function findAbsencesOfUnits(
	db: Knex,
	night: number,
	units: readonly number[],
	followups: ReadonlyMap<number, readonly FollowupLine[]>,
): Promise<AbsenceRow[]> {
	const absent = await db(COLLECTIONS.nightAbsences)
		.where({ night })
		.whereIn('unit', [...units])
		.whereNot('state', 'corrected')
		.orderBy('id')
		.select('unit', 'student', 'state', 'handed_to', { since: 'opened_at', back_at: 'returned_at' });
	const late: { unit: number; student: number; since: unknown }[] = await db(`${COLLECTIONS.nightReports} as r`)
		.join(`${COLLECTIONS.nightEntries} as e`, 'e.submission', 'r.submission')
		.where({ 'r.night': night, 'e.kind': 'late_return' })
		.whereIn('r.grid', [...units])
		.orderBy('e.student')
		.select('e.student', { unit: 'r.grid', since: 'r.first_received_at' });
	const returned = late.flatMap((row) => {
		const back = lastReturn(followups.get(row.student));
		return back === null ? [] : [{ ...row, state: 'back' as const, back_at: back.returnedAt, handed_to: null }];
	});
	return [...absent, ...returned].map((row) => ({
		...row,
		since: mustReadMoment(row.since),
		back_at: readMoment(row.back_at),
	}));
}
