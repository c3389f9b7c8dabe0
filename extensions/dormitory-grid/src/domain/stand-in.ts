import type { Position } from '../constants/positions.ts';
import { LONGEST_STAND_IN_DAYS } from '../constants/staff-days.ts';
import { addDays, compareDates } from './calendar.ts';
import type { Actor } from './scope.ts';

/** Who may appoint a stand-in (代班) beside the working group: level-1 staff, for a week at most, below their own building. */

export type StandInVerdict = { kind: 'allowed' } | { kind: 'forbidden' } | { kind: 'days'; until: string };

export function judgeStandIn(
	actor: Actor,
	post: { position: Position; building: number | null; startsOn: string; endsOn: string | null },
	today: string,
): StandInVerdict {
	const { position, building, startsOn, endsOn } = post;
	const below = position === 'unit_leader' || position === 'floor_head';
	const own = building !== null && actor.scopes.some((scope) => scope.building === building && !scope.stand_in);
	if (!below || !own) return { kind: 'forbidden' };
	const until = addDays(today, LONGEST_STAND_IN_DAYS);
	const fits = startsOn === today && endsOn !== null && compareDates(endsOn, until) <= 0;
	return fits ? { kind: 'allowed' } : { kind: 'days', until };
}
