import type { FacilityRow, PatrolDutyRow } from './schema.ts';

/** Answers of `/grid/api/patrols`. Moments are ISO 8601 in UTC, dates in the college's zone. */

export type DutyState = PatrolDutyRow['state'];
export type WalkTopic = 'hygiene' | 'safety' | 'fire' | 'education';

export interface PatrolDuty {
	id: number;
	grid: number;
	code: string;
	name: string;
	starts_at: string;
	due_at: string;
	late_until: string;
	topics: WalkTopic[];
	/** Name of the sensitive period in which it is walked. */
	period: string | null;
	state: DutyState;
	settled_at: string | null;
}

export interface WalkGrid {
	grid: number;
	code: string;
	name: string;
	level: 1 | 2 | 3;
}

export interface PastPatrol {
	id: string;
	code: string;
	received_at: string;
	kind: 'on_time' | 'late' | 'free';
	found: number;
	raised: number;
}

/** `GET /grid/api/patrols`: what I owe, where I may walk, what I have walked. */
export interface PatrolsAnswer {
	now: string;
	time_zone: string;
	person: { id: string; name: string; language: 'zh-CN' | 'en-US' };
	duties: PatrolDuty[];
	grids: WalkGrid[];
	past: PastPatrol[];
	/** Whether there are grids below mine to look at. */
	oversees: boolean;
}

export interface WalkItem {
	id: number;
	topic: WalkTopic;
	per_room: boolean;
	text: string;
	points: number;
}

export interface WalkFacility {
	id: number;
	code: string;
	/** What its QR code holds. */
	token: string | null;
	kind: FacilityRow['kind'];
	place: string | null;
	state: FacilityRow['state'];
	expires_on: string | null;
	next_check_on: string | null;
	/** Broken or out of date as of today. */
	unfit: boolean;
}

/** `GET /grid/api/patrols/grids/:grid`: what a walk there looks at; kept on the phone, so that it can be walked without network. */
export interface WalkAnswer {
	now: string;
	time_zone: string;
	grid: WalkGrid;
	rooms: { room: number; number: string; score: number | null }[];
	items: WalkItem[];
	facilities: WalkFacility[];
}

export interface OverviewWalk {
	grid: number;
	code: string;
	name: string;
	level: number;
	starts_at: string;
	due_at: string;
	late_until: string;
	state: DutyState;
	/** Who walked it, or whose it is. */
	person: string | null;
	found: number;
	raised: number;
}

/** `GET /grid/api/patrols/overview`: who below me has walked today, who has not, and what is lost or damaged where. */
export interface PatrolOverview {
	now: string;
	time_zone: string;
	date: string;
	walks: OverviewWalk[];
	/** Facilities that are empty, damaged, lost or out of date, by grid. */
	unfit: { grid: number; code: string; facilities: number; lost: number; damaged: number }[];
	/** Buildings of which the labels of facilities can be printed. */
	labels: { id: number; name: string }[];
}
