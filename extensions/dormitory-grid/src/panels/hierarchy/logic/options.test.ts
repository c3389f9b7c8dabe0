import { expect, test } from 'vitest';
import { readKey, readSeconds } from './options.ts';

test.each([
	[undefined, null],
	[null, null],
	['', null],
	['tonight', null],
	[{ key: null, collection: 'nights' }, null],
	[{ key: 7, collection: 'nights' }, 7],
	[{ key: '7', collection: 'nights' }, 7],
	[7, 7],
	['7', 7],
	[0, null],
	[-1, null],
	[1.5, null],
	[{}, null],
])('%j names %j', (option, key) => {
	expect(readKey(option)).toBe(key);
});

test.each([
	[undefined, 10],
	[null, 10],
	[0, 10],
	['x', 10],
	[1, 5],
	[30, 30],
	['30', 30],
	[99_999, 600],
])('%j is every %d seconds', (option, seconds) => {
	expect(readSeconds(option)).toBe(seconds);
});
