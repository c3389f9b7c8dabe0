import type { Position } from '../constants/positions.ts';

/** GET /grid/api/preflight: what is not ready for tonight; the working group's college, or the asker's own buildings. */
export interface PreflightAnswer {
	now: string;
	date: string;
	time_zone: string;
	/** `null`: nothing is owed tonight. */
	night: { opens_at: string; closes_at: string; occasion: 'exam' | 'stay_over' | 'make_up' | null } | null;
	/** Grids that owe a report and those with somebody on duty; empty for who does not see the whole college. */
	levels: { level: 1 | 2 | 3; owed: number; filled: number }[];
	/** Nobody is on duty there, buildings first. */
	empty: {
		grid: number;
		code: string;
		name: string;
		level: 1 | 2 | 3;
		residents: number;
		/** The nearest above who can report for it. */
		covered_by: { name: string; phone: string | null; position: Position } | null;
	}[];
	stand_ins: {
		grid: number;
		code: string;
		level: 1 | 2 | 3;
		name: string;
		phone: string | null;
		/** Last day. */
		ends_on: string | null;
	}[];
}

/**
 * GET /grid/api/preflight/candidates?grid=: who could stand in. Appointed by POST /items/staff_assignments with
 * { person, position, grid, starts_on: date, ends_on, stand_in: true }.
 */
export interface CandidatesAnswer {
	grid: number;
	position: Position;
	candidates: { person: string; name: string; phone: string | null; position: Position; place: string }[];
}
