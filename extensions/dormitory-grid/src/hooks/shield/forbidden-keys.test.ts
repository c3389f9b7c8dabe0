import { describe, expect, it } from 'vitest';
import { checkKeys, isForbiddenKey } from './forbidden-keys.ts';

describe('isForbiddenKey', () => {
	it.each(['toString', 'constructor', '__proto__', 'prototype', 'hasOwnProperty', '__defineGetter__', 'valueOf'])(
		'forbids %s',
		(key) => {
			expect(isForbiddenKey(key)).toBe(true);
		},
	);
	it.each(['id', 'grid', 'entries', 'values', 'name', 'to_string'])('allows %s', (key) => {
		expect(isForbiddenKey(key)).toBe(false);
	});
});

describe('checkKeys', () => {
	it('finds a key at any depth, in lists too', () => {
		const value: unknown = JSON.parse('{"a":[{"b":{"__proto__":{"x":1}}}]}');
		expect(checkKeys(value, 10)).toEqual({ kind: 'forbidden', key: '__proto__' });
	});
	it('says when a value is nested too deep, however deep it is', () => {
		const text = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
		expect(checkKeys(JSON.parse(text), 40)).toEqual({ kind: 'too-deep' });
	});
	it('lets plain values pass', () => {
		expect(checkKeys({ grid: { id: [1, 2, null, 'x'] } }, 10)).toEqual({ kind: 'clean' });
		expect(checkKeys('toString', 10)).toEqual({ kind: 'clean' });
	});
});
