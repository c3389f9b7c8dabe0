import { expect, test } from 'vitest';
import { addDays, dateOf, eveningOf } from './days.ts';

test('a moment belongs to the college’s day', () => {
	expect(dateOf(Date.parse('2026-11-23T16:30:00Z'), 'Asia/Shanghai')).toBe('2026-11-24');
	expect(dateOf(Date.parse('2026-11-23T16:30:00Z'), 'America/Sao_Paulo')).toBe('2026-11-23');
});

test('days go over the end of a month', () => {
	expect(addDays('2026-11-28', 7)).toBe('2026-12-05');
});

test.each(['Asia/Shanghai', 'UTC', 'Pacific/Kiritimati', 'Pacific/Honolulu', 'America/Sao_Paulo'])(
	'the evening of a day in %s is on that day, at six',
	(zone) => {
		const moment = Date.parse(eveningOf('2026-11-23', zone) ?? '');
		expect(dateOf(moment, zone)).toBe('2026-11-23');
		const hour = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: zone });
		expect(hour.format(new Date(moment))).toBe('18:00');
	},
);
