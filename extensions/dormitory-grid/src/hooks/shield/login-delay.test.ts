import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { createLoginDelay } from './login-delay.ts';

const RULE = { free: 3, firstGap: 1000, highestGap: 15_000, longestWait: 10_000, forgetAfter: 900_000, capacity: 100 };
const at = (milliseconds: number): Date => new Date(1_780_000_000_000 + milliseconds);

it('lets three attempts through, then spaces them, then says when to come again', () => {
	const delay = createLoginDelay(RULE);
	const turns = Array.from({ length: 9 }, () => delay.takeTurn('a', at(0)));
	expect(turns.slice(0, 3)).toEqual([{ kind: 'now' }, { kind: 'now' }, { kind: 'now' }]);
	expect(turns.slice(3, 6)).toEqual([
		{ kind: 'wait', milliseconds: 1000 },
		{ kind: 'wait', milliseconds: 3000 },
		{ kind: 'wait', milliseconds: 7000 },
	]);
	expect(turns.slice(6)).toEqual(Array.from({ length: 3 }, () => ({ kind: 'refuse', seconds: 15 })));
});

it('knows which attempts cost nothing', () => {
	const delay = createLoginDelay(RULE);
	for (let attempt = 0; attempt < RULE.free; attempt += 1) {
		expect(delay.isFree('a', at(0))).toBe(true);
		delay.takeTurn('a', at(0));
	}
	expect(delay.isFree('a', at(0))).toBe(false);
	expect(delay.isFree('a', at(RULE.forgetAfter + 1))).toBe(true);
});

it('does not let the refused push the line back: whoever comes at his time gets in', () => {
	const delay = createLoginDelay(RULE);
	for (let attempt = 0; attempt < 200; attempt += 1) delay.takeTurn('a', at(0));
	expect(delay.takeTurn('a', at(15_000))).toEqual({ kind: 'now' });
});

it('forgives a success at once and forgets after a while', () => {
	const delay = createLoginDelay(RULE);
	for (let attempt = 0; attempt < 5; attempt += 1) delay.takeTurn('a', at(0));
	delay.succeeded('a');
	expect(delay.takeTurn('a', at(0))).toEqual({ kind: 'now' });
	for (let attempt = 0; attempt < 9; attempt += 1) delay.takeTurn('b', at(0));
	expect(delay.takeTurn('b', at(RULE.forgetAfter + 1))).toEqual({ kind: 'now' });
});

it('keeps keys apart', () => {
	const delay = createLoginDelay(RULE);
	for (let attempt = 0; attempt < 9; attempt += 1) delay.takeTurn('a', at(0));
	expect(delay.takeTurn('b', at(0))).toEqual({ kind: 'now' });
});

it('never slows a shared address on which everybody succeeds', () => {
	const delay = createLoginDelay(RULE);
	for (let person = 0; person < 500; person += 1) {
		expect(delay.takeTurn('dormitory', at(person))).toEqual({ kind: 'now' });
		delay.takeBack('dormitory');
	}
});

it('stays bounded, and lets at most so many attempts through in a time, whatever comes', () => {
	fc.assert(
		fc.property(fc.array(fc.tuple(fc.nat(200), fc.nat(5000)), { maxLength: 400 }), (steps) => {
			const delay = createLoginDelay({ ...RULE, capacity: 50 });
			const let_through = new Map<string, number[]>();
			let time = 0;
			for (const [who, pause] of steps) {
				time += pause;
				const key = String(who % 3);
				delay.takeTurn(`other ${who}`, at(time));
				const turn = delay.takeTurn(key, at(time));
				if (turn.kind === 'refuse') continue;
				let_through.set(key, [...(let_through.get(key) ?? []), time + (turn.kind === 'wait' ? turn.milliseconds : 0)]);
			}
			expect(delay.size()).toBeLessThanOrEqual(50);
			for (const times of let_through.values()) {
				for (const [index, moment] of times.entries()) {
					const later = times[index + 1];
					if (later !== undefined && index >= 6) expect(later - moment).toBeGreaterThanOrEqual(RULE.highestGap / 2);
				}
			}
		}),
	);
});
