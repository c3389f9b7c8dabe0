import type { Language } from '../constants/languages.ts';
import type { Position } from '../constants/positions.ts';
import type { OutboxRow } from './schema.ts';

/** State of one grid's report (DESIGN.md 5). Grids that owe none have no report: see {@link GridSilence}. */
export type ReportState = 'due' | 'on_time' | 'late' | 'missing';
export type EntryKind = 'late_return' | 'not_returned' | 'on_leave';
/** What is done about an absent student (night_followups): `back` and `handed_over` settle him, `reopened` takes that back. */
export type FollowupKind = 'contacted' | 'not_reached' | 'back' | 'handed_over' | 'reopened';
/** Where an absent student stands: nobody knows yet, back, or in somebody's hands. */
export type AbsenceState = 'open' | 'back' | 'handed_over';
export type EmergencyKind = 'injury' | 'fire' | 'conflict' | 'missing' | 'other';
export type NightKind = 'regular' | 'rehearsal';
export type NightState = 'planned' | 'open' | 'closed';
export type OutboxKind = OutboxRow['kind'];
export type OutboxChannel = OutboxRow['channel'];
export type OutboxState = OutboxRow['state'];

/** Why a grid owes no report: not in service that night, or nobody lives there (FIELD.md, false alarms). */
export type GridSilence = 'not_in_service' | 'empty' | 'outside_rehearsal';

/** Moments are ISO 8601 in UTC; `date` is the night's calendar date in the college's zone. */
export interface NightHead {
	id: number;
	date: string;
	kind: NightKind;
	state: NightState;
	opens_at: string;
	unit_due_at: string;
	floor_due_at: string;
	closes_at: string;
	/** Until then late and corrected reports are taken, with a reason. */
	locks_at: string;
	closed_at: string | null;
	/** Grid to which a rehearsal is limited; `null` is the whole college. */
	root: number | null;
}

/** What comes next when no night is open: for the page and for `npm start`'s closing words. */
export interface NextNight {
	date: string;
	time_zone: string;
	opens_at: string;
	closes_at: string;
}

export interface Counts {
	residents: number;
	present: number;
	late_return: number;
	not_returned: number;
	on_leave: number;
}

export interface TonightResident {
	student: number;
	name: string;
	number: string;
	bed: number | null;
	/** Short name of the major, for mixed rooms. */
	major: string | null;
	/** On approved leave when the list was frozen. */
	on_leave: boolean;
}

export interface TonightRoom {
	room: number;
	number: string;
	residents: TonightResident[];
}

export interface TonightEntry {
	student: number;
	kind: EntryKind;
	returned_at: string | null;
	reason: string | null;
}

/** The current submission of a grid as the page shows it: what was sent, never defaults. */
export interface TonightSubmission {
	id: string;
	number: number;
	received_at: string;
	state: 'on_time' | 'late';
	reporter: string | null;
	reported_as: Position | null;
	on_behalf: boolean;
	/** Sent by somebody who stands in for the post. */
	stand_in: boolean;
	reason: string | null;
	note: string | null;
	entries: TonightEntry[];
}

/** A student of a unit who was reported not returned, as he stands now; or reported late, once his return is noted. */
export interface UnitAbsence {
	student: number;
	state: AbsenceState;
	since: string;
	back_at: string | null;
	handed_to: string | null;
	/** The last try to reach him, by whomever; `by`: a name. */
	contact: { kind: 'contacted' | 'not_reached'; at: string; by: string } | null;
	/** Whether the asker may take back that he is back or handed over. */
	may_reopen: boolean;
}

/** One grid of tonight: the asker's own, or one below it. `silence` is set when it owes no report, and `report` is then null. */
export interface TonightGrid {
	grid: number;
	code: string;
	name: string;
	level: 1 | 2 | 3;
	parent: number | null;
	silence: GridSilence | null;
	report: {
		state: ReportState;
		due_at: string;
		first_received_at: string | null;
		received_at: string | null;
		/** Of the current submission; for floors and buildings: rolled up from the units below, live. `null`: nothing known yet. */
		counts: Counts | null;
		/** Floors and buildings: units expected below, and how many of them are silent. */
		units_expected: number | null;
		units_silent: number | null;
		on_behalf: boolean;
		/** The current submission came from somebody who stands in for the post. */
		stand_in: boolean;
		/** The report was handed back by whoever stands above, and no new one has come since. */
		handed_back: { at: string; reason: string } | null;
	} | null;
	/** Who to call (frozen at opening). */
	responsible: { name: string | null; phone: string | null };
}

/** GET /grid/api/tonight — everything the page needs, in one answer. */
export interface TonightAnswer {
	/** The server's clock: the page counts down by it, never by the phone's. */
	now: string;
	time_zone: string;
	person: {
		id: string;
		name: string;
		language: Language;
		positions: { position: Position; grid: number | null; code: string | null; stand_in: boolean }[];
	};
	/** The open night that concerns the asker (a regular one before a rehearsal), else the last closed one that still takes late reports. */
	night: NightHead | null;
	/** `null` when no night within the next 31 days owes a report. */
	next: NextNight | null;
	/** Grids the asker answers for himself, by code. */
	mine: TonightGrid[];
	/** For floors and buildings: the grids below, silent ones first, then by code. Rooms of one of them: GET /grid/api/tonight/grids/:id */
	below: TonightGrid[];
	/** Rooms of the asker's own units, keyed by unit; with what was last sent. */
	units: TonightUnit[];
}

/** GET /grid/api/tonight/grids/:grid?night=:id — one unit's rooms, for reporting on its behalf; 403 GRID_FORBIDDEN when not below the asker. */
export interface TonightUnit {
	grid: number;
	rooms: TonightRoom[];
	submission: TonightSubmission | null;
	/** Only not-returned students of the current submission, and late ones whose return has been noted. */
	absences: UnitAbsence[];
}

/**
 * POST /items/night_submissions — a unit's report, or a floor's or building's sign-on.
 * Units: every room with the number in; `entries` names the exceptions. Floors and buildings: `gaps` lists the silent
 * grids the signer has seen. `reason` is required for a late report and for every report after the first.
 */
export interface SubmissionInput {
	client_key: string;
	night: number;
	grid: number;
	rooms?: { room: number; present: number }[];
	entries?: { student: number; kind: EntryKind; returned_at?: string | null; reason?: string | null }[];
	gaps?: number[];
	reason?: string | null;
	note?: string | null;
	/** When the first room was ticked, by the phone's clock. */
	seen_at?: string | null;
	/** When the person sent it, by the phone's clock; a later try keeps it. */
	sent_at?: string | null;
	/** The phone's clock at this very try: less the server's, it is stored as `clock_skew` in seconds. */
	phone_clock?: string | null;
}

/**
 * POST /items/night_followups — by the student's unit, floor or building, his counsellor or the working group, before and
 * after the close. `back` and `handed_over` want a student who is reported not returned or (`back`) late: else
 * GRID_NOT_ABSENT. `reopened` takes a wrong `back` or `handed_over` back, by who recorded it or whoever stands above him: else
 * GRID_FORBIDDEN, and GRID_NOT_SETTLED where nothing is settled. The same `client_key` again is GRID_ALREADY_RECEIVED.
 */
export interface FollowupInput {
	client_key?: string | null;
	night: number;
	student: number;
	kind: FollowupKind;
	/** With `back`; now where it is left out. */
	returned_at?: string | null;
	/** Required with `handed_over`: to whom. */
	handed_to?: string | null;
	/** Required with `reopened`: why. */
	note?: string | null;
}

/** POST /items/night_handbacks — a floor, building or the working group asks a unit to look again; GRID_NOTHING_TO_HAND_BACK where it has not reported or was handed back already. */
export interface HandbackInput {
	client_key: string;
	night: number;
	grid: number;
	reason: string;
}

/** POST /items/emergencies — tells every level of the grid, the counsellors of the students named (or of the room's) and the working group at once. */
export interface EmergencyInput {
	client_key: string;
	grid: number;
	room?: number | null;
	kind: EmergencyKind;
	note?: string | null;
	students?: number[] | null;
}

/** POST /items/edition_openings — the counsellor has opened his edition; a second time is GRID_ALREADY_RECEIVED and harmless. */
export interface EditionOpeningInput {
	edition: number;
}

/** One node of the picture. Children follow in code order; units carry no children. */
export interface HierarchyNode {
	id: number;
	code: string;
	name: string;
	/** `none` is a grid that owes no report; see `silence`. */
	state: ReportState | 'none';
	silence: GridSilence | null;
	/** Units below by state (for a unit: itself). */
	units: { due: number; on_time: number; late: number; missing: number; none: number };
	counts: Counts | null;
	due_at: string | null;
	received_at: string | null;
	on_behalf: boolean;
	responsible: { name: string | null; phone: string | null } | null;
	children: HierarchyNode[];
}

/** GET /grid/api/hierarchy?night=:id&building=:id (without a night: tonight's, else the last). Whole college for the working group, the asker's buildings otherwise. ETag and 304. */
export interface HierarchyAnswer {
	now: string;
	time_zone: string;
	night: NightHead | null;
	next: NextNight | null;
	/** `floors`: too many units for one picture; floors carry their sums and no children, and one building is asked for with `building`. */
	detail: 'units' | 'floors';
	totals: { units: HierarchyNode['units']; counts: Counts };
	buildings: HierarchyNode[];
}

/** GET /grid/api/nights?limit= — newest first, for choosing a night. */
export interface NightsAnswer {
	nights: NightHead[];
}

/**
 * GET /grid/api/health — open to all, no counts of people. `alarm` answers 503: a night is still open 60 s past its cut-off,
 * or messages have been due for 15 minutes and nobody sends them. `warning`: messages of the last day were given up.
 */
export interface HealthAnswer {
	status: 'ok' | 'warning' | 'alarm';
	now: string;
	last_tick_at: string | null;
	/** The first of the ticks of which none since has done all its steps. */
	failing_since: string | null;
	rejections: number;
	next: NextNight | null;
	overdue_nights: number;
	overdue_messages: number;
	dead_messages: number;
	/** Students whose step of the ladder has come and found nobody in office to tell. */
	untold_students: number;
}

export interface PagePerson {
	id: string;
	name: string;
	language: Language;
}

export interface TermSpan {
	id: number;
	name: string;
	starts_on: string;
	ends_on: string;
}
