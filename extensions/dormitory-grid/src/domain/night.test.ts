import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EntryKind, ReportState } from '../types/api.ts';
import {
	type Arrival,
	balanceRoom,
	type FrozenResident,
	judgeArrival,
	nextReportState,
	settleUnit,
	sumCounts,
} from './night.ts';

const residents: FrozenResident[] = [
	{ student: 1, room: 201, on_leave: false },
	{ student: 2, room: 201, on_leave: true },
	{ student: 3, room: 202, on_leave: false },
];

describe('settleUnit', () => {
	it('balances a unit whose approved leave is not named', () => {
		const account = settleUnit(
			residents,
			[
				{ room: 201, present: 1 },
				{ room: 202, present: 1 },
			],
			[],
		);
		expect(account).toMatchObject({
			kind: 'balanced',
			implied_leaves: [2],
			counts: { residents: 3, present: 2, on_leave: 1 },
		});
	});

	it('takes a student on approved leave as in when the room is full without him', () => {
		const account = settleUnit(
			residents,
			[
				{ room: 201, present: 2 },
				{ room: 202, present: 1 },
			],
			[],
		);
		expect(account).toMatchObject({ kind: 'balanced', implied_leaves: [], counts: { present: 3, on_leave: 0 } });
	});

	it('names the rooms that do not balance, and only those', () => {
		const account = settleUnit(
			residents,
			[
				{ room: 201, present: 1 },
				{ room: 202, present: 0 },
			],
			[],
		);
		expect(account).toEqual({
			kind: 'unbalanced',
			rooms: [{ room: 202, residents: 1, present: 0, late_return: 0, not_returned: 0, on_leave: 0 }],
		});
	});

	it('refuses a student of another unit before anything else', () => {
		const account = settleUnit(residents, [], [{ student: 99, kind: 'not_returned' }]);
		expect(account).toEqual({ kind: 'not_here', students: [99] });
	});

	it('refuses a student named twice', () => {
		const entries = [
			{ student: 1, kind: 'late_return' as const },
			{ student: 1, kind: 'not_returned' as const },
		];
		expect(
			settleUnit(
				residents,
				[
					{ room: 201, present: 0 },
					{ room: 202, present: 1 },
				],
				entries,
			),
		).toEqual({ kind: 'listed_twice', students: [1] });
	});

	it('wants every inhabited room once', () => {
		const account = settleUnit(
			residents,
			[
				{ room: 201, present: 1 },
				{ room: 201, present: 1 },
				{ room: 9, present: 0 },
			],
			[],
		);
		expect(account).toEqual({ kind: 'wrong_rooms', unknown: [9], missing: [202], twice: [201] });
	});

	it('accepts exactly the reports whose rooms add up (I6)', () => {
		const kinds = fc.constantFrom<EntryKind | 'in'>('in', 'late_return', 'not_returned', 'on_leave');
		const unit = fc.array(
			fc.record({ room: fc.integer({ min: 1, max: 4 }), kind: kinds, off: fc.constantFrom(0, 0, 0, 0, 1, -1) }),
			{ minLength: 1, maxLength: 24 },
		);
		fc.assert(
			fc.property(unit, (beds) => {
				const list = beds.map((bed, index) => ({ student: index, room: bed.room, on_leave: false }));
				const entries = beds.flatMap((bed, student) => (bed.kind === 'in' ? [] : [{ student, kind: bed.kind }]));
				const numbers = [...new Set(beds.map((bed) => bed.room))];
				const shift = new Map(beds.map((bed) => [bed.room, bed.off]));
				const truth = (room: number) => beds.filter((bed) => bed.room === room && bed.kind === 'in').length;
				const rooms = numbers.map((room) => ({ room, present: Math.max(0, truth(room) + (shift.get(room) ?? 0)) }));
				const honest = rooms.every((room) => room.present === truth(room.room));
				const account = settleUnit(list, rooms, entries);
				expect(account.kind).toBe(honest ? 'balanced' : 'unbalanced');
				if (account.kind !== 'balanced') return;
				const { counts } = account;
				expect(counts.residents).toBe(counts.present + counts.late_return + counts.not_returned + counts.on_leave);
				expect(sumCounts(account.rooms)).toEqual(counts);
			}),
		);
	});
});

describe('balanceRoom', () => {
	it('lets one of two on approved leave be named and the other be back', () => {
		const room = [1, 2, 3].map((student) => ({ student, room: 5, on_leave: student < 3 }));
		const balance = balanceRoom(room, { room: 5, present: 2 }, [{ student: 1, kind: 'on_leave' }]);
		expect(balance).toMatchObject({ kind: 'balanced', implied_leaves: [], account: { present: 2, on_leave: 1 } });
	});
});

const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 14, minute));
const arrival = (change: Partial<Arrival>): Arrival => ({
	night: { state: 'open', opensAt: at(20), closesAt: at(40), locksAt: at(400) },
	report: { state: 'due', submissions: 0 },
	mayUnlock: false,
	reason: null,
	receivedAt: at(30),
	...change,
});

describe('judgeArrival', () => {
	it.each([
		['inside the window', {}, { kind: 'accepted', state: 'on_time' }],
		['at the opening', { receivedAt: at(20) }, { kind: 'accepted', state: 'on_time' }],
		['before the opening', { receivedAt: at(19) }, { kind: 'not_open' }],
		['at the close, no reason', { receivedAt: at(40) }, { kind: 'reason_required', why: 'late' }],
		['at the close, with a reason', { receivedAt: at(40), reason: '停电' }, { kind: 'accepted', state: 'late' }],
		['blank reason', { receivedAt: at(41), reason: '  ' }, { kind: 'reason_required', why: 'late' }],
		['after the lock', { receivedAt: at(400), reason: 'x' }, { kind: 'locked' }],
		[
			'after the lock by the working group',
			{ receivedAt: at(400), reason: 'x', mayUnlock: true },
			{ kind: 'accepted', state: 'late' },
		],
		[
			'a second report without a reason',
			{ report: { state: 'on_time', submissions: 1 } },
			{ kind: 'reason_required', why: 'again' },
		],
		['a grid that owes none', { report: null }, { kind: 'not_expected' }],
	] as const)('%s', (_, change, verdict) => {
		expect(judgeArrival(arrival(change))).toEqual(verdict);
	});

	it('takes a report that lost its race against the close as late, without asking for a reason', () => {
		const night = { state: 'closed' as const, opensAt: at(20), closesAt: at(40), locksAt: at(400) };
		expect(judgeArrival(arrival({ night, receivedAt: at(39) }))).toEqual({ kind: 'accepted', state: 'late' });
	});
});

it('moves a state only forward (I3)', () => {
	const order: Record<ReportState, number> = { due: 0, missing: 1, on_time: 2, late: 2 };
	fc.assert(
		fc.property(
			fc.constantFrom<ReportState>('due', 'missing', 'on_time', 'late'),
			fc.constantFrom('on_time' as const, 'late' as const),
			(state, accepted) => {
				const next = nextReportState(state, accepted);
				expect(order[next]).toBeGreaterThanOrEqual(order[state]);
				if (state === 'late') expect(next).toBe('late');
				if (state === 'on_time') expect(next).toBe('on_time');
			},
		),
	);
});
