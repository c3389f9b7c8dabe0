import type {
	ActorStep,
	EmergencyAudience,
	IssueCategory,
	IssueKind,
	IssueState,
	NextThing,
	Severity,
	StepKind,
	IssueView,
} from '../constants/issues.ts';
import type { Position } from '../constants/positions.ts';
import type { EmergencyKind, PagePerson } from './api.ts';
import type { IssueRow } from './schema.ts';

/** What the page of issues asks for (DESIGN.md 6). Moments are ISO 8601 in UTC. */

export interface HolderShown {
	kind: 'grid' | 'office' | 'group';
	/** 3, 2, 1 for the tree, 0 for the working group; an office has none. */
	level: 0 | 1 | 2 | 3 | null;
	/** A grid's code, an office's name; `null` for the working group. */
	name: string | null;
}

export interface IssueShown {
	id: number;
	title: string;
	kind: IssueKind;
	category: IssueCategory;
	severity: Severity;
	origin: IssueRow['origin'];
	state: IssueState;
	/** The room's number, or the grid's code. */
	place: string;
	holder: HolderShown;
	held_since: string;
	next: NextThing;
	due_at: string | null;
	owes_feedback: boolean;
	overdues: number;
	returns: number;
	reopened: number;
	followers: number;
	reported_at: string;
	protect_until: string | null;
	/** Read by whom it has reached alone. */
	confidential: boolean;
}

export interface IssueStepShown {
	id: string;
	number: number;
	kind: StepKind;
	at: string;
	/** `null`: by itself, or by somebody who is not named. */
	by: string | null;
	by_as: Position | null;
	note: string | null;
	until: string | null;
	to: HolderShown | null;
	into: number | null;
	solved: boolean | null;
	rating: number | null;
	photos: string[];
	state: IssueState | null;
}

/** Whom to press. */
export interface IssuePerson {
	name: string;
	position: Position;
	phone: string | null;
}

export interface IssueDetail extends IssueShown {
	description: string | null;
	steps: IssueStepShown[];
	/** How many steps there are: sent back as `seen` with the next. */
	steps_seen: number;
	/** What I may do now. */
	open: ActorStep[];
	/** Where I may send it. */
	levels: (1 | 2 | 3)[];
	offices: { id: number; name: string; suggested: boolean }[];
	templates: { kind: StepKind; title: string; text: string }[];
	holders: IssuePerson[];
	take_due_at: string | null;
	settle_due_at: string | null;
	/** When it moves up a level whatever happens in between; `null`: it lies with the working group, or is over. */
	whole_due_at: string | null;
	/** Whether to explain once more is to ask for a ruling. */
	explain_asks: boolean;
	postpone_until: string | null;
	look_again_at: string | null;
	needs_ruling: boolean;
	merged_into: number | null;
	/** Whom a complaint is about, by name, for who handles it; `null`: nobody, or not said. */
	about: string | null;
	/** Who raised it, by name; `null`: a student who gave none. */
	reporter: string | null;
	/** What a student left of himself in the public channel; shown to the holder and the working group alone. */
	contact: { name: string | null; contact: string | null } | null;
}

export interface EmergencyShown {
	id: string;
	kind: EmergencyKind;
	place: string;
	note: string | null;
	reported_at: string;
	reported_by: string | null;
	phone: string | null;
	issue: number | null;
	/** Whether I am asked and have not said that I know. */
	mine: boolean;
	levels: {
		audience: EmergencyAudience;
		person: string | null;
		people: number;
		rings: number;
		acknowledged_at: string | null;
		acknowledged_by: string | null;
	}[];
}

/** Where I can raise something in one step: the grids I answer for, with their rooms; for an office and the working group all buildings and floors. */
export interface ReportPlace {
	grid: number;
	code: string;
	level: 1 | 2 | 3;
	/** Whether I answer for it. */
	own: boolean;
	/** Itself, its floor and its building. */
	chain: number[];
	/** Of what I answer for. */
	rooms: { id: number; number: string }[];
}

/** Somebody on duty there, whom a complaint can name. */
export interface PlaceStaff {
	id: string;
	name: string;
	position: Position;
	/** The code of his grid. */
	code: string;
	/** His grid, its floor and its building. */
	chain: number[];
}

export interface IssuesAnswer {
	now: string;
	time_zone: string;
	person: PagePerson;
	/** Whether I may decide what comes before the working group. */
	group: boolean;
	/** Whether there are measures for me to see: I answer for a place, an office or the college. */
	measures: boolean;
	view: IssueView;
	/** `answers`: of what I raised, whatever waits for my word whether it is solved. */
	counts: Record<Exclude<IssueView, 'closed'> | 'answers', number>;
	/** Of what I may read: out of time now or before. */
	late: number;
	issues: IssueShown[];
	/** More than are shown. */
	more: boolean;
	emergencies: EmergencyShown[];
	places: ReportPlace[];
	staff: PlaceStaff[];
}
