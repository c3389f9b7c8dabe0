import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createTurnstile } from './turnstile.ts';

const RULE = { places: 2, holdFor: 100, longestLane: 50 };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('lets so many in side by side, and the next as a place is free', () => {
	const gate = createTurnstile(RULE);
	const inside: string[] = [];
	const passes = ['a', 'b', 'c', 'd'].map((who) => gate.enter('dormitory', () => inside.push(who)));
	expect(inside).toEqual(['a', 'b']);
	// Whoever hangs up has not stopped the work that he asked for.
	passes[0]?.leave();
	expect(inside).toEqual(['a', 'b']);
	vi.advanceTimersByTime(RULE.holdFor);
	expect(inside).toEqual(['a', 'b', 'c', 'd']);
});

it('whoever goes away while he waits takes no place', () => {
	const gate = createTurnstile(RULE);
	const inside: string[] = [];
	const passes = ['a', 'b', 'c', 'd'].map((who) => gate.enter('dormitory', () => inside.push(who)));
	passes[2]?.leave();
	vi.advanceTimersByTime(RULE.holdFor);
	expect(inside).toEqual(['a', 'b', 'd']);
	expect(gate.waiting()).toBe(0);
});

it('a full lane says so, and holds up nobody in another', () => {
	const gate = createTurnstile(RULE);
	for (let index = 0; index < RULE.places + RULE.longestLane; index += 1)
		expect(gate.enter('flood', () => {})).not.toBeNull();
	expect(gate.enter('flood', () => {})).toBeNull();
	let came = false;
	gate.enter('office', () => (came = true));
	vi.advanceTimersByTime(RULE.holdFor);
	expect(came).toBe(true);
});

it('never more come in a time than there are places, and everybody who stays gets in', () => {
	fc.assert(
		fc.property(fc.array(fc.record({ lane: fc.nat(3), pause: fc.nat(60) }), { maxLength: 60 }), (visits) => {
			const gate = createTurnstile(RULE);
			const came: number[] = [];
			for (const { lane, pause } of visits) {
				vi.advanceTimersByTime(pause);
				gate.enter(String(lane), () => came.push(Date.now()));
			}
			vi.advanceTimersByTime(visits.length * RULE.holdFor);
			expect(came).toHaveLength(visits.length);
			for (const [index, moment] of came.entries()) {
				const later = came[index + RULE.places];
				if (later !== undefined) expect(later - moment).toBeGreaterThanOrEqual(RULE.holdFor);
			}
		}),
	);
});
