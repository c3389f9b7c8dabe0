import type { EditionChanges, EditionContent, EditionGap, EditionStudent } from '../types/api-editions.ts';

/** A counsellor's list (DOMAIN.md 3): his own students who are not in, wherever they sleep, and the silent units that could hide one. */

export interface EditionLine extends EditionStudent {
	/** `null`: neither he nor his department has one; the working group is told. */
	counsellor: string | null;
	department: number | null;
}

export interface EditionGapLine extends EditionGap {
	counsellor: string | null;
	department: number | null;
}

export interface EditionDraft {
	counsellor: string;
	department: number | null;
	content: EditionContent;
}

/**
 * One draft for every counsellor with a name or a gap; the order is fixed, so that the same night gives the same bytes (I7).
 * @param group the working group, each of whom is told of students without a counsellor
 */
export function draftEditions(
	lines: readonly EditionLine[],
	gaps: readonly EditionGapLine[],
	group: readonly string[] = [],
): EditionDraft[] {
	const drafts = new Map<string, EditionDraft>();
	const draftOf = (counsellor: string, department: number | null): EditionDraft => {
		const draft = drafts.get(counsellor) ?? { counsellor, department, content: { students: [], gaps: [] } };
		drafts.set(counsellor, draft);
		return draft;
	};
	for (const { counsellor, department, ...student } of lines.toSorted(byKindThenRoom)) {
		for (const person of counsellor === null ? group : [counsellor])
			draftOf(person, department).content.students.push(student);
	}
	for (const { counsellor, department, ...gap } of gaps.toSorted((a, b) => compareText(a.code, b.code))) {
		for (const person of counsellor === null ? group : [counsellor]) {
			const list = draftOf(person, department).content.gaps;
			const known = list.find((other) => other.grid === gap.grid);
			if (known) known.students += gap.students;
			else list.push({ ...gap });
		}
	}
	return [...drafts.values()].toSorted((a, b) => compareText(a.counsellor, b.counsellor));
}

/**
 * Who has had names and has none any more. A member of the working group who has left it while students without a
 * counsellor are still named is not: they have not been found, he has gone.
 */
export function emptiedEditions<Last extends EditionDraft>(
	last: readonly Last[],
	drafts: readonly EditionDraft[],
	lines: readonly EditionLine[],
	gaps: readonly EditionGapLine[],
): Last[] {
	const drafted = new Set(drafts.map(({ counsellor }) => counsellor));
	const students = new Set(lines.flatMap((line) => (line.counsellor === null ? [line.student] : [])));
	const grids = new Set(gaps.flatMap((gap) => (gap.counsellor === null ? [gap.grid] : [])));
	const goesOn = ({ content }: Last) =>
		content.students.some(({ student }) => students.has(student)) || content.gaps.some(({ grid }) => grids.has(grid));
	return last.filter((edition) => !drafted.has(edition.counsellor) && !goesOn(edition));
}

/**
 * What a counsellor has to be told again: names, kinds and how each stands. A telephone, a leader's name or a further
 * attempt to reach somebody is no news by itself.
 */
export function tellingPart({ students, gaps }: EditionContent): string {
	return JSON.stringify([students.map(tellingOf), gaps.map((gap) => [gap.grid, gap.students])]);
}

function tellingOf(student: EditionStudent): unknown[] {
	const { kind, returned_at, reason, approved_leave, state, back_at, handed_to } = student;
	// An edition from before absences were kept has no state: nothing is what it says.
	return [
		student.student,
		kind,
		returned_at,
		reason,
		approved_leave,
		state ?? null,
		back_at ?? null,
		handed_to ?? null,
	];
}

/** What an edition says that the one before did not. */
export function editionChanges(before: EditionContent, after: EditionContent): EditionChanges {
	const changes: EditionChanges = {
		came: [],
		back: [],
		handed_over: [],
		corrected: [],
		gaps_closed: [],
		gaps_opened: [],
	};
	const known = new Map(before.students.map((student) => [student.student, student]));
	const named = new Set(after.students.map((student) => student.student));
	for (const student of after.students) {
		const earlier = known.get(student.student);
		if (!earlier) changes.came.push(student);
		else if (JSON.stringify(tellingOf(earlier)) === JSON.stringify(tellingOf(student))) continue;
		else if (student.state === 'back' && earlier.state !== 'back') changes.back.push(student);
		else if (student.state === 'handed_over' && earlier.state !== 'handed_over') changes.handed_over.push(student);
		else if (student.state === 'open' && earlier.state !== 'open') changes.came.push(student);
		// His return was recorded by mistake.
		else if (student.kind === earlier.kind && student.state === null && earlier.state === 'back')
			changes.came.push(student);
		else changes.corrected.push({ before: earlier, after: student });
	}
	for (const student of before.students)
		if (!named.has(student.student)) changes.corrected.push({ before: student, after: null });
	const gapsBefore = new Set(before.gaps.map((gap) => gap.grid));
	const gapsAfter = new Set(after.gaps.map((gap) => gap.grid));
	changes.gaps_closed = before.gaps.filter((gap) => !gapsAfter.has(gap.grid));
	changes.gaps_opened = after.gaps.filter((gap) => !gapsBefore.has(gap.grid));
	return changes;
}

const KIND_ORDER = { not_returned: 0, late_return: 1, on_leave: 2 } as const;

function byKindThenRoom(a: EditionLine, b: EditionLine): number {
	return (
		KIND_ORDER[a.kind] - KIND_ORDER[b.kind] ||
		compareText(a.room ?? '', b.room ?? '') ||
		compareText(a.number, b.number)
	);
}

/** By code points: the same on every machine, whatever its locale. */
function compareText(a: string, b: string): number {
	if (a === b) return 0;
	return a < b ? -1 : 1;
}
