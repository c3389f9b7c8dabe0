import { describe, expect, test } from 'vitest';
import { type Draft, draftKey, findStaleDrafts, parseDraft } from './draft.ts';

const draft: Draft = {
	ticks: { 12: { mark: 'late_return', time: '22:50', reason: '实验' }, 13: { mark: 'in', time: '', reason: '' } },
	reason: '更正',
	note: '',
	seenAt: '2026-11-23T14:25:00.000Z',
};

describe('parseDraft', () => {
	test('comes back as it was kept', () => {
		expect(parseDraft(JSON.stringify(draft))).toEqual(draft);
	});

	test.each([null, '', '{', '3', 'null', '{"ticks":3}'])('%s is none', (text) => {
		expect(parseDraft(text)).toBeNull();
	});

	test('what it does not know is left out', () => {
		const text = JSON.stringify({
			ticks: { 1: { mark: 'asleep' }, x: { mark: 'in' }, 2: { mark: 'in' } },
		});
		expect(parseDraft(text)).toEqual({
			ticks: { 2: { mark: 'in', time: '', reason: '' } },
			reason: '',
			note: '',
			seenAt: null,
		});
	});
});

test('stale drafts are those of the same person and another night', () => {
	const keys = [draftKey('a', 1, 9), draftKey('a', 2, 9), draftKey('a', 12, 9), draftKey('b', 1, 9), 'grid.language'];
	expect(findStaleDrafts(keys, 'a', 2)).toEqual([draftKey('a', 1, 9), draftKey('a', 12, 9)]);
});
