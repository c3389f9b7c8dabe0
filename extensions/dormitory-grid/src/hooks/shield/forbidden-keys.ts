/**
 * Keys that lodash `set` and `in` resolve on a plain object although nobody put them there. As a key they are how one GET
 * poisoned the whole process (GHSA-gwvv-rr68-cmv6); no collection, field or alias of ours bears such a name.
 */
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set([...Object.getOwnPropertyNames(Object.prototype), 'prototype']);

export function isForbiddenKey(key: string): boolean {
	return FORBIDDEN_KEYS.has(key);
}

export type KeyCheck = { kind: 'clean' } | { kind: 'forbidden'; key: string } | { kind: 'too-deep' };

/** Looks at every key of a parsed value. Iterative: the value comes from outside and may be nested as deep as a megabyte allows. */
export function checkKeys(value: unknown, maxDepth: number): KeyCheck {
	const open: { value: unknown; depth: number }[] = [{ value, depth: 0 }];
	for (let next = open.pop(); next; next = open.pop()) {
		if (typeof next.value !== 'object' || next.value === null) continue;
		if (next.depth >= maxDepth) return { kind: 'too-deep' };
		for (const [key, nested] of Object.entries(next.value)) {
			if (isForbiddenKey(key)) return { kind: 'forbidden', key };
			open.push({ value: nested, depth: next.depth + 1 });
		}
	}
	return { kind: 'clean' };
}
