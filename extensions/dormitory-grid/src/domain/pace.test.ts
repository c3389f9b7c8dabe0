import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { readCalls, recentCalls, writeCalls } from './pace.ts';

const now = new Date('2026-10-12T14:38:00Z');

it('forgets a call after a minute, and not before', () => {
	const ago = (ms: number) => now.getTime() - ms;
	expect(recentCalls([ago(60_000), ago(59_999), ago(0)], now)).toEqual([ago(59_999), ago(0)]);
});

it('reads what it wrote, in a line that stays short', () => {
	const moment = fc.integer({ min: 0, max: 2_000_000_000_000 });
	fc.assert(
		fc.property(fc.array(moment, { maxLength: 20 }), (calls) => {
			expect(readCalls(writeCalls(calls))).toEqual(calls);
			expect(writeCalls(calls).length).toBeLessThan(200);
		}),
	);
});

it('reads nothing from nothing', () => {
	expect([readCalls(null), readCalls('')]).toEqual([[], []]);
});
