import type { Knex } from 'knex';
import { findStudent, holdStudents } from '../database/leaves.ts';
import { findLastClosedDate, findStayPeriods, findStays, type StayPeriod } from '../database/stays.ts';
import { findWindows } from '../database/structure.ts';
import { compareDates, dateAt } from '../domain/calendar.ts';
import { keepsRecordOf } from '../domain/leave.ts';
import type { Actor } from '../domain/scope.ts';
import { GridForbiddenError } from '../errors/index.ts';
import { say } from '../lang/say.ts';
import { stayInput } from './inputs/people.ts';
import { leaveError } from './leave.ts';
import { parseInput } from './parse-input.ts';
import { refusal } from './refuse.ts';

/** A student who stays over a holiday (留校): its nights expect only who is registered, from the next opening on. */
export async function recordStay(trx: Knex, actor: Actor, payload: object, now: Date): Promise<object> {
	const input = parseInput(stayInput, payload, actor.language);
	const student = await findStudent(trx, input.student);
	if (student === null || !keepsRecordOf(actor, student)) throw forbidden(actor);
	await holdStudents(trx, [student.id]);
	const [period] = await findStayPeriods(trx, { id: input.period });
	if (!period || period.college !== student.college)
		throw leaveError(actor.language, say(actor.language, 'stay.period'));
	await checkPeriod(trx, actor, period, now);
	if (student.residence_state !== 'resident' || student.room === null)
		throw leaveError(actor.language, say(actor.language, 'stay.not_resident'));
	const stays = await findStays(trx, { period: period.id });
	if (stays.some((stay) => stay.student === student.id))
		throw leaveError(actor.language, say(actor.language, 'stay.exists'));
	const { college, building, floor, unit, department, counsellor } = student;
	return {
		...payload,
		college,
		building,
		floor,
		unit,
		department,
		counsellor,
		state: 'staying',
		recorded_by: actor.user,
		recorded_at: now.toISOString(),
	};
}

/** A stay is cancelled or taken up again while its period runs; it stays the same student's and the same holiday's. */
export async function changeStay(
	db: Knex,
	actor: Actor,
	payload: Record<string, unknown>,
	keys: readonly number[],
	now: Date,
): Promise<object> {
	const stays = await findStays(db, { ids: keys });
	if (stays.length < keys.length || !stays.every((stay) => keepsRecordOf(actor, stay))) throw forbidden(actor);
	for (const id of new Set(stays.map((stay) => stay.period))) {
		const [period] = await findStayPeriods(db, { id });
		if (period) await checkPeriod(db, actor, period, now);
	}
	const { state, note } = payload;
	return { ...(state === undefined ? {} : { state }), ...(note === undefined ? {} : { note }) };
}

/** @throws GRID_LEAVE once the last night of a holiday has closed, or its days are over */
export async function checkPeriod(db: Knex, actor: Actor, period: StayPeriod, now: Date): Promise<void> {
	const [settings] = await findWindows(db, [period.college]);
	const lastClosed = await findLastClosedDate(db, period.college);
	const closed = lastClosed !== null && compareDates(lastClosed, period.endsOn) >= 0;
	if (closed || compareDates(period.endsOn, dateAt(now, settings?.time_zone ?? 'UTC')) < 0)
		throw leaveError(actor.language, say(actor.language, 'stay.over', { until: period.endsOn }));
}

function forbidden(actor: Actor): Error {
	return refusal(GridForbiddenError, actor.language, 'errors.GRID_FORBIDDEN');
}
