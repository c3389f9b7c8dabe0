export type Turn = { kind: 'now' } | { kind: 'wait'; milliseconds: number } | { kind: 'refuse'; seconds: number };

export interface DelayRule {
	/** So many attempts without a success cost nothing. */
	free: number;
	/** Milliseconds between the next ones, doubling up to the highest. */
	firstGap: number;
	highestGap: number;
	/** Milliseconds that a request may be kept waiting; beyond, it is told when to come again. */
	longestWait: number;
	/** Milliseconds without an attempt after which everything is forgotten. */
	forgetAfter: number;
	/** Keys remembered at once, the oldest forgotten first. */
	capacity: number;
}

interface Line {
	attempts: number;
	nextAt: number;
	lastAt: number;
}

/**
 * Slows guessing down without ever locking an account: attempts of one key stand in line, each further apart than the one
 * before. An attempt counts as failed until {@link LoginDelay.succeeded} says otherwise, so that a thousand sent at once do
 * not pass as the first.
 */
export interface LoginDelay {
	/** The next attempt is one of those that cost nothing. */
	isFree(key: string, now: Date): boolean;
	takeTurn(key: string, now: Date): Turn;
	succeeded(key: string): void;
	/** Takes one attempt back without forgiving the others: for a key that many share, as the address of a dormitory. */
	takeBack(key: string): void;
	size(): number;
}

export function createLoginDelay(rule: DelayRule): LoginDelay {
	const lines = new Map<string, Line>();

	const recall = (key: string, time: number): Line => {
		const known = lines.get(key);
		lines.delete(key);
		if (known && time - known.lastAt <= rule.forgetAfter) return known;
		return { attempts: 0, nextAt: time, lastAt: time };
	};

	const gapAfter = (attempts: number): number => {
		if (attempts < rule.free) return 0;
		// 2^31 is beyond every highest gap and still a number.
		return Math.min(rule.firstGap * 2 ** Math.min(attempts - rule.free, 31), rule.highestGap);
	};

	return {
		isFree(key, now) {
			const known = lines.get(key);
			return !known || now.getTime() - known.lastAt > rule.forgetAfter || known.attempts < rule.free;
		},
		takeTurn(key, now) {
			const time = now.getTime();
			const line = recall(key, time);
			const turnAt = Math.max(time, line.nextAt);
			const wait = turnAt - time;
			line.lastAt = time;
			if (wait <= rule.longestWait) {
				line.attempts += 1;
				line.nextAt = turnAt + gapAfter(line.attempts);
			}
			lines.set(key, line);
			for (const oldest of lines.keys()) {
				if (lines.size <= rule.capacity) break;
				lines.delete(oldest);
			}
			if (wait > rule.longestWait) return { kind: 'refuse', seconds: Math.ceil(wait / 1000) };
			return wait > 0 ? { kind: 'wait', milliseconds: wait } : { kind: 'now' };
		},
		succeeded(key) {
			lines.delete(key);
		},
		takeBack(key) {
			const line = lines.get(key);
			if (line) line.attempts = Math.max(0, line.attempts - 1);
		},
		size: () => lines.size,
	};
}
