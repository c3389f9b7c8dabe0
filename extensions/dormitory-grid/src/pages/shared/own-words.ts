import { isRecord } from './request.ts';
import { listStored, readStored, writeStored } from './storage.ts';

/** What a page keeps of its person on the phone besides reports: words not sent yet, the last answer. A log-out on any page ends it. */
const PREFIX = 'grid.own.';
/** Nobody comes back to older words. */
const LONGEST_MS = 7 * 86_400_000;

export function ownKey(person: string, name: string): string {
	return `${PREFIX}${person}.${name}`;
}

export function keepOwn(key: string, value: object | null): void {
	writeStored(key, value === null ? null : JSON.stringify({ at: Date.now(), value }));
}

export function readOwn(key: string): unknown {
	const kept = parse(readStored(key));
	return kept && !isOld(kept, Date.now()) ? kept.value : null;
}

export function listOwn(person: string, name: string): string[] {
	return listStored(ownKey(person, name));
}

export function forgetOwn(): void {
	for (const key of listStored(PREFIX)) writeStored(key, null);
}

export function forgetOldOwn(): void {
	for (const key of listStored(PREFIX)) {
		const kept = parse(readStored(key));
		if (!kept || isOld(kept, Date.now())) writeStored(key, null);
	}
}

function isOld({ at }: { at: number }, now: number): boolean {
	return now - at > LONGEST_MS;
}

function parse(text: string | null): { at: number; value: unknown } | null {
	try {
		const kept: unknown = JSON.parse(text ?? '');
		return isRecord(kept) && typeof kept['at'] === 'number' ? { at: kept['at'], value: kept['value'] } : null;
	} catch {
		return null;
	}
}
