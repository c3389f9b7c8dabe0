import type { AbsenceState, EntryKind } from './api.ts';

/** One line of an edition: a student who is not in, or was late (night_editions.content). */
export interface EditionStudent {
	student: number;
	number: string;
	name: string;
	kind: EntryKind;
	room: string | null;
	unit: string | null;
	returned_at: string | null;
	reason: string | null;
	phone: string | null;
	/** Not his own student: nobody in office was the student's counsellor as the night opened, or as it closed. */
	in_trust: boolean;
	approved_leave: boolean;
	/** The approved leave, where he is on one. */
	leave: { from: string; to: string; reason: string | null } | null;
	/** Of a not-returned student; of a late one only `back`, once it is noted; else `null`. */
	state: AbsenceState | null;
	back_at: string | null;
	handed_to: string | null;
	/** The last attempt to reach him when the edition was made. A further one makes no new edition: what holds now is read live. */
	contacted: { at: string; by: string; kind: 'contacted' | 'not_reached' } | null;
	/** Who answers for his unit (frozen at opening). */
	leader: { name: string | null; phone: string | null };
}

/** A silent unit that could hide one of the counsellor's students. */
export interface EditionGap {
	grid: number;
	code: string;
	/** The counsellor's own students who live there. */
	students: number;
	responsible_name: string | null;
	responsible_phone: string | null;
}

export interface EditionContent {
	students: EditionStudent[];
	gaps: EditionGap[];
}

/** What a later edition says that the one before did not (domain/edition.ts editionChanges). */
export interface EditionChanges {
	/** Named now and not before, or open again. */
	came: EditionStudent[];
	back: EditionStudent[];
	handed_over: EditionStudent[];
	/** Named otherwise than before, or (`after` is null) not any more. */
	corrected: { before: EditionStudent; after: EditionStudent | null }[];
	gaps_closed: EditionGap[];
	gaps_opened: EditionGap[];
}
