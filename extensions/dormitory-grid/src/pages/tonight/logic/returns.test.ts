import { expect, test } from 'vitest';
import type { TonightSubmission, UnitAbsence } from '../../../types/api.ts';
import { standingOf } from './returns.ts';

const submission: TonightSubmission = {
	id: 'a',
	number: 1,
	received_at: '2026-11-23T14:26:00Z',
	state: 'on_time',
	reporter: null,
	reported_as: 'unit_leader',
	on_behalf: false,
	stand_in: false,
	reason: null,
	note: null,
	entries: [
		{ student: 1, kind: 'not_returned', returned_at: null, reason: null },
		{ student: 2, kind: 'late_return', returned_at: '2026-11-23T14:50:00Z', reason: null },
		{ student: 3, kind: 'late_return', returned_at: null, reason: null },
		{ student: 4, kind: 'on_leave', returned_at: null, reason: null },
	],
};
const absence = (student: number, part: Partial<UnitAbsence>): UnitAbsence => ({
	student,
	state: 'open',
	since: '2026-11-23T14:26:00Z',
	back_at: null,
	handed_to: null,
	contact: null,
	may_reopen: false,
	...part,
});

const TRIED = { kind: 'not_reached', at: '2026-11-23T14:50:00Z', by: '周言' } as const;

test.each([
	['not returned', 1, 'not_returned', [absence(1, {})], { kind: 'open', missing: true, contact: null }],
	['not reached', 1, 'not_returned', [absence(1, { contact: TRIED })], { kind: 'open', missing: true, contact: TRIED }],
	['late, with his time', 2, 'late_return', [], { kind: 'none' }],
	['late, without', 3, 'late_return', [], { kind: 'open', missing: false, contact: null }],
	['on leave', 4, 'on_leave', [], { kind: 'none' }],
	[
		'back, and his own record',
		1,
		'not_returned',
		[absence(1, { state: 'back', back_at: 't', may_reopen: true })],
		{ kind: 'back', at: 't', mayReopen: true },
	],
	[
		'handed over',
		1,
		'not_returned',
		[absence(1, { state: 'handed_over', handed_to: '家长' })],
		{ kind: 'handed_over', to: '家长', mayReopen: false },
	],
	[
		'late, noted back',
		3,
		'late_return',
		[absence(3, { state: 'back', back_at: 't' })],
		{ kind: 'back', at: 't', mayReopen: false },
	],
	['not on the server yet', 9, 'not_returned', [], { kind: 'none' }],
] as const)('%s', (_, student, mark, absences, standing) => {
	expect(standingOf({ student, mark }, submission, absences)).toEqual(standing);
});
