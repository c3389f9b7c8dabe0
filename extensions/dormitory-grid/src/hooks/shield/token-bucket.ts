export interface BucketRule {
	/** So many at once … */
	capacity: number;
	/** … and so many a second after that. */
	perSecond: number;
	/** Keys remembered at once, the longest unused forgotten first. */
	keys: number;
}

/** Lets a key through so often a second, with some at once; in memory of the process, so n replicas let n times as many. */
export interface TokenBucket {
	/** Takes one. @returns seconds to wait where there is none left, else 0 */
	take: (key: string, now: number) => number;
	/** How long to wait, without taking. */
	wait: (key: string, now: number) => number;
	size: () => number;
}

export function createTokenBucket({ capacity, perSecond, keys }: BucketRule): TokenBucket {
	const buckets = new Map<string, { left: number; at: number }>();

	function fill(key: string, now: number): number {
		const known = buckets.get(key);
		if (!known) return capacity;
		return Math.min(capacity, known.left + (Math.max(0, now - known.at) / 1000) * perSecond);
	}
	const waitFor = (left: number) => (left >= 1 ? 0 : Math.ceil((1 - left) / perSecond));

	return {
		take(key, now) {
			const left = fill(key, now);
			const wait = waitFor(left);
			buckets.delete(key);
			buckets.set(key, { left: wait > 0 ? left : left - 1, at: now });
			for (const oldest of buckets.keys()) {
				if (buckets.size <= keys) break;
				buckets.delete(oldest);
			}
			return wait;
		},
		wait: (key, now) => waitFor(fill(key, now)),
		size: () => buckets.size,
	};
}
