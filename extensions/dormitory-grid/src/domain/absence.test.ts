import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AbsenceState, FollowupKind } from '../types/api.ts';
import {
	isSettled,
	judgeFollowup,
	type KeptState,
	type KnownAbsence,
	lastReopening,
	lastReturn,
	lastSettling,
	moveAbsences,
	shownContact,
	type Standing,
	standingNow,
} from './absence.ts';

const known = (id: number, student: number, state: KnownAbsence['state']): KnownAbsence => ({ id, student, state });

describe('moveAbsences', () => {
	it('opens who is named first, takes back who is not named any more, opens again who is named anew', () => {
		const moves = moveAbsences([known(1, 11, 'open'), known(2, 12, 'corrected'), known(3, 13, 'open')], [11, 12, 14]);
		expect(moves).toEqual({ opened: [14], reopened: [2], corrected: [3] });
	});

	it('leaves settled who is named again, and takes him back when he is not', () => {
		const settled = [known(1, 11, 'back'), known(2, 12, 'handed_over')];
		expect(moveAbsences(settled, [11, 12])).toEqual({ opened: [], reopened: [], corrected: [] });
		expect(moveAbsences(settled, [])).toEqual({ opened: [], reopened: [], corrected: [1, 2] });
	});

	it('does nothing a second time', () => {
		const states = fc.constantFrom<KnownAbsence['state']>('open', 'back', 'handed_over', 'corrected');
		const students = fc.uniqueArray(fc.nat(8), { maxLength: 8 });
		fc.assert(
			fc.property(students, fc.array(states, { minLength: 8, maxLength: 8 }), students, (there, state, named) => {
				const before = there.map((student, index) => known(index + 1, student, state[index] ?? 'open'));
				const moves = moveAbsences(before, named);
				const after = [
					...before.map((absence): KnownAbsence => {
						if (moves.corrected.includes(absence.id)) return { ...absence, state: 'corrected' };
						return moves.reopened.includes(absence.id) ? { ...absence, state: 'open' } : absence;
					}),
					...moves.opened.map((student, index) => known(100 + index, student, 'open')),
				];
				expect(moveAbsences(after, named)).toEqual({ opened: [], reopened: [], corrected: [] });
				const absent = after.filter((absence) => absence.state !== 'corrected').map((absence) => absence.student);
				expect(new Set(absent)).toEqual(new Set(named));
			}),
		);
	});
});

describe('judgeFollowup', () => {
	const standing = (change: Partial<Standing>): Standing => ({ entry: null, absence: null, backAt: null, ...change });
	const open = standing({ entry: 'not_returned', absence: 'open' });

	it.each([
		['back from open', open, 'back', { kind: 'settles', state: 'back' }],
		['handed over from open', open, 'handed_over', { kind: 'settles', state: 'handed_over' }],
		['back after he was handed over', { ...open, absence: 'handed_over' }, 'back', { kind: 'settles', state: 'back' }],
		['handed over twice', { ...open, absence: 'handed_over' }, 'handed_over', { kind: 'not_absent' }],
		['back twice', { ...open, absence: 'back' }, 'back', { kind: 'not_absent' }],
		['back though nobody missed him', standing({}), 'back', { kind: 'not_absent' }],
		['back though on leave', standing({ entry: 'on_leave' }), 'back', { kind: 'not_absent' }],
		['a late one is back', standing({ entry: 'late_return' }), 'back', { kind: 'noted' }],
		[
			'a late one is back twice',
			standing({ entry: 'late_return', backAt: new Date(0) }),
			'back',
			{ kind: 'not_absent' },
		],
		['a late one handed over', standing({ entry: 'late_return' }), 'handed_over', { kind: 'not_absent' }],
		['contacted in a silent unit', standing({}), 'contacted', { kind: 'noted' }],
		['a wrong back taken back', { ...open, absence: 'back' }, 'reopened', { kind: 'reopens' }],
		['a wrong hand-over taken back', { ...open, absence: 'handed_over' }, 'reopened', { kind: 'reopens' }],
		['taken back though still missed', open, 'reopened', { kind: 'not_settled' }],
		['taken back though a report does not miss him', standing({}), 'reopened', { kind: 'not_settled' }],
		[
			'a late one’s return taken back',
			standing({ entry: 'late_return', backAt: new Date(0) }),
			'reopened',
			{ kind: 'noted' },
		],
		['a late one’s return that nobody noted', standing({ entry: 'late_return' }), 'reopened', { kind: 'not_settled' }],
		['not reached after he was back', { ...open, absence: 'back' }, 'not_reached', { kind: 'noted' }],
	] as const)('%s', (_, where, kind, verdict) => {
		expect(judgeFollowup(where, kind)).toEqual(verdict);
	});

	it('an absence stands as the last accepted word about it says, whatever was said before', () => {
		const kinds = fc.constantFrom<FollowupKind>('contacted', 'not_reached', 'back', 'handed_over', 'reopened');
		fc.assert(
			fc.property(fc.array(kinds, { maxLength: 30 }), (said) => {
				let absence: AbsenceState = 'open';
				const accepted: FollowupKind[] = [];
				for (const kind of said) {
					const verdict = judgeFollowup({ ...open, absence }, kind);
					if (verdict.kind === 'settles') absence = verdict.state;
					if (verdict.kind === 'reopens') absence = 'open';
					if (verdict.kind === 'settles' || verdict.kind === 'reopens') accepted.push(kind);
				}
				const last = accepted.at(-1);
				expect(absence).toBe(last === 'back' || last === 'handed_over' ? last : 'open');
				// Nothing is taken back twice, and nothing before it was said.
				expect(accepted[0]).not.toBe('reopened');
				expect(accepted.some((kind, index) => kind === 'reopened' && accepted[index + 1] === 'reopened')).toBe(false);
			}),
		);
	});
});

describe('standingNow', () => {
	const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 15, minute));
	const kept = (state: KeptState | null) => ({ state, backAt: null, handedTo: null });
	const line = (kind: FollowupKind, minute: number) => ({ kind, returnedAt: kind === 'back' ? at(minute) : null });

	it.each<[KeptState | null, AbsenceState | null]>([
		['open', 'open'],
		['back', 'back'],
		['handed_over', 'handed_over'],
		['corrected', null],
		[null, null],
	])('of a missed student it is his absence: %s', (state, shown) => {
		expect(standingNow('not_returned', kept(state), [line('back', 1)])).toEqual(kept(shown));
	});

	it('of a late one it is the return that stands, and nobody waits for one on leave', () => {
		const told = [line('back', 1), line('reopened', 2)];
		expect(standingNow('late_return', kept('corrected'), told)).toEqual(kept(null));
		expect(standingNow('late_return', kept('corrected'), [...told, line('back', 3), line('contacted', 4)])).toEqual({
			state: 'back',
			backAt: at(3),
			handedTo: null,
		});
		expect(standingNow('on_leave', kept('open'), [line('back', 1)])).toEqual(kept(null));
	});

	it('shows of a late one what the next word is judged by: back is said of who is out, taken back of who is in', () => {
		const kinds = fc.constantFrom<FollowupKind>('contacted', 'not_reached', 'back', 'handed_over', 'reopened');
		fc.assert(
			fc.property(fc.array(kinds, { maxLength: 30 }), (said) => {
				const told: { kind: FollowupKind; returnedAt: Date | null }[] = [];
				for (const [minute, kind] of said.entries()) {
					const { state, backAt } = standingNow('late_return', kept(null), told);
					const judged = (word: FollowupKind) =>
						judgeFollowup({ entry: 'late_return', absence: null, backAt: lastReturn(told)?.returnedAt ?? null }, word)
							.kind;
					expect(state === 'back').toBe(backAt !== null);
					expect(judged('back')).toBe(state === 'back' ? 'not_absent' : 'noted');
					expect(judged('reopened')).toBe(state === 'back' ? 'noted' : 'not_settled');
					if (judged(kind) === 'noted') told.push(line(kind, minute));
				}
			}),
		);
	});

	it('finds of a missed one who settled him last and by what he is missed anew, as his absence stands', () => {
		const kinds = fc.constantFrom<FollowupKind>('contacted', 'not_reached', 'back', 'handed_over', 'reopened');
		fc.assert(
			fc.property(fc.array(kinds, { maxLength: 30 }), (said) => {
				let absence: AbsenceState = 'open';
				const told: { kind: FollowupKind; returnedAt: Date | null }[] = [];
				for (const [minute, kind] of said.entries()) {
					const verdict = judgeFollowup({ entry: 'not_returned', absence, backAt: null }, kind);
					if (verdict.kind === 'not_absent' || verdict.kind === 'not_settled') continue;
					if (verdict.kind === 'settles') absence = verdict.state;
					if (verdict.kind === 'reopens') absence = 'open';
					told.push(line(kind, minute));
				}
				if (isSettled(absence)) expect([lastSettling(told)?.kind, lastReopening(told)]).toEqual([absence, null]);
				else expect(lastReopening(told) !== null).toBe(lastSettling(told) !== null);
			}),
		);
	});
});

describe('shownContact', () => {
	const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 15, minute));
	const line = (kind: 'contacted' | 'not_reached' | 'back' | 'handed_over', minute: number) => ({
		kind,
		at: at(minute),
		by: '周言',
	});

	it('is the last attempt to reach him, whatever came of it afterwards', () => {
		const followups = [line('contacted', 1), line('not_reached', 2), line('back', 3)];
		expect(shownContact(followups)).toEqual({ at: '2026-03-02T15:02:00.000Z', by: '周言', kind: 'not_reached' });
	});

	it('is nothing where nobody tried', () => {
		expect(shownContact([line('handed_over', 1)])).toBeNull();
		expect(shownContact()).toBeNull();
	});
});
