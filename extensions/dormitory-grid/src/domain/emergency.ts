/** Who has to say that he knows of an emergency, and who hears that nobody did (DESIGN.md 6, issue "Emergencies"). Pure. */

export const AUDIENCES = ['unit', 'floor', 'building', 'counsellor', 'working_group'] as const;
export type EmergencyAudience = (typeof AUDIENCES)[number];

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
