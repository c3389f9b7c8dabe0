import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addWorkingMinutes, type QuietHours, workingClock } from './quiet-hours.ts';

const quiet: QuietHours = { timeZone: 'Asia/Shanghai', from: '22:30', until: '07:00', isDayOff: () => false };
const local = (text: string) => new Date(`${text}:00+08:00`);

describe('addWorkingMinutes', () => {
	it('runs by day and stands still at night', () => {
		expect(addWorkingMinutes(local('2026-03-02T10:00'), 60, quiet)).toEqual(local('2026-03-02T11:00'));
		expect(addWorkingMinutes(local('2026-03-02T22:00'), 60, quiet)).toEqual(local('2026-03-03T07:30'));
		expect(addWorkingMinutes(local('2026-03-02T23:50'), 15, quiet)).toEqual(local('2026-03-03T07:15'));
		expect(addWorkingMinutes(local('2026-03-03T03:00'), 15, quiet)).toEqual(local('2026-03-03T07:15'));
	});

	it('stands still on days off', () => {
		const holiday = { ...quiet, isDayOff: (date: string) => date === '2026-05-01' || date === '2026-05-02' };
		expect(addWorkingMinutes(local('2026-04-30T22:00'), 60, holiday)).toEqual(local('2026-05-03T07:30'));
	});

	it('knows a rest in the middle of the day, and a college without quiet hours', () => {
		const noon = { ...quiet, from: '12:00', until: '14:00' };
		expect(addWorkingMinutes(local('2026-03-02T11:30'), 60, noon)).toEqual(local('2026-03-02T14:30'));
		const never = { ...quiet, from: null };
		expect(addWorkingMinutes(local('2026-03-02T23:30'), 60, never)).toEqual(local('2026-03-03T00:30'));
	});

	it('ends after a year at the latest', () => {
		const closed = { ...quiet, isDayOff: () => true };
		const ends = addWorkingMinutes(local('2026-03-02T10:00'), 1, closed);
		expect(ends.getTime() - local('2026-03-02T10:00').getTime()).toBeLessThanOrEqual(367 * 86_400_000);
	});

	it('never runs backward, later starts end later, and more minutes take longer', () => {
		const minute = fc.integer({ min: 0, max: 60 * 24 * 30 });
		fc.assert(
			fc.property(minute, minute, fc.integer({ min: 1, max: 5000 }), (a, b, minutes) => {
				const from = (offset: number) => new Date(local('2026-03-02T00:00').getTime() + offset * 60_000);
				const [first, second] = [from(Math.min(a, b)), from(Math.max(a, b))];
				const ends = addWorkingMinutes(first, minutes, quiet);
				expect(ends.getTime()).toBeGreaterThanOrEqual(first.getTime() + minutes * 60_000);
				expect(addWorkingMinutes(second, minutes, quiet) >= ends).toBe(true);
				expect(addWorkingMinutes(first, minutes + 1, quiet) > ends).toBe(true);
			}),
		);
	});
});

describe('workingClock', () => {
	const first = local('2026-02-20T00:00');
	const last = local('2026-05-30T00:00');

	it('counts by day, and nothing at night or on days off', () => {
		const minutes = workingClock(first, last, { ...quiet, isDayOff: (date) => date === '2026-03-03' });
		expect(minutes(local('2026-03-02T10:00'), local('2026-03-02T11:00'))).toBe(60);
		expect(minutes(local('2026-03-02T22:00'), local('2026-03-04T07:30'))).toBe(60);
		expect(minutes(local('2026-03-03T10:00'), local('2026-03-03T12:00'))).toBe(0);
		expect(minutes(local('2026-03-02T23:00'), local('2026-03-02T22:00'))).toBe(0);
	});

	it('reads back what a clock was set to, whenever it started', () => {
		const minutes = workingClock(first, last, { ...quiet, isDayOff: (date) => date.endsWith('-08') });
		const start = fc
			.integer({ min: 0, max: 40 * 24 * 60 })
			.map((offset) => new Date(first.getTime() + offset * 60_000));
		fc.assert(
			fc.property(start, fc.integer({ min: 1, max: 30 * 24 * 60 }), (from, length) => {
				const rests = { ...quiet, isDayOff: (date: string) => date.endsWith('-08') };
				expect(minutes(from, addWorkingMinutes(from, length, rests))).toBeCloseTo(length, 6);
			}),
		);
	});
});
