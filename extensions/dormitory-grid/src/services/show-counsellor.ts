import type { Knex } from 'knex';
import {
	countCounsellorStudents,
	findCounsellorEditions,
	findOwnFollowups,
	findStudentPlaces,
} from '../database/find-counsellor-night.ts';
import { findEditionGaps, findEditionLines } from '../database/find-edition-lines.ts';
import type { Own } from '../database/counsellors.ts';
import { findLadderMarks } from '../database/ladder.ts';
import { findCollegeOf, findNightHead, findTonight } from '../database/find-nights.ts';
import { draftEditions, editionChanges } from '../domain/edition.ts';
import { groupBy } from '../domain/group-by.ts';
import type { Actor } from '../domain/scope.ts';
import { GridForbiddenError } from '../errors/index.ts';
import type { CounsellorAnswer } from '../types/api-counsellor.ts';
import { findReopenable } from './find-reopenable.ts';
import { refusal } from './refuse.ts';
import { showNext } from './show-hierarchy.ts';

/** A counsellor's page in one answer: his own students as they stand now, wherever they sleep (in the working group those without a counsellor), and what the last edition changed. */
export async function showCounsellor(
	db: Knex,
	actor: Actor,
	asked: number | null,
	now: Date,
): Promise<CounsellorAnswer> {
	const forbidden = () => refusal(GridForbiddenError, actor.language, 'errors.GRID_FORBIDDEN');
	const { user } = actor;
	const college = user === null ? null : await findCollegeOf(db, actor);
	if (user === null || college === null) throw forbidden();
	// Of the working group each is told of the students whom nobody looks after.
	const unassigned = actor.scopes.some(
		({ position, college: of }) => position === 'working_group' && of === college.id,
	);
	const isCounsellor = actor.scopes.some((scope) => scope.counsellor === user);
	if (!unassigned && !isCounsellor) throw forbidden();
	const night =
		asked === null ? await findTonight(db, college.id, actor, now) : await findNightHead(db, asked, college.id);
	const head = {
		now: now.toISOString(),
		time_zone: college.timeZone,
		person: { id: user, name: actor.name, language: actor.language },
		night,
		next: await showNext(db, college.id, now),
	};
	const own: Own = { person: user, unassigned, over: night !== null && Date.parse(night.locks_at) <= now.getTime() };
	const counts = night && (await countCounsellorStudents(db, night.id, own));
	if (!isCounsellor && !counts?.expected) throw forbidden();
	if (night === null || counts === null)
		return { ...head, editions: [], changes: null, expected: 0, reported: 0, students: [], gaps: [] };

	const lines = await findEditionLines(db, night.id, own);
	const [draft] = draftEditions(lines, await findEditionGaps(db, night.id, own), [user]);
	const editions = await findCounsellorEditions(db, night.id, user);
	const places = await findStudentPlaces(db, night.id, own);
	const followups = await findOwnFollowups(db, night.id, own);
	const byStudent = groupBy(followups, ({ student }) => student);
	const reopenable = await findReopenable(db, actor, byStudent, now);
	const marks = await findLadderMarks(db, night.id, unassigned ? {} : { counsellor: user });
	const [last, before] = editions.map(({ content }) => content);
	return {
		...head,
		...counts,
		editions: editions.map(({ content: _, ...edition }) => edition),
		changes: last && before ? editionChanges(before, last) : null,
		students: (draft?.content.students ?? []).map((student) => ({
			...student,
			class_name: places.get(student.student)?.class_name ?? null,
			bed: places.get(student.student)?.bed ?? null,
			followups: (byStudent.get(student.student) ?? []).map(({ shown }) => shown),
			may_reopen: (student.state ?? 'open') !== 'open' && reopenable.has(student.student),
			ladder: student.kind === 'not_returned' ? (marks.get(student.student) ?? null) : null,
		})),
		gaps: draft?.content.gaps ?? [],
	};
}
