import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { findChecksOf, findResidentsOfRooms, markCheckDone } from '../database/checks.ts';
import { clockTime } from '../domain/calendar.ts';
import type { Actor } from '../domain/scope.ts';
import { checksUntil } from '../domain/second-look.ts';
import { GridCheckOverError, GridForbiddenError, GridStudentNotHereError } from '../errors/index.ts';
import { sayList } from '../lang/say.ts';
import type { NightCheckResultRow } from '../types/schema.ts';
import { checkResultInput } from './inputs/night.ts';
import { parseInput } from './parse-input.ts';
import { alreadyReceived, refusal } from './refuse.ts';

/**
 * Takes what a checker saw in a room that was drawn for him, in the transaction in which Directus inserts it. It is
 * compared with the report by the next tick (services/settle-checks.ts): the answer tells him nothing.
 * @throws GRID_* errors; nothing has been written then
 */
export async function recordCheck(
	trx: Knex,
	actor: Actor,
	payload: object,
	now: Date,
): Promise<Partial<NightCheckResultRow>> {
	const input = parseInput(checkResultInput, payload, actor.language);
	const [check] = actor.user === null ? [] : await findChecksOf(trx, actor.user, { now, check: input.night_check });
	// One that is somebody else's and one that does not exist answer alike.
	if (!check) throw refusal(GridForbiddenError, actor.language, 'errors.GRID_FORBIDDEN');
	if (check.result)
		throw alreadyReceived(actor.language, {
			id: check.result.id,
			at: check.result.checkedAt,
			timeZone: check.timeZone,
		});
	const until = checksUntil(check.times);
	if (check.state === 'lapsed' || now >= until) {
		const values = { until: clockTime(until, check.timeZone) };
		throw refusal(GridCheckOverError, actor.language, 'errors.GRID_CHECK_OVER', values, { until: until.toISOString() });
	}
	const absent = [...new Set(input.absent ?? [])].toSorted((a, b) => a - b);
	const residents = await findResidentsOfRooms(trx, [check]);
	const strangers = absent.filter((student) => !residents.some((resident) => resident.student === student));
	if (strangers.length > 0) {
		const values = { count: strangers.length, students: sayList(actor.language, strangers) };
		const details = { students: strangers };
		throw refusal(GridStudentNotHereError, actor.language, 'errors.GRID_STUDENT_NOT_HERE', values, details);
	}
	const id = randomUUID();
	if (!(await markCheckDone(trx, check.id, now)))
		throw alreadyReceived(actor.language, { id: null, at: now, timeZone: check.timeZone });
	const { night, college, building, floor, unit } = check;
	return {
		id,
		client_key: input.client_key,
		night_check: check.id,
		absent,
		note: input.note || null,
		night,
		college,
		building,
		floor,
		unit,
		checked_by: actor.user,
		checked_at: now.toISOString(),
	};
}
