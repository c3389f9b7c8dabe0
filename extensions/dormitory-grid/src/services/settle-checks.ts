import type { Knex } from 'knex';
import {
	type DoneCheck,
	findDoneChecks,
	findNightsWithDueChecks,
	findReported,
	findResidentsOfRooms,
	markChecksLapsed,
	writeDifferences,
} from '../database/checks.ts';
import { checksUntil, compareRoom, type Reported } from '../domain/second-look.ts';

/** A correction just before the lock is still compared by a server that was away for a while. */
const LOOK_BACK_MS = 86_400_000;

/**
 * What the second look amounts to by now: rooms that nobody looked into in time lapse, and wherever a room's result and
 * its unit's current report are both in, their differences are written, again after each correction. Makes the same of
 * the same however often it runs.
 */
export async function settleChecks(db: Knex, now: Date): Promise<void> {
	const over = (await findNightsWithDueChecks(db)).filter((night) => checksUntil(night) <= now);
	await markChecksLapsed(
		db,
		over.map(({ night }) => night),
	);
	const checks = (await findDoneChecks(db, new Date(now.getTime() - LOOK_BACK_MS))).filter(
		({ submission }) => submission !== null,
	);
	if (checks.length === 0) return;
	const residents = await findResidentsOfRooms(db, checks);
	const { entries, back } = await findReported(db, checks);
	const reportedOf = (check: DoneCheck): ReadonlyMap<number, Reported> =>
		new Map(
			entries
				.filter(({ submission }) => submission === check.submission)
				.map(({ student, kind, returnedAt }) => [student, { kind, returnedAt }]),
		);
	for (const check of checks) {
		const here = residents.filter(({ night, room }) => night === check.night && room === check.room);
		const returned = back.filter(({ night }) => night === check.night).map(({ student, at }) => [student, at] as const);
		const found = compareRoom(
			here.map(({ student }) => student).toSorted((a, b) => a - b),
			reportedOf(check),
			{ absent: new Set(check.absent), at: check.checkedAt, back: new Map(returned) },
		);
		// Only what has changed is written: usually one room a tick.
		if (JSON.stringify(found) !== JSON.stringify(check.detail)) await writeDifferences(db, check.id, found);
	}
}
