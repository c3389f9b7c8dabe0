import type { ActivityResultRow, ActivityRow, ActivityRuleRow } from './schema.ts';

/** Answers of `/grid/api/activities`. Moments are ISO 8601 in UTC, dates in the college's zone. */

export type HeldKind = NonNullable<ActivityRow['kind']>;
export type HeldOutcome = NonNullable<ActivityResultRow['outcome']>;

export interface ActivityGrid {
	grid: number;
	code: string;
	name: string;
	level: ActivityRuleRow['level'];
	/** What may be held there. */
	kinds: HeldKind[];
}

export interface ActivityTerm {
	id: number;
	name: string;
	starts_on: string;
	ends_on: string;
}

/** What a grid owes in the term, has held, has called without an outcome yet, and still misses. */
export interface OwedActivity {
	grid: number;
	code: string;
	name: string;
	level: ActivityRuleRow['level'];
	/** Who is on post there. */
	staff: string[];
	kind: HeldKind;
	owed: number;
	held: number;
	planned: number;
	missing: number;
}

export interface CalledPerson {
	person: string;
	name: string;
	position: string;
	code: string;
	/** `null`: not recorded yet. */
	came: boolean | null;
}

export interface ActivityLine {
	id: string;
	grid: number;
	code: string;
	kind: HeldKind;
	title: string;
	place: string | null;
	note: string | null;
	held_at: string;
	held_by: string | null;
	/** `null`: called, without an outcome yet. */
	outcome: HeldOutcome | null;
	decided: string | null;
	/** What was noted with the outcome. */
	remark: string | null;
	students: number | null;
	recorded_by: string | null;
	called: number;
	came: number | null;
	/** Whether I may record its outcome, and read who was called; else I am one of those. */
	mine: boolean;
	/** Whether I am called. */
	invited: boolean;
	people: CalledPerson[];
	photos: string[];
}

/** `GET /grid/api/activities?limit=`: as many activities at most */
export interface ActivitiesAnswer {
	now: string;
	time_zone: string;
	person: { id: string; name: string; language: 'zh-CN' | 'en-US' };
	/** The running term, else the last that has begun; `null`: the college has none. */
	term: ActivityTerm | null;
	/** Where I may hold something. */
	grids: ActivityGrid[];
	/** Of my grids and all below them. */
	owed: OwedActivity[];
	/** Newest first. */
	activities: ActivityLine[];
	/** Whether there are older ones. */
	more: boolean;
}

export interface CallablePerson {
	person: string;
	name: string;
	position: string;
	level: ActivityRuleRow['level'];
	code: string;
}

/** `GET /grid/api/activities/people?grid=&on=`: whom one can call to something held there on a date. */
export interface CallableAnswer {
	people: CallablePerson[];
}
