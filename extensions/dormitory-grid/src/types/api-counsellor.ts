import type { Position } from '../constants/positions.ts';
import type { PagePerson, TermSpan } from './api.ts';
import type { EditionChanges, EditionGap, EditionStudent } from './api-editions.ts';
import type { AbsenceState, EntryKind, FollowupKind, NextNight, NightHead } from './api.ts';

/** What the counsellor's page asks for. Moments are ISO 8601 in UTC. */

/** One step taken for an absent student (night_followups), oldest first. */
export interface Followup {
	id: string;
	kind: FollowupKind;
	at: string;
	by: string | null;
	note: string | null;
	returned_at: string | null;
	handed_to: string | null;
}

/** The last step of the ladder that was taken for a missed student. */
export interface LadderMark {
	number: number;
	at: string;
	/** As what people were told; empty: nobody was on duty. */
	reached: Position[];
}

export interface CounsellorStudent extends EditionStudent {
	class_name: string | null;
	bed: number | null;
	followups: Followup[];
	/** What settled him can be taken back by the asker. */
	may_reopen: boolean;
	ladder: LadderMark | null;
}

export interface EditionMark {
	id: number;
	number: number;
	made_at: string;
	/** Seconds after the cut-off; more than a moment where the server was down. */
	late_by: number;
	names: number;
	gaps: number;
	/** First opened by the counsellor; `null`: not yet. */
	opened_at: string | null;
}

/**
 * GET /grid/api/counsellor?night=:id — a counsellor's own students of a night, as they stand at this moment, and what the
 * last edition changed. Anybody who is no counsellor: 403 GRID_FORBIDDEN. ETag and 304.
 */
export interface CounsellorAnswer {
	now: string;
	time_zone: string;
	person: PagePerson;
	night: NightHead | null;
	next: NextNight | null;
	/** Before the first edition what is shown is provisional: units are still reporting. */
	editions: EditionMark[];
	/** The last edition against the one before; `null` with fewer than two. */
	changes: EditionChanges | null;
	/** Own students on the night's list, and how many of them are accounted for by a report. */
	expected: number;
	reported: number;
	students: CounsellorStudent[];
	gaps: EditionGap[];
}

/** How one student's night ended as his unit's current report tells; `unknown`: the unit never reported. */
export type StudentMark = 'in' | EntryKind | 'unknown';

export interface StudentNight {
	night: number;
	date: string;
	mark: StudentMark;
	returned_at: string | null;
	reason: string | null;
	approved_leave: boolean;
	/** What became of an absence. */
	state: AbsenceState | null;
	back_at: string | null;
	handed_to: string | null;
	unit: string;
	room: string | null;
}

/**
 * GET /grid/api/students/:id/nights?term=:id — the regular nights of a student, newest first: for his counsellor and the
 * working group all of them, for those on duty where he lives the nights he slept in their own grid. Others: 403.
 */
export interface StudentNightsAnswer {
	now: string;
	time_zone: string;
	student: {
		id: number;
		number: string;
		name: string;
		department: string | null;
		class_name: string | null;
		room: string | null;
		unit: string | null;
	};
	/** The asked term, else the running one, else the last; `null`: none is entered, and the nights of the last year are shown. */
	term: TermSpan | null;
	terms: TermSpan[];
	nights: StudentNight[];
}
