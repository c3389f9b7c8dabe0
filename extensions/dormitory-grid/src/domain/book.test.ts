import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Position } from '../constants/positions.ts';
import { bookScope, bookSpan, byWeekday, checkId, withRates, withShares } from './book.ts';
import type { Actor, Scope } from './scope.ts';

const scope = (position: Position, place: Partial<Scope>): Scope => ({
	assignment: 'a',
	position,
	college: null,
	building: null,
	floor: null,
	unit: null,
	room: null,
	department: null,
	counsellor: null,
	ends_on: null,
	stand_in: false,
	...place,
});
const actor = (...scopes: Scope[]): Actor => ({ user: 'me', admin: false, language: 'zh-CN', name: '', scopes });

describe('whose book', () => {
	it('is the college’s for its working group only', () => {
		const group = actor(scope('working_group', { college: 7 }));
		expect(bookScope(group, 7, 'reports')).toEqual({ kind: 'college', college: 7 });
		expect(bookScope(group, 8, 'reports')).toBeNull();
		expect(bookScope({ ...actor(), admin: true }, 8, 'reports')).toEqual({ kind: 'college', college: 8 });
	});

	it('is his places’ for everybody on duty, and nobody else’s', () => {
		const two = actor(scope('floor_head', { floor: 4 }), scope('unit_leader', { unit: 9 }));
		expect(bookScope(two, 7, 'reports')).toEqual({
			kind: 'places',
			college: 7,
			buildings: [],
			floors: [4],
			units: [9],
			counsellor: null,
		});
		for (const none of [
			actor(),
			actor(scope('room_head', { room: 3 })),
			actor(scope('responsible_office', { department: 2 })),
		])
			for (const about of ['reports', 'students'] as const) expect(bookScope(none, 7, about)).toBeNull();
		expect(bookScope({ ...actor(), user: null, admin: true }, 7, 'reports')).toBeNull();
	});

	it('shows a counsellor his students and no grid’s reports', () => {
		const counsellor = actor(scope('counsellor', { department: 2, counsellor: 'me' }));
		expect(bookScope(counsellor, 7, 'reports')).toBeNull();
		expect(bookScope(counsellor, 7, 'students')).toMatchObject({ counsellor: 'me', buildings: [] });
	});
});

describe('the dates of a book', () => {
	it('are the last thirty days unless asked for', () => {
		expect(bookSpan({ from: null, to: null }, '2026-03-31')).toEqual({
			kind: 'span',
			from: '2026-03-02',
			to: '2026-03-31',
		});
		expect(bookSpan({ from: '2026-03-31', to: '2026-03-31' }, '2026-04-09')).toMatchObject({ kind: 'span' });
	});

	it('go forward, and no further than some four hundred days', () => {
		expect(bookSpan({ from: '2026-04-01', to: '2026-03-31' }, '2026-04-09')).toEqual({ kind: 'backwards' });
		expect(bookSpan({ from: '2025-01-01', to: '2026-02-04' }, '2026-04-09')).toMatchObject({ kind: 'span' });
		expect(bookSpan({ from: '2025-01-01', to: '2026-02-05' }, '2026-04-09')).toEqual({ kind: 'too_long' });
	});
});

describe('the rates', () => {
	it('are of what was owed; nothing owed is no rate, not nought', () => {
		expect(withRates({ on_time: 6, late: 1, missing: 3 })).toMatchObject({
			owed: 10,
			on_time_rate: 0.6,
			completeness: 0.7,
		});
		expect(withRates({ on_time: 0, late: 0, missing: 0 })).toMatchObject({
			owed: 0,
			on_time_rate: null,
			completeness: null,
		});
		expect(withRates({ on_time: 0, late: 0, missing: 2 })).toMatchObject({ on_time_rate: 0, completeness: 0 });
	});

	it('lie between nought and one, on time never above complete', () => {
		const count = fc.nat(31_000);
		fc.assert(
			fc.property(count, count, count, (on_time, late, missing) => {
				const { on_time_rate: punctual, completeness, owed } = withRates({ on_time, late, missing });
				if (punctual === null || completeness === null) return owed === 0;
				return punctual >= 0 && punctual <= completeness && completeness <= 1;
			}),
		);
	});

	it('of absences are per thousand student nights', () => {
		expect(withShares({ residents: 400, late_return: 3, not_returned: 1 })).toMatchObject({
			late_per_thousand: 7.5,
			not_returned_per_thousand: 2.5,
		});
		expect(withShares({ residents: 0, late_return: 0, not_returned: 0 })).toMatchObject({ late_per_thousand: null });
	});
});

describe('the weekdays', () => {
	it('gather their nights, and one without nights has no rate', () => {
		const night = (date: string, late_return: number) => ({ date, residents: 100, late_return, not_returned: 0 });
		// 2026-03-02 is a Monday.
		const days = byWeekday([night('2026-03-02', 1), night('2026-03-09', 4), night('2026-03-06', 9)]);
		expect(days.map((day) => day.nights)).toEqual([2, 0, 0, 0, 1, 0, 0]);
		expect(days.map((day) => day.late_per_thousand)).toEqual([25, null, null, null, 90, null, null]);
	});
});

describe('the id of a night check', () => {
	it('is one for each student and night', () => {
		fc.assert(
			fc.property(
				fc.nat(),
				fc.nat(),
				fc.nat(),
				fc.nat(),
				(a, b, c, d) => (checkId(a, b) === checkId(c, d)) === (a === c && b === d),
			),
		);
	});
});
