import { describe, expect, test } from 'vitest';
import type { NightHead, TonightGrid } from '../../../types/api.ts';
import { findDeadline, findReasonNeeded } from './countdown.ts';

const night: NightHead = {
	id: 1,
	date: '2026-11-23',
	kind: 'regular',
	state: 'open',
	opens_at: '2026-11-23T14:20:00Z',
	unit_due_at: '2026-11-23T14:32:00Z',
	floor_due_at: '2026-11-23T14:36:00Z',
	closes_at: '2026-11-23T14:40:00Z',
	locks_at: '2026-11-24T04:40:00Z',
	closed_at: null,
	root: null,
};
const at = (clock: string) => Date.parse(`2026-11-23T${clock}Z`);

describe('findDeadline', () => {
	test.each([
		['14:25:00', 'before'],
		['14:31:59', 'before'],
		['14:32:00', 'overdue'],
		['14:39:59', 'overdue'],
		['14:40:00', 'closed'],
	])('at %s it is %s', (clock, kind) => {
		expect(findDeadline(night, night.unit_due_at, at(clock)).kind).toBe(kind);
	});

	test('a night the server has closed is closed; after the lock it is locked', () => {
		expect(findDeadline({ ...night, state: 'closed' }, night.unit_due_at, at('14:39:59')).kind).toBe('closed');
		expect(findDeadline(night, night.unit_due_at, Date.parse(night.locks_at)).kind).toBe('locked');
	});

	test('counts down to the own minute, then to the close', () => {
		expect(findDeadline(night, night.unit_due_at, at('14:30:00'))).toMatchObject({ until: 120_000 });
		expect(findDeadline(night, night.unit_due_at, at('14:33:00'))).toMatchObject({ until: 420_000 });
	});
});

describe('findReasonNeeded', () => {
	const due: NonNullable<TonightGrid['report']> = {
		state: 'due',
		due_at: night.unit_due_at,
		first_received_at: null,
		received_at: null,
		counts: null,
		units_expected: null,
		units_silent: null,
		on_behalf: false,
		stand_in: false,
		handed_back: null,
	};
	const reported = { ...due, state: 'on_time' as const, first_received_at: '2026-11-23T14:26:00Z' };

	test('none in time, one for late, one for a second report, none helps after the lock', () => {
		expect(findReasonNeeded(night, due, at('14:39:59'))).toBeNull();
		expect(findReasonNeeded(night, due, at('14:40:00'))).toBe('late');
		expect(findReasonNeeded(night, reported, at('14:30:00'))).toBe('again');
		expect(findReasonNeeded(night, reported, Date.parse(night.locks_at))).toBe('locked');
	});
});
