/** Tries before a message is given up and somebody is told: about an hour in all. */
export const MAX_ATTEMPTS = 9;

const FIRST_MS = 10_000;
const LONGEST_MS = 20 * 60_000;

/**
 * When a message that failed is tried again.
 * @param attempts tries so far, the failed one included
 * @param after seconds the other side asked for
 * @returns `null`: no more
 */
export function nextAttempt(attempts: number, after: number | null, now: Date): Date | null {
	if (attempts >= MAX_ATTEMPTS) return null;
	const wait = Math.min(FIRST_MS * 2 ** (attempts - 1), LONGEST_MS);
	return new Date(now.getTime() + Math.max(wait, (after ?? 0) * 1000));
}
