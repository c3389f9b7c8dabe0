import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FACILITY_KINDS, FACILITY_STATES, isLossOrDamage, rings, seenAs } from './facility.ts';

const state = fc.constantFrom(...FACILITY_STATES);

describe('a facility', () => {
	it('that is broken stays so until it is replaced, whoever passes by and however often', () => {
		fc.assert(
			fc.property(state, fc.array(state), (first, sights) => {
				let before = first;
				for (const seen of sights) {
					const after = seenAs(before, seen);
					if (isLossOrDamage(before) && seen !== 'replaced') expect(isLossOrDamage(after)).toBe(true);
					if (isLossOrDamage(seen)) expect(after).toBe(seen);
					if (seen === 'replaced') expect(after).toBe('replaced');
					before = after;
				}
			}),
		);
	});

	it.each([
		['good', null, false],
		['due', null, false],
		['replaced', null, false],
		['empty', null, true],
		['damaged', null, true],
		['lost', null, true],
		['good', '2026-11-28', true],
		['good', '2026-11-29', false],
		['replaced', '2027-11-29', false],
	] as const)('%s with an expiry of %s rings: %s', (now, expiresOn, ringing) => {
		expect(rings({ kind: 'extinguisher', state: now, expiresOn }, '2026-11-29')).toBe(ringing);
	});

	it('rings only where lives depend on it', () => {
		const ringing = FACILITY_KINDS.filter((kind) => rings({ kind, state: 'lost', expiresOn: null }, '2026-11-29'));
		expect(ringing).toEqual(['extinguisher', 'hydrant', 'emergency_light']);
	});
});
