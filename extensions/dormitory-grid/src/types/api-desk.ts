import type { Position } from '../constants/positions.ts';
import type { LadderMark } from './api-counsellor.ts';
import type {
	AbsenceState,
	Counts,
	EmergencyKind,
	EntryKind,
	FollowupKind,
	NextNight,
	NightHead,
	PagePerson,
	ReportState,
} from './api.ts';

/** What the working group's desk asks for. Moments are ISO 8601 in UTC. */

/** Owed, reported at all, reported in time: completeness and on-time rate stay apart (FIELD.md, "on time is not locked"). */
export interface Rate {
	owed: number;
	reported: number;
	on_time: number;
}

export interface DeskSilent {
	grid: number;
	code: string;
	level: 1 | 2 | 3;
	state: Extract<ReportState, 'due' | 'missing'>;
	due_at: string;
	/** Residents nobody has told of. */
	residents: number;
	responsible: { name: string | null; phone: string | null };
}

/** A student who is still missed, with whom to ask and how far it has gone. */
export interface DeskOpenStudent {
	student: number;
	name: string;
	number: string;
	room: string | null;
	unit: string;
	since: string;
	department: string | null;
	/** `null`: he has none. */
	counsellor: { name: string; phone: string | null } | null;
	contacted: { at: string; by: string; kind: 'contacted' | 'not_reached' } | null;
	/** He was held for back or handed over by mistake. */
	reopened: { at: string; by: string } | null;
	ladder: LadderMark | null;
}

export interface DeskBuilding {
	id: number;
	code: string;
	name: string;
	/** In units. */
	rate: Rate;
	floors: number;
	floors_signed: number;
	/** The building's own sign-on. */
	state: ReportState | 'none';
	received_at: string | null;
	counts: Counts;
}

export interface DeskDepartment {
	/** `null`: students without a department. */
	id: number | null;
	name: string | null;
	/** In students: a mixed unit's report tells of several departments. */
	rate: Rate;
	late_return: number;
	not_returned: number;
	on_leave: number;
	/** Not-returned students whose absence is still open. */
	open: number;
}

/** Somebody who was missed, and what became of him; the working group can take it back. */
export interface DeskSettledStudent {
	student: number;
	name: string;
	number: string;
	room: string | null;
	unit: string;
	state: 'back' | 'handed_over';
	at: string;
	by: string | null;
	back_at: string | null;
	handed_to: string | null;
}

/**
 * GET /grid/api/desk?night=:id — the working group's desk beside the tree of GET /grid/api/hierarchy. For the working
 * group and administrators; others: 403 GRID_FORBIDDEN. ETag and 304.
 */
export interface DeskAnswer {
	now: string;
	time_zone: string;
	person: PagePerson;
	night: NightHead | null;
	next: NextNight | null;
	/** In units. */
	rate: Rate;
	residents: number;
	absences: Record<AbsenceState, number>;
	/** Who is still missed, in tree order; a limited number, `absences.open` counts all. */
	open: DeskOpenStudent[];
	/** Who is back or in somebody's hands, the last one first; a limited number. */
	settled: DeskSettledStudent[];
	/** Silent units first, then floors and buildings that have not signed on; a limited number; `silent_count` counts all units. */
	silent: DeskSilent[];
	silent_count: number;
	buildings: DeskBuilding[];
	departments: DeskDepartment[];
	/** Messages that were given up and that nobody has had sent again. */
	dead: number;
	/** Newest first, the last of the evening; the whole night is in GET /grid/api/replay. */
	timeline: NightEvent[];
}

export interface DeskEntry {
	student: number;
	name: string;
	number: string;
	room: string | null;
	kind: EntryKind;
	returned_at: string | null;
	reason: string | null;
	approved_leave: boolean;
	state: AbsenceState | null;
	ladder: LadderMark | null;
}

export interface DeskReport {
	number: number;
	received_at: string;
	state: 'on_time' | 'late';
	reporter: string | null;
	reported_as: Position | null;
	on_behalf: boolean;
	stand_in: boolean;
	reason: string | null;
	note: string | null;
	counts: Counts;
	entries: DeskEntry[];
}

/** GET /grid/api/desk/units/:unit?night=:id — the rows of one unit: every report it made, newest first, and who is not in. Working group only. */
export interface DeskUnitAnswer {
	now: string;
	unit: number;
	code: string;
	/** Its floor's grid. */
	floor: number | null;
	state: ReportState | 'none';
	due_at: string | null;
	residents: number;
	responsible: { name: string | null; phone: string | null };
	handed_back: { at: string; reason: string | null } | null;
	reports: DeskReport[];
}

/** One thing that happened in a night; what does not apply to its kind is left out of the answer. */
export interface NightEvent {
	/** Unique within the night. */
	id: string;
	at: string;
	kind: NightEventKind;
	grid?: number | null;
	code?: string | null;
	level?: 1 | 2 | 3 | null;
	/** Who did it; of a message or an edition: to whom. */
	person?: string | null;
	position?: Position | null;
	/** A report or a sign-on. */
	state?: 'on_time' | 'late' | null;
	/** The how many-th report of its grid, or edition of its counsellor. */
	number?: number | null;
	on_behalf?: boolean;
	stand_in?: boolean;
	counts?: Counts | null;
	/** Grids directly below that were silent when a floor or building signed on. */
	silent?: number | null;
	reason?: string | null;
	/** A follow-up or a step of the ladder: about whom. */
	student?: string | null;
	followup?: FollowupKind | null;
	step?: number | null;
	/** A step's: as what people were told. */
	reached?: Position[];
	/** An edition's. */
	names?: number | null;
	gaps?: number | null;
	/** A message's kind (outbox), way, and fate. */
	about?: string | null;
	channel?: 'notification' | 'mail' | 'robot' | null;
	subject?: string | null;
	undelivered?: 'waiting' | 'dropped' | 'dead' | null;
	opened_at?: string | null;
	/** A second look's. */
	room?: string | null;
	differences?: number | null;
	emergency?: EmergencyKind | null;
	/** How many people or rooms it stands for. */
	count?: number | null;
}

export type NightEventKind =
	| 'opened'
	| 'closed'
	| 'report'
	| 'sign_on'
	| 'handback'
	| 'message'
	| 'edition'
	| 'edition_opened'
	| 'followup'
	| 'ladder'
	| 'check_drawn'
	| 'check'
	| 'emergency';

export interface ReplayUnit {
	id: number;
	code: string;
	building: number;
	floor: number;
	residents: number;
}

/** GET /grid/api/replay?night=:id — a night minute by minute, for the working group: every unit that was expected and everything that happened, oldest first. ETag and 304. */
export interface ReplayAnswer {
	now: string;
	time_zone: string;
	night: NightHead;
	units: ReplayUnit[];
	buildings: { id: number; code: string; name: string }[];
	events: NightEvent[];
	/** A night of more events than fit one answer: the earliest are left out. */
	cut: boolean;
}
