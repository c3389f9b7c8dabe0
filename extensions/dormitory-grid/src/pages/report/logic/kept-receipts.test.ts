import { expect, it } from 'vitest';
import { MOST_KEPT, readKept, spaced, withReceipt } from './kept-receipts.ts';

it('keeps the newest first, each once, and not without end', () => {
	const many = Array.from({ length: 30 }, (_, n) => `R${n}`).reduce<string[]>(withReceipt, []);
	expect(many).toHaveLength(MOST_KEPT);
	expect(many[0]).toBe('R29');
	expect(withReceipt(['A', 'B'], 'B')).toEqual(['B', 'A']);
});

it('reads back what was kept, and nothing from what is none', () => {
	expect(readKept(JSON.stringify(['A', 'B']))).toEqual(['A', 'B']);
	for (const stored of [null, '', '{', '{}', '7', '[1, null]']) expect(readKept(stored)).toEqual([]);
});

it('is written in groups of five', () => {
	expect(spaced('ABCDEFGHJKLMNPQRSTUV')).toBe('ABCDE FGHJK LMNPQ RSTUV');
});
