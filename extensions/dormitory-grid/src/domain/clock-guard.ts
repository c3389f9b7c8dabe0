/** A wall clock that jumps against the monotonic one by more than this is not acted on at once (RELIABILITY.md 1.4). */
export const JUMP_MS = 30_000;

export interface ClockReading {
	/** Wall clock, epoch milliseconds. */
	wall: number;
	/** Monotonic clock, milliseconds. */
	monotonic: number;
}

export type ClockStep = { kind: 'steady' } | { kind: 'jumped'; by: number };

/** A suspended machine, an operator's hand and a wrong time server all look like this; the next tick finds the new time steady. */
export function judgeClockStep(last: ClockReading | null, current: ClockReading): ClockStep {
	if (last === null) return { kind: 'steady' };
	const by = current.wall - last.wall - (current.monotonic - last.monotonic);
	return Math.abs(by) > JUMP_MS ? { kind: 'jumped', by } : { kind: 'steady' };
}
