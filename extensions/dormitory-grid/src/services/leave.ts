import type { Knex } from 'knex';
import { findLastClose, findStudentForLeave } from '../database/structure.ts';
import { type Actor, isWorkingGroup } from '../domain/scope.ts';
import { GridForbiddenError } from '../errors/index.ts';
import { leaveInput, parseInput } from './parse-input.ts';
import { refusal } from './refuse.ts';
import { structureError } from './structure.ts';

/** A leave approved by the student's counsellor or the working group; it never reaches back into a closed night. */
export async function approveLeave(trx: Knex, actor: Actor, payload: object): Promise<object> {
	const input = parseInput(leaveInput, payload, actor.language);
	const student = await findStudentForLeave(trx, input.student);
	const allowed =
		student !== null &&
		(isWorkingGroup(actor, student.college) ||
			actor.scopes.some((scope) => scope.counsellor !== null && scope.counsellor === student.counsellor));
	if (!allowed) throw refusal(GridForbiddenError, actor.language, 'errors.GRID_FORBIDDEN');
	const startsAt = new Date(input.starts_at);
	if (new Date(input.ends_at) <= startsAt) throw structureError(actor.language, 'structure.leave_span');
	const lastClose = await findLastClose(trx, student.college);
	if (lastClose !== null && startsAt < lastClose) {
		throw structureError(actor.language, 'structure.leave_past', { from: lastClose.toISOString() });
	}
	return { ...payload, ...student, approved_by: actor.user };
}
