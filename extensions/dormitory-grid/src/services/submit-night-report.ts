import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { clockTime } from '../domain/calendar.ts';
import { judgeArrival, nextReportState } from '../domain/night.ts';
import { type Actor, authorityOver, isWorkingGroup } from '../domain/scope.ts';
import { holdNight } from '../database/absences.ts';
import { deferForeignKeys } from '../database/column-values.ts';
import {
	countSubmissionsOf,
	loadNightForSubmission,
	type SubmissionContext,
} from '../database/load-night-for-submission.ts';
import { insertEntries, markReport, markSummaryStale } from '../database/mark-report.ts';
import {
	GridBusyError,
	GridForbiddenError,
	GridNightClosedError,
	GridNightNotOpenError,
	GridNotExpectedError,
	GridReasonRequiredError,
	GridTooManyError,
} from '../errors/index.ts';
import type { NightSubmissionRow } from '../types/schema.ts';
import { closeNight } from './close-night.ts';
import { failpoint } from './failpoint.ts';
import { type ParsedSubmission, submissionInput } from './inputs/night.ts';
import { moveUnitAbsences } from './move-absences.ts';
import { parseInput, wrongField } from './parse-input.ts';
import { alreadyReceived, refusal } from './refuse.ts';
import { settleSubmission } from './settle-submission.ts';

/** How often a submission that lost a race looks again; each loss means that somebody else's report went in. */
const ATTEMPTS = 5;

/** How many reports of one grid a night takes from one person (DESIGN.md 2). A finger needs two or three; only a program needs more. */
const MAX_SUBMISSIONS = 20;

/** Thirty years in seconds: what a battery taken out leaves on a phone still fits an integer. */
const LARGEST_SKEW = 1_000_000_000;

/**
 * Takes a unit's report or a floor's or building's sign-on (DOMAIN.md 3, DESIGN.md 5) inside the transaction in which
 * Directus inserts the submission itself: judges it, moves the grid's report by compare-and-set, writes the entries.
 * @param known what the entry has asked for already, together with the person
 * @returns the row to insert; whatever the sender claimed about server-set columns is overwritten
 * @throws GRID_* errors; nothing has been written then
 */
export async function submitNightReport(
	trx: Knex,
	actor: Actor,
	payload: unknown,
	now: Date,
	known?: SubmissionContext,
): Promise<Partial<NightSubmissionRow>> {
	const input = parseInput(submissionInput, payload, actor.language);
	for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
		const row = await trySubmit(trx, actor, input, now, attempt === 1 ? known : undefined);
		if (row !== 'lost') return row;
	}
	throw refusal(GridBusyError, actor.language, 'errors.GRID_BUSY');
}

async function trySubmit(
	trx: Knex,
	actor: Actor,
	input: ParsedSubmission,
	now: Date,
	known: SubmissionContext | undefined,
): Promise<Partial<NightSubmissionRow> | 'lost'> {
	const forbidden = () => refusal(GridForbiddenError, actor.language, 'errors.GRID_FORBIDDEN');
	if (actor.user === null) throw forbidden();
	const key = { night: input.night, grid: input.grid, reporter: actor.user, clientKey: input.client_key };
	const context = known ?? (await loadNightForSubmission(trx, key));
	// A grid or night that does not exist and one that is not his answer alike.
	if (context === null) throw forbidden();
	const authority = authorityOver(actor, context.grid);
	if (authority.kind === 'none') throw forbidden();

	refuseRepetition(actor, input, context);
	const { night, report } = context;
	const state = judge(actor, input, context, now);
	if (report === null) throw notExpected(actor, context);
	if (report.submissions >= MAX_SUBMISSIONS && (await countSubmissionsOf(trx, key)) >= MAX_SUBMISSIONS) {
		const values = { code: context.grid.code, count: MAX_SUBMISSIONS };
		throw refusal(GridTooManyError, actor.language, 'errors.GRID_TOO_MANY', values);
	}

	if (night.state === 'open' && now >= night.closesAt) {
		// The server woke late. What is missing at the close is settled first, and only for a report that will be taken.
		await closeNight(trx, night.id, now);
		return 'lost';
	}
	// What corrects a report that is in already moves nothing that the close waits for: it holds the close off itself.
	if (night.state === 'open' && report.submissions > 0 && (await holdNight(trx, night.id)) !== 'open') return 'lost';
	const id = randomUUID();
	const settled = await settleSubmission(trx, actor, input, context, { id, now });
	if (settled.entries.length > 0) await deferForeignKeys(trx);
	if (night.state === 'closed') await markSummaryStale(trx, night.id);
	const won = await markReport(trx, report, {
		state: nextReportState(report.state, state),
		submission: id,
		receivedAt: now,
		reporter: actor.user,
		reportedAs: authority.position,
		onBehalf: authority.kind === 'above',
		standIn: authority.standIn,
		counts: settled.counts,
		unitsSilent: settled.unitsSilent,
	});
	if (!won) return 'lost';
	await insertEntries(trx, settled.entries);
	if (context.grid.level === 3) await moveUnitAbsences(trx, context, settled.entries, { by: actor.user, now });
	await failpoint('submit.after-insert');
	const { grid } = context;
	return withoutNulls({
		id,
		client_key: input.client_key,
		night: night.id,
		grid: grid.id,
		rooms: input.rooms ?? null,
		gaps: input.gaps ?? null,
		reason: input.reason || null,
		note: input.note || null,
		seen_at: input.seen_at ?? null,
		sent_at: input.sent_at ?? null,
		received_at: now.toISOString(),
		clock_skew: measureSkew(input.phone_clock ?? null, now),
		number: report.submissions + 1,
		received_state: state,
		reporter: actor.user,
		reported_as: authority.position,
		on_behalf: authority.kind === 'above',
		stand_in: authority.standIn,
		...settled.counts,
		college: grid.college,
		building: grid.level === 1 ? grid.id : grid.building,
		floor: grid.level === 2 ? grid.id : grid.floor,
		unit: grid.level === 3 ? grid.id : null,
	});
}

/** A column that is left out is null as well, and costs neither Directus nor the database a thing. */
function withoutNulls<Row extends object>(row: Row): Partial<Row> {
	return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as Partial<Row>;
}

/** Seconds by which the phone's clock runs ahead of ours (FIELD.md, three clocks). */
function measureSkew(phoneClock: string | null, now: Date): number | null {
	const skew = phoneClock === null ? Number.NaN : Math.round((Date.parse(phoneClock) - now.getTime()) / 1000);
	return Math.abs(skew) <= LARGEST_SKEW ? skew : null;
}

/** The same key again is the same submission: nothing is written, and the answer names the first one (I4). */
function refuseRepetition(actor: Actor, input: ParsedSubmission, { earlier, night }: SubmissionContext): void {
	if (earlier === null) return;
	if (earlier.night !== input.night || earlier.grid !== input.grid) throw wrongField(actor.language, 'client_key');
	throw alreadyReceived(actor.language, { id: earlier.id, at: earlier.receivedAt, timeZone: night.timeZone });
}

function judge(actor: Actor, input: ParsedSubmission, context: SubmissionContext, now: Date): 'on_time' | 'late' {
	const { night, report } = context;
	const { language } = actor;
	const mayUnlock = isWorkingGroup(actor, night.college);
	const verdict = judgeArrival({ night, report, mayUnlock, reason: input.reason ?? null, receivedAt: now });
	switch (verdict.kind) {
		case 'accepted':
			return verdict.state;
		case 'not_open':
			throw refusal(
				GridNightNotOpenError,
				language,
				'errors.GRID_NIGHT_NOT_OPEN',
				{ opens: clockTime(night.opensAt, night.timeZone) },
				{ opens_at: night.opensAt.toISOString() },
			);
		case 'locked':
			throw refusal(
				GridNightClosedError,
				language,
				'errors.GRID_NIGHT_CLOSED',
				{ locks: clockTime(night.locksAt, night.timeZone) },
				{ locks_at: night.locksAt.toISOString() },
			);
		case 'not_expected':
			throw notExpected(actor, context);
		case 'reason_required':
			throw refusal(
				GridReasonRequiredError,
				language,
				verdict.why === 'late' ? 'errors.GRID_REASON_REQUIRED.late' : 'errors.GRID_REASON_REQUIRED.again',
				{ closes: clockTime(night.closesAt, night.timeZone) },
				{ why: verdict.why },
			);
	}
}

function notExpected(actor: Actor, { grid }: SubmissionContext): Error {
	return refusal(
		GridNotExpectedError,
		actor.language,
		'errors.GRID_NOT_EXPECTED',
		{ code: grid.code },
		{ grid: grid.id },
	);
}
