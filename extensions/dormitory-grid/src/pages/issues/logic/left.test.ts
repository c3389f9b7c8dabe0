import { expect, test } from 'vitest';
import { leftUntil } from './left.ts';

const NOW = Date.parse('2026-11-23T14:40:00Z');

test.each([
	['2026-11-23T14:40:01Z', { late: false, unit: 'minutes', minutes: 1 }],
	['2026-11-23T15:39:30Z', { late: false, unit: 'hours', hours: 1, minutes: 0 }],
	['2026-11-26T16:40:00Z', { late: false, unit: 'days', days: 3, hours: 2 }],
	['2026-11-23T14:39:59Z', { late: true, unit: 'minutes', minutes: 0 }],
	['2026-11-23T11:30:00Z', { late: true, unit: 'hours', hours: 3, minutes: 10 }],
	['2026-11-21T13:40:00Z', { late: true, unit: 'days', days: 2, hours: 1 }],
])('until %s', (due, left) => {
	expect(leftUntil(due, NOW)).toMatchObject(left);
});
