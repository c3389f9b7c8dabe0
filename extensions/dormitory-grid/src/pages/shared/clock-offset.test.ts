import { expect, test } from 'vitest';
import { clockOffset } from './clock-offset.ts';

test('a phone that is ten minutes fast counts by the server', () => {
	const sent = Date.parse('2026-11-23T14:40:00Z');
	expect(clockOffset('2026-11-23T14:30:00.100Z', sent, sent + 200)).toBe(-600_000);
});
