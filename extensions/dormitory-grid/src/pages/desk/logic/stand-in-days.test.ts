import { expect, test } from 'vitest';
import { lastStandInDay } from './stand-in-days.ts';

test.each([
	['2026-10-12', '2026-10-19'],
	['2026-12-28', '2027-01-04'],
	['2028-02-25', '2028-03-03'],
])('from %s until %s', (today, last) => {
	expect(lastStandInDay(today)).toBe(last);
});
