import { expect, test } from 'vitest';
import { EMPTY, findMissing, readWords, stepBody } from './step-form.ts';

const CASE = { issue: 12, seen: 4, timeZone: 'Asia/Shanghai' };

test('a step asks for just what it needs', () => {
	expect(findMissing('take', EMPTY, '2026-11-23')).toEqual([]);
	expect(findMissing('explain', { ...EMPTY, note: ' ', date: '2026-11-23' }, '2026-11-23')).toEqual(['note', 'until']);
	expect(findMissing('explain', { ...EMPTY, note: '缺件', date: '2026-11-24' }, '2026-11-23')).toEqual([]);
	expect(findMissing('dispatch', EMPTY, '2026-11-23')).toEqual(['to']);
	expect(findMissing('merge', { ...EMPTY, into: '0' }, '2026-11-23')).toEqual(['into']);
	expect(findMissing('answer', { ...EMPTY, solved: false }, '2026-11-23')).toEqual([]);
});

test('what belongs to another step is not sent', () => {
	const words = { ...EMPTY, note: ' 换了阀门 ', date: '2026-11-30', into: '9', solved: true, rating: 5 };
	expect(stepBody('settle', words, CASE)).toEqual({ kind: 'settle', issue: 12, seen: 4, note: '换了阀门' });
	expect(stepBody('postpone', words, CASE)).toMatchObject({ until: '2026-11-30T10:00:00.000Z' });
	expect(stepBody('dispatch', { ...words, to: 'office:7' }, CASE)).toMatchObject({ to_office: 7 });
	expect(stepBody('escalate', { ...words, to: 'level:1' }, CASE)).toMatchObject({ to_level: 1 });
	expect(stepBody('answer', words, { ...CASE, seen: null })).toEqual({
		kind: 'answer',
		issue: 12,
		note: '换了阀门',
		solved: true,
		rating: 5,
	});
});

test('words of an older visit come back, and nonsense does not', () => {
	expect(readWords({ ...EMPTY, note: '看过', photos: ['a', 1] })).toEqual({ ...EMPTY, note: '看过', photos: ['a'] });
	expect(readWords('x')).toEqual(EMPTY);
});
