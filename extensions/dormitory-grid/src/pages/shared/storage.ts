const memory = new Map<string, string>();

/** What was kept on this phone; in memory where storage is refused (private windows), so that nothing is lost before a reload. */
export function readStored(key: string): string | null {
	try {
		return localStorage.getItem(key) ?? memory.get(key) ?? null;
	} catch {
		return memory.get(key) ?? null;
	}
}

/** Keeps a text; `null` forgets it. */
export function writeStored(key: string, value: string | null): void {
	if (value === null) memory.delete(key);
	else memory.set(key, value);
	try {
		if (value === null) localStorage.removeItem(key);
		else localStorage.setItem(key, value);
	} catch {
		// Full or refused: the copy in memory stands.
	}
}

export function listStored(prefix: string): string[] {
	try {
		return Object.keys(localStorage).filter((key) => key.startsWith(prefix));
	} catch {
		return [...memory.keys()].filter((key) => key.startsWith(prefix));
	}
}
