const DAY = 86_400_000;
const REMEMBERED_FOR = 30 * DAY;
const CAPACITY = 20_000;

/** Which accounts have logged in from which address, the least recent forgotten first. In memory of the process. */
export interface KnownVisitors {
	has(address: string, account: string, now: Date): boolean;
	remember(address: string, account: string, now: Date): void;
}

export function createKnownVisitors(capacity = CAPACITY): KnownVisitors {
	const seen = new Map<string, number>();
	const keyOf = (address: string, account: string) => `${address} ${account}`;
	return {
		has(address, account, now) {
			const at = seen.get(keyOf(address, account));
			return at !== undefined && now.getTime() - at <= REMEMBERED_FOR;
		},
		remember(address, account, now) {
			const key = keyOf(address, account);
			seen.delete(key);
			seen.set(key, now.getTime());
			const [oldest] = seen.keys();
			if (seen.size > capacity && oldest !== undefined) seen.delete(oldest);
		},
	};
}
