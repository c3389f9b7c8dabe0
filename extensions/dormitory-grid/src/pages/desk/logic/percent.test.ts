import { expect, test } from 'vitest';
import { percentText } from './percent.ts';

test.each([
	[0, 0, '—'],
	[0, 240, '0%'],
	[1, 240, '1%'],
	[239, 240, '99%'],
	[240, 240, '100%'],
	[2, 3, '66%'],
])('%i of %i is %s', (part, whole, text) => {
	expect(percentText(part, whole)).toBe(text);
});
