import type { EntryKind, NightKind } from './api.ts';

/** One line of a night sheet; without a student: an empty bed. */
export interface SheetBed {
	bed: number | null;
	student: number | null;
	name: string | null;
	on_leave: boolean;
}

/**
 * GET /grid/api/sheet?floor= — a floor as it is printed for the round, for its head and whoever stands above it; everybody
 * else is refused (GRID_FORBIDDEN). `date`: of the open night, else of the next; without any, today and no window.
 */
export interface SheetAnswer {
	now: string;
	time_zone: string;
	person: { language: string };
	college: string;
	building: string;
	floor: { grid: number; code: string; name: string; head: { name: string | null; phone: string | null } };
	date: string;
	kind: NightKind | null;
	opens_at: string | null;
	closes_at: string | null;
	expected: number;
	on_leave: number;
	units: {
		grid: number;
		code: string;
		name: string;
		leader: { name: string | null; phone: string | null };
		rooms: { room: number; number: string; beds: SheetBed[] }[];
	}[];
}

/** A room drawn for a second look, as its checker sees it: who lives there, and never what was reported or approved. */
export interface CheckRoom {
	check: number;
	night: number;
	state: 'due' | 'done' | 'lapsed';
	/** Results are taken until then. */
	until: string;
	room: number;
	number: string;
	/** Code of the floor. */
	floor: string;
	/** The checker cannot read the unit's report; building staff, who look where no other floor has a head, can. */
	blind: boolean;
	residents: { student: number; name: string; bed: number | null }[];
	/** What the checker has sent; it stays as sent. */
	result: { checked_at: string; absent: number[]; note: string | null } | null;
}

/** GET /grid/api/checks/mine — the rooms drawn for the asker in nights that are not locked yet, by floor and room; empty for everybody else. */
export interface ChecksAnswer {
	now: string;
	time_zone: string;
	rooms: CheckRoom[];
}

/** POST /items/night_check_results — once a check, by its checker, until `until`: else GRID_FORBIDDEN, GRID_ALREADY_RECEIVED, GRID_CHECK_OVER. */
export interface CheckResultInput {
	client_key: string;
	night_check: number;
	/** Students who are not in the room. */
	absent: number[];
	note?: string | null;
}

/** A student of whom report and second look tell different things (night_checks.detail). */
export interface CheckDifference {
	student: number;
	reported: EntryKind | 'in';
	seen: 'in' | 'absent';
}
