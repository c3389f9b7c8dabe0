import { describe, expect, test } from 'vitest';
import type { NightHead } from '../../../types/api.ts';
import { findMark, findStage, lastPassed } from './stage.ts';

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

describe('findStage', () => {
	test.each([
		{ clock: '14:19:59', state: 'planned', stage: { kind: 'planned', left: 1000 } },
		{ clock: '14:20:00', state: 'open', stage: { kind: 'open', left: 20 * 60_000 } },
		{ clock: '14:39:59', state: 'open', stage: { kind: 'open', left: 1000 } },
		{ clock: '14:39:59', state: 'closed', stage: { kind: 'closed', left: 14 * 3_600_000 + 1000 } },
	] as const)('$clock, $state', ({ clock, state, stage }) => {
		expect(findStage({ ...night, state }, at(clock))).toEqual(stage);
	});

	test('the window’s end closes, even before the server has got round to it', () => {
		expect(findStage(night, at('14:40:00')).kind).toBe('closed');
	});

	test('locks', () => {
		expect(findStage({ ...night, state: 'closed' }, Date.parse(night.locks_at))).toEqual({ kind: 'locked' });
	});
});

describe('findMark', () => {
	test('a due report whose minute has gone by stands out', () => {
		const unit = { state: 'due', due_at: night.unit_due_at } as const;
		expect(findMark(unit, at('14:31:59'))).toBe('due');
		expect(findMark(unit, at('14:32:00'))).toBe('overdue');
	});

	test('what has come or owes nothing is never overdue', () => {
		expect(findMark({ state: 'on_time', due_at: night.unit_due_at }, at('15:00:00'))).toBe('on_time');
		expect(findMark({ state: 'missing', due_at: night.unit_due_at }, at('15:00:00'))).toBe('missing');
		expect(findMark({ state: 'none', due_at: null }, at('15:00:00'))).toBe('none');
	});
});

test.each([
	['14:19:59', 0],
	['14:20:00', at('14:20:00')],
	['14:33:10', at('14:32:00')],
	['14:39:00', at('14:36:00')],
	['23:00:00', at('14:40:00')],
])('at %s the last minute gone by is %d', (clock, passed) => {
	expect(lastPassed(night, at(clock))).toBe(passed);
});
