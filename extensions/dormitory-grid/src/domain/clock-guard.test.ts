import { expect, it } from 'vitest';
import { judgeClockStep } from './clock-guard.ts';

it('tells a slow tick from a clock that jumped, either way', () => {
	const last = { wall: 1_000_000, monotonic: 500 };
	expect(judgeClockStep(null, last)).toEqual({ kind: 'steady' });
	expect(judgeClockStep(last, { wall: 1_400_000, monotonic: 400_500 })).toEqual({ kind: 'steady' });
	expect(judgeClockStep(last, { wall: 4_600_000, monotonic: 5_500 })).toEqual({ kind: 'jumped', by: 3_595_000 });
	expect(judgeClockStep(last, { wall: 1_005_000 - 86_400_000, monotonic: 5_500 }).kind).toBe('jumped');
});
