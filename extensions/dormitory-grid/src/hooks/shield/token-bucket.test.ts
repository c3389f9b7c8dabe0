import { expect, it } from 'vitest';
import { createTokenBucket } from './token-bucket.ts';

const rule = { capacity: 10, perSecond: 2, keys: 100 };

it('lets some through at once and then so many a second; others are not held up', () => {
	const bucket = createTokenBucket(rule);
	const passed = Array.from({ length: 50 }, () => bucket.take('a', 0)).filter((wait) => wait === 0);
	expect(passed).toHaveLength(10);
	expect(bucket.wait('a', 0)).toBe(1);
	expect(bucket.take('b', 0)).toBe(0);
	expect(bucket.take('a', 400)).toBe(1);
	expect(bucket.take('a', 500)).toBe(0);
	expect(bucket.take('a', 500)).toBe(1);
	expect(Array.from({ length: 50 }, () => bucket.take('a', 60_000)).filter((wait) => wait === 0)).toHaveLength(10);
});

it('asking does not take', () => {
	const bucket = createTokenBucket({ ...rule, capacity: 1 });
	expect([bucket.wait('a', 0), bucket.wait('a', 0), bucket.take('a', 0), bucket.wait('a', 0)]).toEqual([0, 0, 0, 1]);
});

it('a clock that goes back gives nothing away, and invented keys do not fill the memory', () => {
	const bucket = createTokenBucket(rule);
	for (let n = 0; n < 10; n++) bucket.take('a', 1000);
	expect(bucket.take('a', 0)).toBe(1);
	for (let n = 0; n < 1000; n++) bucket.take(`key ${n}`, 1000);
	expect(bucket.size()).toBe(100);
});
