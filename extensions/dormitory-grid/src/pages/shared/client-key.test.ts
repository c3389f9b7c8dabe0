import { expect, test } from 'vitest';
import { createClientKey } from './client-key.ts';

test('uses randomUUID where it exists', () => {
	expect(createClientKey({ randomUUID: () => 'given', getRandomValues: (bytes) => bytes })).toBe('given');
});

test('has the same shape without it, and differs each time', () => {
	const source = { getRandomValues: (bytes: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(bytes) };
	const keys = Array.from({ length: 100 }, () => createClientKey(source));
	expect(new Set(keys).size).toBe(100);
	for (const key of keys) expect(key).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
});
