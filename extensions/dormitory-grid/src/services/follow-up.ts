import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { holdNight, reopenAbsence, settleAbsence } from '../database/absences.ts';
import { findScopesOf } from '../database/find-actor.ts';
import { findStudentTonight, type StudentTonight } from '../database/followups.ts';
import { markSummaryStale } from '../database/mark-report.ts';
import { canHaveReturned, isContact, judgeFollowup, lastSettling } from '../domain/absence.ts';
import { clockTime } from '../domain/calendar.ts';
import { type Actor, mayTakeBack, standingOver } from '../domain/scope.ts';
import {
	GridBusyError,
	GridForbiddenError,
	GridNightClosedError,
	GridNotAbsentError,
	GridNotSettledError,
	GridTooManyError,
} from '../errors/index.ts';
import { followupInput, type ParsedFollowup } from './inputs/night.ts';
import { missingField, parseInput, wrongField } from './parse-input.ts';
import { alreadyReceived, refusal } from './refuse.ts';

/** How often a follow-up that lost a race looks again. */
const ATTEMPTS = 5;
/** How often one person may note something about one student a night; only a program needs more. */
const MAX_FOLLOWUPS = 40;

/**
 * What was done about a student who is not in (DESIGN.md 5): by his counsellor, or by whoever answers for the unit he
 * sleeps in, before and after the close. 'back' and 'handed over' settle his absence in the same transaction, 'reopened' opens
 * it again, and the counsellors concerned are told at the next tick.
 */
export async function recordFollowup(trx: Knex, actor: Actor, payload: object, now: Date): Promise<object> {
	const input = parseInput(followupInput, payload, actor.language);
	if (!isContact(input.kind)) await holdNight(trx, input.night);
	for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
		const row = await tryRecord(trx, actor, input, now);
		if (row !== 'lost') return row;
	}
	throw refusal(GridBusyError, actor.language, 'errors.GRID_BUSY');
}

async function tryRecord(trx: Knex, actor: Actor, input: ParsedFollowup, now: Date): Promise<object | 'lost'> {
	const { night, student, kind } = input;
	const key = { night, student, recorder: actor.user, clientKey: input.client_key ?? null, now };
	const tonight = await findStudentTonight(trx, key);
	if (tonight === null || standingOver(actor, tonight.answered) === 'none')
		throw refusal(GridForbiddenError, actor.language, 'errors.GRID_FORBIDDEN');
	refuseRepetition(actor, input, tonight);
	refuseLate(actor, input, tonight, now);
	const own = tonight.followups.filter(({ recorder }) => recorder === actor.user);
	if (actor.user !== null && own.length >= MAX_FOLLOWUPS)
		throw refusal(GridTooManyError, actor.language, 'errors.GRID_TOO_MANY.followup', { count: MAX_FOLLOWUPS });
	const returnedAt = kind === 'back' ? readReturn(actor, input, tonight, now) : null;
	const handedTo = kind === 'handed_over' ? requireText(actor, input, 'handed_to') : null;
	if (kind === 'reopened') requireText(actor, input, 'note');

	const verdict = judgeFollowup(tonight, kind);
	const standing = { student, state: tonight.absence };
	if (verdict.kind === 'not_absent')
		throw refusal(GridNotAbsentError, actor.language, 'errors.GRID_NOT_ABSENT', {}, standing);
	if (verdict.kind === 'not_settled')
		throw refusal(GridNotSettledError, actor.language, 'errors.GRID_NOT_SETTLED', {}, standing);
	if (kind === 'reopened') await refuseReopening(trx, actor, tonight, now);
	// Before the absence: the order in which a late report takes the same rows.
	if (!isContact(kind) && tonight.night.closed) await markSummaryStale(trx, night);
	if (verdict.kind === 'settles') {
		const { id, absence } = tonight;
		const settled = { state: verdict.state, by: actor.user, now, returnedAt, handedTo };
		if (id === null || absence === null || !(await settleAbsence(trx, { id, state: absence }, settled))) return 'lost';
	}
	if (verdict.kind === 'reopens') {
		const { id, absence } = tonight;
		if (id === null || absence === null || !(await reopenAbsence(trx, { id, state: absence }, now))) return 'lost';
	}
	return {
		id: randomUUID(),
		client_key: input.client_key ?? null,
		night,
		student,
		kind,
		note: input.note || null,
		returned_at: returnedAt?.toISOString() ?? null,
		handed_to: handedTo,
		...tonight.place,
		recorded_by: actor.user,
		recorded_at: now.toISOString(),
	};
}

/** A record is taken back by who made it and by whoever stands above him. */
async function refuseReopening(
	trx: Knex,
	actor: Actor,
	{ followups, answered }: StudentTonight,
	now: Date,
): Promise<void> {
	const settledBy = lastSettling(followups)?.recorder ?? null;
	const scopes = settledBy === null ? new Map() : await findScopesOf(trx, [settledBy], now);
	const recorder = { user: settledBy, scopes: scopes.get(settledBy) ?? [] };
	if (!mayTakeBack(actor, recorder, answered))
		throw refusal(GridForbiddenError, actor.language, 'errors.GRID_FORBIDDEN.reopen');
}

/** After the lock a unit leader writes no more into the night, as with its report: whoever stands above him may. */
function refuseLate(actor: Actor, { kind }: ParsedFollowup, { night, answered }: StudentTonight, now: Date): void {
	if (isContact(kind) || night.locksAt > now) return;
	if (standingOver(actor, answered) !== 'unit') return;
	const locks = clockTime(night.locksAt, night.timeZone);
	const details = { locks_at: night.locksAt.toISOString() };
	throw refusal(GridNightClosedError, actor.language, 'errors.GRID_NIGHT_CLOSED', { locks }, details);
}

/** The same key again is the same follow-up (I4). */
function refuseRepetition(actor: Actor, input: ParsedFollowup, { earlier, night }: StudentTonight): void {
	if (earlier === null) return;
	if (earlier.night !== input.night || earlier.student !== input.student)
		throw wrongField(actor.language, 'client_key');
	throw alreadyReceived(actor.language, { id: earlier.id, at: earlier.recordedAt, timeZone: night.timeZone });
}

/** When he came back: now where nothing is said, never before the night's first minute and never ahead of our clock. */
function readReturn(actor: Actor, input: ParsedFollowup, { night }: StudentTonight, now: Date): Date {
	if (!input.returned_at) return now;
	const said = new Date(input.returned_at);
	if (!canHaveReturned(said, night.opensAt, now)) throw wrongField(actor.language, 'returned_at');
	return said > now ? now : said;
}

function requireText(actor: Actor, input: ParsedFollowup, field: 'handed_to' | 'note'): string {
	const text = input[field];
	if (text) return text;
	throw missingField(actor.language, field);
}
