import { POSITION_LEVEL, POSITION_SEATS, POSITIONS, type Position } from '../constants/positions.ts';
import { compareDates } from './calendar.ts';

/** Rules of posts (DOMAIN.md, table; 7). */

export type PlaceNeeded = 'grid1' | 'grid2' | 'grid3' | 'room' | 'department' | null;

/** What a position is held on. */
export function placeOf(position: Position): PlaceNeeded {
	switch (position) {
		case 'working_group':
			return null;
		case 'room_head':
			return 'room';
		case 'counsellor':
		case 'responsible_office':
			return 'department';
		default:
			return `grid${POSITION_LEVEL[position] as 1 | 2 | 3}`;
	}
}

export function isPosition(value: string): value is Position {
	return (POSITIONS as readonly string[]).includes(value);
}

/** A stand-in takes no seat of the post; of a grid there is one at a time. */
const STAND_INS = 1;

/** Whether one more holder (or stand-in) fits on a grid, given how many there are during any part of the same time. */
export function hasSeat(position: Position, holders: number, standIn = false): boolean {
	if (standIn) return holders < STAND_INS;
	const seats = POSITION_SEATS[position];
	return seats === null || holders < seats;
}

export type EndingVerdict =
	| { kind: 'now' }
	| { kind: 'by_calendar' }
	| { kind: 'before_start' }
	| { kind: 'already_ended' }
	| { kind: 'extends' };

/** What an ending does: today or earlier it takes effect at once, a later day is kept by the calendar. */
export function judgeEnding(
	assignment: { startsOn: string; endsOn: string | null; endedAt: Date | null },
	lastDay: string,
	today: string,
): EndingVerdict {
	if (assignment.endedAt !== null) return { kind: 'already_ended' };
	if (compareDates(lastDay, assignment.startsOn) < 0 && compareDates(assignment.startsOn, today) <= 0)
		return { kind: 'before_start' };
	if (assignment.endsOn !== null && compareDates(lastDay, assignment.endsOn) > 0) return { kind: 'extends' };
	return compareDates(lastDay, today) <= 0 ? { kind: 'now' } : { kind: 'by_calendar' };
}
