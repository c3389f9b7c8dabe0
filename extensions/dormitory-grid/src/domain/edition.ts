import type { EditionContent, EditionGap, EditionStudent } from '../types/api.ts';

/** A counsellor's list (DOMAIN.md 3): his own students who are not in, wherever they sleep, and the silent units that could hide one. */

export interface EditionLine extends EditionStudent {
	counsellor: string;
	department: number | null;
}

export interface EditionGapLine extends EditionGap {
	counsellor: string;
	department: number | null;
}

export interface EditionDraft {
	counsellor: string;
	department: number | null;
	content: EditionContent;
}

/** One draft for every counsellor with a name or a gap; the order is fixed, so that the same night gives the same bytes (I7). */
export function draftEditions(lines: readonly EditionLine[], gaps: readonly EditionGapLine[]): EditionDraft[] {
	const drafts = new Map<string, EditionDraft>();
	const draftOf = (counsellor: string, department: number | null): EditionDraft => {
		const draft = drafts.get(counsellor) ?? { counsellor, department, content: { students: [], gaps: [] } };
		drafts.set(counsellor, draft);
		return draft;
	};
	for (const { counsellor, department, ...student } of lines.toSorted(byKindThenRoom)) {
		draftOf(counsellor, department).content.students.push(student);
	}
	for (const { counsellor, department, ...gap } of gaps.toSorted((a, b) => compareText(a.code, b.code))) {
		const list = draftOf(counsellor, department).content.gaps;
		const known = list.find((other) => other.grid === gap.grid);
		if (known) known.students += gap.students;
		else list.push(gap);
	}
	return [...drafts.values()].toSorted((a, b) => compareText(a.counsellor, b.counsellor));
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
