import type { Knex } from 'knex';
import { expect } from 'vitest';
import { checkAbsences } from './absences.ts';
import { checkAccess } from './access.ts';
import { checkRoomBalance, checkSums } from './balance.ts';
import { checkEditions } from './editions.ts';
import { checkFrozenList } from './frozen-list.ts';
import { checkIssues } from './issues.ts';
import { checkLadder } from './ladder.ts';
import { checkDelivery, checkMessages, checkReminders } from './messages.ts';
import { checkClosedNights, checkClosingTime, checkStateMoves } from './night-states.ts';
import { checkEscapes, checkNothingDue } from './rest.ts';
import { checkSinceEarlier } from './snapshot.ts';
import { checkSubmissions, checkTimeliness } from './submissions.ts';
import { checkHandbacks, checkSecondLookTold } from './told.ts';
import type { Check, Facts, Violation } from './violation.ts';

const CHECKS: readonly Check[] = [
	checkFrozenList,
	checkClosedNights,
	checkStateMoves,
	checkSubmissions,
	checkTimeliness,
	checkRoomBalance,
	checkSums,
	checkEditions,
	checkAbsences,
	checkLadder,
	checkIssues,
	checkHandbacks,
	checkMessages,
	checkSecondLookTold,
	checkDelivery,
	checkReminders,
	checkClosingTime,
	checkNothingDue,
	checkSinceEarlier,
	checkAccess,
	checkEscapes,
];

/**
 * Every invariant of RELIABILITY.md 1.5, evaluated over a whole database.
 * @returns what does not hold; empty is well
 */
export async function checkInvariants(db: Knex, facts: Facts): Promise<Violation[]> {
	const violations: Violation[] = [];
	for (const check of CHECKS) violations.push(...(await check(db, facts)));
	return violations;
}

/** With this every fault test ends. */
export async function expectInvariants(db: Knex, facts: Partial<Facts> = {}): Promise<void> {
	expect(await checkInvariants(db, { now: new Date(), ...facts })).toEqual([]);
}
