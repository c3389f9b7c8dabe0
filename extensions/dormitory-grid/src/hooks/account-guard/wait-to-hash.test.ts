import { expect, it } from 'vitest';
import { waitToHash } from './wait-to-hash.ts';

const outcome = async (user: string, within: 'nothing' | 'transaction') =>
	await waitToHash(user, { within }).then(
		() => 'begun',
		(error: { code: string }) => error.code,
	);

it('one begins, two of a person wait, the next is told to come again, and in a transaction nobody waits', async () => {
	const began = performance.now();
	const first = outcome('a', 'nothing');
	expect(await outcome('b', 'transaction')).toBe('GRID_SLOW_DOWN');
	const waiting = [outcome('a', 'nothing'), outcome('a', 'nothing')];
	expect(await outcome('a', 'nothing')).toBe('GRID_SLOW_DOWN');
	const other = outcome('b', 'nothing');
	expect(await first).toBe('begun');
	expect(await Promise.all(waiting)).toEqual(['begun', 'begun']);
	// Three places after the first, a place each 400 ms.
	expect(await other).toBe('begun');
	expect(performance.now() - began).toBeGreaterThan(1_100);
	await new Promise((wake) => setTimeout(wake, 500));
	expect(await outcome('b', 'transaction')).toBe('begun');
});
