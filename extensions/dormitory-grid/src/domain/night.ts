import type { Counts, EntryKind, NightState, ReportState } from '../types/api.ts';

/** Rules of one night (DOMAIN.md 3, DESIGN.md 5). Pure: no clock, no database, no display text. */

export interface FrozenResident {
	student: number;
	room: number;
	on_leave: boolean;
}

export interface ClaimedEntry {
	student: number;
	kind: EntryKind;
}

export interface ClaimedRoom {
	room: number;
	present: number;
}

/** One room's account: taken beds against what was reported. Balanced when residents = present + late + not returned + on leave. */
export interface RoomAccount extends Counts {
	room: number;
}

export type UnitAccount =
	| { kind: 'balanced'; counts: Counts; rooms: RoomAccount[]; implied_leaves: number[] }
	| { kind: 'unbalanced'; rooms: RoomAccount[] }
	| { kind: 'not_here'; students: number[] }
	| { kind: 'listed_twice'; students: number[] }
	| { kind: 'wrong_rooms'; unknown: number[]; missing: number[]; twice: number[] };

const EMPTY: Counts = { residents: 0, present: 0, late_return: 0, not_returned: 0, on_leave: 0 };

/**
 * Settles a unit's report against the frozen list: every inhabited room once, every named student once and of this unit,
 * every room balanced. A student on approved leave need not be named: he counts as on leave where the room balances so.
 */
export function settleUnit(
	residents: readonly FrozenResident[],
	rooms: readonly ClaimedRoom[],
	entries: readonly ClaimedEntry[],
): UnitAccount {
	const home = new Map(residents.map((resident) => [resident.student, resident.room]));
	const strangers = entries.filter((entry) => !home.has(entry.student)).map((entry) => entry.student);
	if (strangers.length > 0) return { kind: 'not_here', students: unique(strangers) };

	const twice = repeated(entries.map((entry) => entry.student));
	if (twice.length > 0) return { kind: 'listed_twice', students: twice };

	const inhabited = new Set(residents.map((resident) => resident.room));
	const claimed = rooms.map((room) => room.room);
	const wrong = {
		unknown: unique(claimed.filter((room) => !inhabited.has(room))),
		missing: [...inhabited].filter((room) => !claimed.includes(room)),
		twice: repeated(claimed),
	};
	if (wrong.unknown.length + wrong.missing.length + wrong.twice.length > 0) return { kind: 'wrong_rooms', ...wrong };

	const balances = rooms.map((room) =>
		balanceRoom(
			residents.filter((resident) => resident.room === room.room),
			room,
			entries.filter((entry) => home.get(entry.student) === room.room),
		),
	);
	const open = balances.filter((balance) => balance.kind === 'unbalanced');
	if (open.length > 0) return { kind: 'unbalanced', rooms: open.map((balance) => balance.account) };
	return {
		kind: 'balanced',
		rooms: balances.map((balance) => balance.account),
		counts: sumCounts(balances.map((balance) => balance.account)),
		implied_leaves: balances.flatMap((balance) => (balance.kind === 'balanced' ? balance.implied_leaves : [])),
	};
}

export type RoomBalance =
	| { kind: 'balanced'; account: RoomAccount; implied_leaves: number[] }
	| { kind: 'unbalanced'; account: RoomAccount };

/** Beds taken = in + late + not returned + on leave, for one room whose residents and entries are given. */
export function balanceRoom(
	residents: readonly FrozenResident[],
	claim: ClaimedRoom,
	entries: readonly ClaimedEntry[],
): RoomBalance {
	const named = new Set(entries.map((entry) => entry.student));
	const implied = residents
		.filter((resident) => resident.on_leave && !named.has(resident.student))
		.map((r) => r.student);
	const account: RoomAccount = {
		room: claim.room,
		residents: residents.length,
		present: claim.present,
		late_return: countKind(entries, 'late_return'),
		not_returned: countKind(entries, 'not_returned'),
		on_leave: countKind(entries, 'on_leave'),
	};
	const open = residents.length - claim.present - entries.length;
	if (open === implied.length) {
		return {
			kind: 'balanced',
			account: { ...account, on_leave: account.on_leave + implied.length },
			implied_leaves: implied,
		};
	}
	// Those on approved leave turn out to be in: their room balances without them.
	if (open === 0) return { kind: 'balanced', account, implied_leaves: [] };
	return { kind: 'unbalanced', account };
}

export function sumCounts(parts: readonly Counts[]): Counts {
	return parts.reduce<Counts>(
		(sum, part) => ({
			residents: sum.residents + part.residents,
			present: sum.present + part.present,
			late_return: sum.late_return + part.late_return,
			not_returned: sum.not_returned + part.not_returned,
			on_leave: sum.on_leave + part.on_leave,
		}),
		EMPTY,
	);
}

/** Where a report stands when it arrives. */
export interface Arrival {
	night: { state: NightState; opensAt: Date; closesAt: Date; locksAt: Date };
	/** `null`: the grid is not on the night's list. */
	report: { state: ReportState; submissions: number } | null;
	/** The working group may still record after the lock. */
	mayUnlock: boolean;
	reason: string | null;
	receivedAt: Date;
}

export type ArrivalVerdict =
	| { kind: 'accepted'; state: 'on_time' | 'late' }
	| { kind: 'not_open' }
	| { kind: 'locked' }
	| { kind: 'not_expected' }
	| { kind: 'reason_required'; why: 'late' | 'again' };

/**
 * Judges a report by the window, never by when the server woke: before `closesAt` it is on time, afterwards late and wants
 * a reason, after `locksAt` only the working group may record it. A second report wants a reason at any time.
 */
export function judgeArrival(arrival: Arrival): ArrivalVerdict {
	const { night, report, receivedAt } = arrival;
	if (receivedAt < night.opensAt || night.state === 'planned') return { kind: 'not_open' };
	if (report === null) return { kind: 'not_expected' };
	if (receivedAt >= night.locksAt && !arrival.mayUnlock) return { kind: 'locked' };

	const late = receivedAt >= night.closesAt || night.state === 'closed';
	const reason = arrival.reason?.trim() ?? '';
	if (report.submissions > 0 && reason === '') return { kind: 'reason_required', why: 'again' };
	// A report that lost its race against the close was in time for its sender: late it is, but it owes no reason.
	if (receivedAt >= night.closesAt && reason === '') return { kind: 'reason_required', why: 'late' };
	return { kind: 'accepted', state: late ? 'late' : 'on_time' };
}

/** How a grid's state moves when a report is accepted: due -> on_time | missing, missing -> late, and never back (I3). */
export function nextReportState(current: ReportState, accepted: 'on_time' | 'late'): ReportState {
	if (current === 'on_time' || current === 'late') return current;
	return accepted;
}

function countKind(entries: readonly ClaimedEntry[], kind: EntryKind): number {
	return entries.filter((entry) => entry.kind === kind).length;
}

function unique(values: readonly number[]): number[] {
	return [...new Set(values)];
}

function repeated(values: readonly number[]): number[] {
	const seen = new Set<number>();
	return unique(values.filter((value) => (seen.has(value) ? true : (seen.add(value), false))));
}
