import { compareDates } from './calendar.ts';

/** Equipment that a walk looks at (DOMAIN.md 2): what state it is in after it was seen, and what rings. */

export const FACILITY_STATES = ['good', 'due', 'empty', 'damaged', 'lost', 'replaced'] as const;
export type FacilityState = (typeof FACILITY_STATES)[number];
export const FACILITY_KINDS = [
	'extinguisher',
	'hydrant',
	'emergency_light',
	'camera',
	'network',
	'electrical',
	'other',
] as const;
export type FacilityKind = (typeof FACILITY_KINDS)[number];

/** What lives depend on rings each day until it is replaced; the rest is an issue like any other. */
const RINGING_KINDS: readonly FacilityKind[] = ['extinguisher', 'hydrant', 'emergency_light'];
const BROKEN: readonly FacilityState[] = ['empty', 'damaged', 'lost'];

/**
 * The state after a walk saw it. What was empty, damaged or lost is not well again because somebody passed by: it takes
 * 'replaced' to end that. Whoever finds it worse is believed.
 */
export function seenAs(before: FacilityState, seen: FacilityState): FacilityState {
	if (BROKEN.includes(seen) || seen === 'replaced') return seen;
	if (BROKEN.includes(before)) return before;
	if (before === 'replaced' && seen === 'good') return 'replaced';
	return seen;
}

/** Whether it needs somebody: broken, or out of date. */
export function isUnfit(state: FacilityState, expiresOn: string | null, today: string): boolean {
	return BROKEN.includes(state) || (expiresOn !== null && compareDates(expiresOn, today) < 0);
}

export function rings(
	facility: { kind: FacilityKind; state: FacilityState; expiresOn: string | null },
	today: string,
): boolean {
	return RINGING_KINDS.includes(facility.kind) && isUnfit(facility.state, facility.expiresOn, today);
}

/** Loss and damage: what is counted against the place in which it happened. */
export function isLossOrDamage(state: FacilityState): boolean {
	return BROKEN.includes(state);
}
