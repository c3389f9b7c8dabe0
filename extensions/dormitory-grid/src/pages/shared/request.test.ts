import { describe, expect, test } from 'vitest';
import { readError, readRetryAfter } from './request.ts';

describe('readRetryAfter', () => {
	const now = Date.parse('2026-11-23T14:30:00Z');
	test.each([
		['7', 7],
		['0', 0],
		['-3', 0],
		['Mon, 23 Nov 2026 14:30:20 GMT', 20],
		['Mon, 23 Nov 2026 14:00:00 GMT', 0],
		['soon', null],
		[null, null],
	])('%s is %s seconds', (header, seconds) => {
		expect(readRetryAfter(header, now)).toBe(seconds);
	});
});

describe('readError', () => {
	test('takes code and details of the first error', () => {
		const content = {
			errors: [{ message: '人数对不上', extensions: { code: 'GRID_UNBALANCED', rooms: [{ room: 7 }] } }],
		};
		expect(readError(content)).toEqual({
			code: 'GRID_UNBALANCED',
			message: '人数对不上',
			details: { code: 'GRID_UNBALANCED', rooms: [{ room: 7 }] },
		});
	});

	test.each([null, 'bad gateway', {}, { errors: [] }, { errors: 'no' }, { errors: [{ message: 3 }] }])(
		'%j is unknown',
		(content) => {
			expect(readError(content)).toEqual({ code: 'UNKNOWN', message: '', details: {} });
		},
	);
});
