import { expect, it } from 'vitest';
import { fill } from './fill.ts';

it('fills names in, and leaves out what is unknown', () => {
	expect(fill('{code} {name}: {none}.', { code: '3-2', name: '周言' })).toBe('3-2 周言: .');
});

it.each([
	[0, '0 gaps'],
	[1, '1 gap'],
	['1', '1 gap'],
	[2, '2 gaps'],
	[null, ' gaps'],
])('one is not several: %s', (count, text) => {
	expect(fill('{count} {count|gap|gaps}', { count })).toBe(text);
});
