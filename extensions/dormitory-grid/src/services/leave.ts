import type { Knex } from 'knex';
import type { Language } from '../constants/languages.ts';
import { findApprovedLeaves, findLeaves, findStudent, holdStudents } from '../database/leaves.ts';
import { findLastClose, findWindows } from '../database/structure.ts';
import { dayAndTime } from '../domain/calendar.ts';
import { judgeLeave, judgeLeaveChange, keepsRecordOf, type LeaveVerdict } from '../domain/leave.ts';
import type { LeaveSpan } from '../domain/night-duty.ts';
import type { Actor } from '../domain/scope.ts';
import { GridForbiddenError, GridLeaveError } from '../errors/index.ts';
import { say } from '../lang/say.ts';
import { leaveChange, leaveInput } from './inputs/people.ts';
import { parseInput } from './parse-input.ts';
import { refusal } from './refuse.ts';

/** A leave approved by the student's counsellor or the working group; it never reaches back into a closed night. */
export async function approveLeave(trx: Knex, actor: Actor, payload: object, now: Date): Promise<object> {
	const input = parseInput(leaveInput, payload, actor.language);
	const student = await findStudent(trx, input.student);
	if (student === null || !keepsRecordOf(actor, student))
		throw refusal(GridForbiddenError, actor.language, 'errors.GRID_FORBIDDEN');
	await holdStudents(trx, [student.id]);
	const span: LeaveSpan = { startsAt: new Date(input.starts_at), endsAt: new Date(input.ends_at) };
	const taken = (await findApprovedLeaves(trx, [student.id], span.startsAt)).get(student.id) ?? [];
	const verdict = judgeLeave(span, taken, await findLastClose(trx, student.college));
	if (verdict.kind !== 'good') {
		const [settings] = await findWindows(trx, [student.college]);
		throw leaveError(actor.language, explainLeave(actor.language, verdict, settings?.time_zone ?? 'UTC'));
	}
	const { college, department, counsellor } = student;
	return {
		...payload,
		college,
		department,
		counsellor,
		state: 'approved',
		source: 'entered',
		approved_by: actor.user,
		recorded_at: now.toISOString(),
	};
}

/** Only the state of a leave changes: it is cancelled, and from now on where it has begun already. */
export async function cancelLeave(
	db: Knex,
	actor: Actor,
	payload: Record<string, unknown>,
	keys: readonly number[],
	now: Date,
): Promise<object> {
	const leaves = await findLeaves(db, keys);
	if (leaves.length < keys.length || !leaves.every((leave) => keepsRecordOf(actor, leave)))
		throw refusal(GridForbiddenError, actor.language, 'errors.GRID_FORBIDDEN');
	const fixed = (field: string) => field !== 'state' && field !== 'reason';
	if (Object.keys(payload).some(fixed)) throw leaveError(actor.language, say(actor.language, 'leave.not_again'));
	if (!('state' in payload)) return payload;
	const { state } = parseInput(leaveChange, payload, actor.language);
	const changes = new Set<'cancelled' | 'ends_now'>();
	for (const leave of leaves) {
		const change = judgeLeaveChange(leave, state, now);
		switch (change.kind) {
			case 'over':
			case 'not_again':
				throw leaveError(actor.language, say(actor.language, `leave.${change.kind}`));
			case 'cancelled':
			case 'ends_now':
				changes.add(change.kind);
		}
	}
	if (changes.size > 1) throw leaveError(actor.language, say(actor.language, 'leave.one_by_one'));
	// The nights it has covered stay covered: the row says until when it held.
	return changes.has('ends_now') ? { ...payload, ends_at: now.toISOString() } : payload;
}

/** Why a leave cannot be, on the college's own clock. */
export function explainLeave(
	language: Language,
	verdict: Exclude<LeaveVerdict, { kind: 'good' }>,
	timeZone: string,
): string {
	switch (verdict.kind) {
		case 'ends_before':
			return say(language, 'leave.ends_before');
		case 'too_long':
			return say(language, 'leave.too_long', { days: verdict.days });
		case 'past':
			return say(language, 'leave.past', { from: dayAndTime(verdict.from, timeZone) });
		case 'overlaps': {
			const { startsAt, endsAt } = verdict.with;
			const values = { from: dayAndTime(startsAt, timeZone), until: dayAndTime(endsAt, timeZone) };
			return say(language, 'leave.overlaps', values);
		}
	}
}

export function leaveError(language: Language, issue: string): Error {
	return refusal(GridLeaveError, language, 'errors.GRID_LEAVE', { issue });
}
