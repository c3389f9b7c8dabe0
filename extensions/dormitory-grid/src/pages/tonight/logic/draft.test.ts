import { describe, expect, test } from 'vitest';
import { type Draft, draftKey, findOldDrafts, findOwnDrafts, findStaleDrafts, parseDraft } from './draft.ts';

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

test('at the log-out a person’s drafts go, but for that of a report on its way', () => {
	const keys = [draftKey('a', 1, 8), draftKey('a', 1, 9), draftKey('b', 1, 9), 'grid.language'];
	expect(findOwnDrafts(keys, 'a', [draftKey('a', 1, 9), null])).toEqual([draftKey('a', 1, 8)]);
});

test('old drafts are everybody’s from more than two days ago, and what cannot be read', () => {
	const stored = [
		[draftKey('a', 2, 9), JSON.stringify(draft)],
		[draftKey('b', 1, 9), JSON.stringify({ ...draft, seenAt: '2026-11-21T14:25:00.000Z' })],
		[draftKey('b', 1, 8), '{'],
	] as const;
	expect(findOldDrafts(stored, Date.parse('2026-11-24T02:00:00.000Z'))).toEqual([
		draftKey('b', 1, 9),
		draftKey('b', 1, 8),
	]);
});
