/** Options come as the Studio stored them: a chosen item is `{ key, collection }`, an older or hand-written one a number. */

const DEFAULT_SECONDS = 10;

export function readKey(option: unknown): number | null {
	const key = typeof option === 'object' && option !== null && 'key' in option ? option.key : option;
	const id = typeof key === 'string' && key.trim() !== '' ? Number(key) : key;
	return typeof id === 'number' && Number.isSafeInteger(id) && id > 0 ? id : null;
}

export function readSeconds(option: unknown): number {
	const seconds = typeof option === 'string' ? Number(option) : option;
	if (typeof seconds !== 'number' || !Number.isFinite(seconds) || seconds <= 0) return DEFAULT_SECONDS;
	return Math.min(Math.max(seconds, 5), 600);
}
