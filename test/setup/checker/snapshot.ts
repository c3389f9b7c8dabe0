import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { COLLECTIONS as C } from '../../../extensions/dormitory-grid/src/constants/collections.ts';
import { readMoment } from '../../../extensions/dormitory-grid/src/database/column-values.ts';
import type { NightState, ReportState } from '../../../extensions/dormitory-grid/src/types/api.ts';
import { groupBy } from './group-by.ts';
import type { Check, InvariantId, Violation } from './violation.ts';

/** What may only move forward, or not at all, between two looks at a database. */
export interface Snapshot {
	nights: Map<number, { state: NightState; closedAt: number | null; expected: string }>;
	reports: Map<number, ReportState>;
	/** Rows that never change once they are there, by table and key. */
	settled: Map<string, string>;
}

const SETTLED = [
	[C.nightSubmissions, 'id', 'I3'],
	[C.nightEntries, 'id', 'I3'],
	[C.nightEditions, 'id', 'I12'],
	[C.nightLadderSteps, 'id', 'I12'],
	[C.outbox, 'key', 'I12'],
] as const;

/** Of a message: what was said to whom. How far its delivery has come may move on. */
const SAID = ['key', 'college', 'night', 'kind', 'channel', 'recipient', 'address', 'robot', 'subject', 'message'];

const REPORT_MOVES: Readonly<Record<ReportState, readonly ReportState[]>> = {
	due: ['due', 'on_time', 'missing', 'late'],
	on_time: ['on_time'],
	missing: ['missing', 'late'],
	late: ['late'],
};
const NIGHT_ORDER: readonly NightState[] = ['planned', 'open', 'closed'];

export async function takeSnapshot(db: Knex): Promise<Snapshot> {
	// Not with whom: at the close a student is handed on whose counsellor has left office.
	const expected = groupBy(
		await db(C.nightResidents).select('night', 'student', 'room', 'unit').orderBy('student'),
		(row) => row.night,
	);
	const nights = await db(C.nights).select('id', 'state', 'closed_at');
	const settled = new Map<string, string>();
	for (const [table, key] of SETTLED)
		for (const row of await db(table).select(table === C.outbox ? SAID : '*')) {
			if (table === C.nightEntries) delete row.counsellor;
			settled.set(`${table} ${row[key]}`, JSON.stringify(row));
		}
	for (const { key, sent_at } of await db(C.outbox).where({ state: 'sent' }).select('key', 'sent_at'))
		settled.set(`${C.outbox} ${key} sent`, JSON.stringify(sent_at));
	return {
		nights: new Map(
			nights.map((night) => [
				night.id,
				{
					state: night.state,
					closedAt: readMoment(night.closed_at)?.getTime() ?? null,
					expected: hash(expected.get(night.id) ?? []),
				},
			]),
		),
		reports: new Map((await db(C.nightReports).select('id', 'state')).map((report) => [report.id, report.state])),
		settled,
	};
}

/** I1, I3 and I12 between two looks: lists stay frozen, states move forward, nothing closed opens, nothing sent changes or is sent again. */
export const checkSinceEarlier: Check = async (db, { earlier }) => {
	if (!earlier) return [];
	const now = await takeSnapshot(db);
	const violations: Violation[] = [];
	const complain = (invariant: InvariantId, what: string) => void violations.push({ invariant, what });
	for (const [id, before] of earlier.nights) {
		const after = now.nights.get(id);
		if (!after) complain('I1', `night ${id} is gone`);
		else if (NIGHT_ORDER.indexOf(after.state) < NIGHT_ORDER.indexOf(before.state))
			complain('I12', `night ${id} went from ${before.state} back to ${after.state}`);
		if (after && before.closedAt !== null && after.closedAt !== before.closedAt)
			complain('I3', `night ${id} was closed a second time`);
		if (after && before.state !== 'planned' && after.expected !== before.expected)
			complain('I1', `the expected list of night ${id} has changed`);
	}
	for (const [id, before] of earlier.reports) {
		const after = now.reports.get(id);
		if (!after || !REPORT_MOVES[before].includes(after))
			complain('I3', `report ${id} went from ${before} to ${after ?? 'nothing'}`);
	}
	for (const [table, , invariant] of SETTLED) {
		for (const [key, before] of earlier.settled) {
			if (key.startsWith(`${table} `) && now.settled.get(key) !== before)
				complain(invariant, `${key} has changed or is gone`);
		}
	}
	return violations;
};

function hash(value: unknown): string {
	return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
