import type { EmergencyAudience } from '../constants/issues.ts';
import type { Scope } from './scope.ts';

/** Who has to say that he knows of an emergency, and who hears that nobody did (DESIGN.md 6, issue "Emergencies"). Pure. */

/** Each level is rung so often; by then everybody above it has been, too. */
export const MOST_RINGS = 20;

/** Who else is rung when an audience stays silent: the next level up, and with each further ring one more, up to the working group. */
export function climbedTo(audience: EmergencyAudience, rings: number): EmergencyAudience[] {
	const above: Readonly<Record<EmergencyAudience, readonly EmergencyAudience[]>> = {
		unit: ['floor', 'building', 'working_group'],
		floor: ['building', 'working_group'],
		building: ['working_group'],
		counsellor: ['building', 'working_group'],
		working_group: [],
	};
	return above[audience].slice(0, rings);
}

/** @returns when it rings next; `null`: it has rung often enough */
export function nextRing(rings: number, now: Date, minutes: number): Date | null {
	return rings >= MOST_RINGS ? null : new Date(now.getTime() + minutes * 60_000);
}

export interface AskedLevel {
	audience: EmergencyAudience;
	/** The counsellor who is asked. */
	person: string | null;
	college: number | null;
	building: number | null;
	floor: number | null;
	unit: number | null;
}

/** Whether a level's question is the person's to answer. */
export function isAsked(
	level: AskedLevel,
	{ user, admin, scopes }: { user: string | null; admin: boolean; scopes: readonly Scope[] },
): boolean {
	switch (level.audience) {
		case 'unit':
			return scopes.some(({ unit }) => unit !== null && unit === level.unit);
		case 'floor':
			return scopes.some(({ floor }) => floor !== null && floor === level.floor);
		case 'building':
			return scopes.some(({ building }) => building !== null && building === level.building);
		case 'counsellor':
			return level.person !== null && level.person === user;
		case 'working_group':
			return admin || scopes.some(({ position, college }) => position === 'working_group' && college === level.college);
	}
}
