/** Calls that a robot has had, so that what it takes in a minute is counted by calls and not by messages: a second try is a call of its own. */
export const PACE_MS = 60_000;

/** @returns the calls of the last minute */
export function recentCalls(calls: readonly number[], now: Date): number[] {
	return calls.filter((at) => at > now.getTime() - PACE_MS);
}

/** Written down in a short line: moments in base 36. */
export function writeCalls(calls: readonly number[]): string {
	return calls.map((at) => at.toString(36)).join(' ');
}

export function readCalls(line: string | null): number[] {
	return (line ?? '')
		.split(' ')
		.filter(Boolean)
		.map((at) => Number.parseInt(at, 36));
}
