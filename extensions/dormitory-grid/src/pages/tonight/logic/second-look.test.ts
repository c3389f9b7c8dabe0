import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CheckRoom } from '../../../types/api-sheet.ts';
import { buildResult, isChecks, summarizeChecks } from './second-look.ts';

const room = (part: Partial<CheckRoom> = {}): CheckRoom => ({
	check: 7,
	night: 1,
	state: 'due',
	until: '2026-11-25T15:00:00.000Z',
	room: 301,
	number: '3-301',
	floor: '3-3',
	blind: true,
	residents: [1, 2, 3].map((student) => ({ student, name: `学生${student}`, bed: student })),
	result: null,
	...part,
});
const result = { checked_at: '2026-11-25T14:40:00.000Z', absent: [], note: null };

describe('what a checker sends', () => {
	test('names who is not there, in the order of the beds, and a note without its blanks', () => {
		expect(buildResult(room(), new Set([3, 1]), { key: 'k', note: '  灯已熄 ' })).toEqual({
			client_key: 'k',
			night_check: 7,
			absent: [1, 3],
			note: '灯已熄',
		});
		expect(buildResult(room(), new Set(), { key: 'k', note: '   ' })).toMatchObject({ absent: [], note: null });
	});

	test('is never about somebody who does not live there', () => {
		fc.assert(
			fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 9 })), (marked) => {
				const { absent } = buildResult(room(), new Set(marked), { key: 'k', note: '' });
				expect(absent).toEqual([1, 2, 3].filter((student) => marked.includes(student)));
			}),
		);
	});
});

describe('what is still to be looked at', () => {
	test('the rooms without a result, by the earliest end', () => {
		const later = room({ until: '2026-11-25T15:10:00.000Z' });
		expect(summarizeChecks([later, room(), room({ state: 'done', result })])).toEqual({
			due: 2,
			until: '2026-11-25T15:00:00.000Z',
			done: false,
		});
	});

	test('nothing: all sent, or the time over for one', () => {
		expect(summarizeChecks([room({ state: 'done', result })])).toEqual({ due: 0, until: null, done: true });
		const lapsed = [room({ state: 'lapsed' }), room({ state: 'done', result })];
		expect(summarizeChecks(lapsed)).toEqual({ due: 0, until: null, done: false });
	});

	test('a result counts before the tick has marked its check', () => {
		expect(summarizeChecks([room({ result })])).toMatchObject({ due: 0, done: true });
	});
});

test.each([
	[{ rooms: [], time_zone: 'Asia/Shanghai' }, true],
	[{ rooms: [] }, false],
	[{ rooms: {}, time_zone: 'Asia/Shanghai' }, false],
	['<html>', false],
	[null, false],
])('an answer is known from a portal’s page: %j', (body, ours) => {
	expect(isChecks(body)).toBe(ours);
});
