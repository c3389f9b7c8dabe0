import fc from 'fast-check';
import { expect, it } from 'vitest';
import { judgeLeave, judgeLeaveChange } from './leave.ts';

const at = (day: number, hour = 0) => new Date(Date.UTC(2026, 9, day, hour));
const span = (from: number, until: number) => ({ startsAt: at(from), endsAt: at(until) });

it('takes a leave ahead of it all, beside another', () => {
	expect(judgeLeave(span(5, 8), [span(1, 5), span(8, 9)], at(4))).toEqual({ kind: 'good' });
	expect(judgeLeave(span(5, 8), [], null)).toEqual({ kind: 'good' });
});

it('refuses one that ends before it starts, reaches into a closed night, lasts for years or lies over another', () => {
	expect(judgeLeave(span(8, 8), [], null).kind).toBe('ends_before');
	expect(judgeLeave(span(4, 8), [], at(4))).toEqual({ kind: 'past', from: at(4) });
	expect(judgeLeave(span(1, 900), [], null).kind).toBe('too_long');
	expect(judgeLeave(span(5, 8), [span(7, 9)], null)).toEqual({ kind: 'overlaps', with: span(7, 9) });
});

it('says of two leaves the same, whichever comes first', () => {
	const day = fc.integer({ min: 1, max: 20 });
	const any = fc.tuple(day, fc.integer({ min: 1, max: 5 })).map(([from, days]) => span(from, from + days));
	fc.assert(
		fc.property(any, any, (a, b) => {
			expect(judgeLeave(a, [b], null).kind).toBe(judgeLeave(b, [a], null).kind);
		}),
	);
});

it('cancels what is ahead, ends what runs, and leaves alone what is over', () => {
	const leave = { ...span(5, 8), state: 'approved' };
	expect(judgeLeaveChange(leave, 'cancelled', at(4)).kind).toBe('cancelled');
	expect(judgeLeaveChange(leave, 'cancelled', at(6)).kind).toBe('ends_now');
	expect(judgeLeaveChange(leave, 'cancelled', at(8)).kind).toBe('over');
	expect(judgeLeaveChange({ ...leave, state: 'cancelled' }, 'approved', at(4)).kind).toBe('not_again');
});
