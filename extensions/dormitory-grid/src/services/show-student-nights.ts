import type { Knex } from 'knex';
import { findStudentNights, findStudentPlace, findTerms, type StudentPlace } from '../database/find-student-nights.ts';
import { findCollegeOf } from '../database/find-nights.ts';
import { addDays, dateAt } from '../domain/calendar.ts';
import { type Actor, isWorkingGroup } from '../domain/scope.ts';
import { chooseTerm } from '../domain/term.ts';
import { GridForbiddenError } from '../errors/index.ts';
import type { StudentNightsAnswer } from '../types/api-counsellor.ts';
import { refusal } from './refuse.ts';

/** Where no term is entered, a year is looked back on. */
const DAYS_WITHOUT_TERM = 365;

/** A student's nights of a term. To whoever may not see him he does not exist: unknown and forbidden answer alike. */
export async function showStudentNights(
	db: Knex,
	actor: Actor,
	asked: { student: number; term: number | null },
	now: Date,
): Promise<StudentNightsAnswer> {
	const forbidden = () => refusal(GridForbiddenError, actor.language, 'errors.GRID_FORBIDDEN');
	const student = actor.user === null ? null : await findStudentPlace(db, asked.student, now);
	const reach = student === null ? null : reachOf(actor, student);
	const college = reach === null ? null : await findCollegeOf(db, actor);
	if (student === null || reach === null || college === null) throw forbidden();
	const terms = await findTerms(db, student.college);
	const today = dateAt(now, college.timeZone);
	const term =
		asked.term === null
			? (chooseTerm(terms, today) ?? terms.at(-1) ?? null)
			: terms.find(({ id }) => id === asked.term);
	if (term === undefined) throw forbidden();
	return {
		now: now.toISOString(),
		time_zone: college.timeZone,
		student: {
			id: student.id,
			number: student.number,
			name: student.name,
			department: student.department,
			class_name: student.class_name,
			room: student.room_number,
			unit: student.unit_code,
		},
		term,
		terms,
		nights: await findStudentNights(db, {
			student: student.id,
			from: term?.starts_on ?? addDays(today, -DAYS_WITHOUT_TERM),
			to: term?.ends_on ?? today,
			places: reach.kind === 'all' ? null : reach.grids,
		}),
	};
}

type Reach = { kind: 'all' } | { kind: 'places'; grids: number[] };

/** His counsellor, who looks after him in trust, and the working group see every night; whoever is on duty where he lives, those slept in the own grid. */
function reachOf(actor: Actor, student: StudentPlace): Reach | null {
	if (isWorkingGroup(actor, student.college)) return { kind: 'all' };
	const cared = [student.counsellor, ...student.trusted];
	if (actor.scopes.some(({ counsellor }) => counsellor !== null && cared.includes(counsellor))) return { kind: 'all' };
	const grids = (['unit', 'floor', 'building'] as const).flatMap((level) =>
		actor.scopes.flatMap((scope) => (scope[level] !== null && scope[level] === student[level] ? scope[level] : [])),
	);
	return grids.length > 0 ? { kind: 'places', grids } : null;
}
