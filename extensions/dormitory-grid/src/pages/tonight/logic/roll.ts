import { balanceRoom, sumCounts } from '../../../domain/night.ts';
import type {
	Counts,
	EntryKind,
	SubmissionInput,
	TonightResident,
	TonightRoom,
	TonightSubmission,
} from '../../../types/api.ts';
import { clockText, momentAtClock } from '../../../domain/clock-text.ts';

/** A unit's roll as its leader ticks it: every student is said something about before a report can go out; nothing is assumed. */

export type Mark = 'in' | EntryKind;

export interface Tick {
	mark: Mark;
	/** 'HH:MM' of a late return as typed; empty: not known. */
	time: string;
	reason: string;
}

/** By student. Whoever is missing has not been said anything about yet. */
export type Ticks = Readonly<Record<number, Tick>>;

export interface RoomView {
	room: number;
	number: string;
	counts: Counts;
	/** Students without a tick. */
	open: number;
	balanced: boolean;
}

export interface UnitView {
	rooms: RoomView[];
	counts: Counts;
	openStudents: number;
	openRooms: RoomView[];
	ready: boolean;
}

export const MARKS: readonly Mark[] = ['in', 'late_return', 'not_returned', 'on_leave'];

export function tickAs(mark: Mark, time = '', reason = ''): Tick {
	return { mark, time: mark === 'late_return' ? time : '', reason: mark === 'in' ? '' : reason };
}

/** A fresh roll knows only the approved leaves. */
export function startRoll(rooms: readonly TonightRoom[]): Ticks {
	return collect(
		allResidents(rooms)
			.filter((resident) => resident.on_leave)
			.map((resident) => [resident.student, tickAs('on_leave')]),
	);
}

/** A correction starts from what was sent, never from defaults (FIELD.md, lost or doubled entries). */
export function rollOf(rooms: readonly TonightRoom[], submission: TonightSubmission, timeZone: string): Ticks {
	const sent = new Map(submission.entries.map((entry) => [entry.student, entry]));
	return collect(
		allResidents(rooms).map(({ student }) => {
			const entry = sent.get(student);
			if (!entry) return [student, tickAs('in')];
			return [
				student,
				tickAs(entry.kind, entry.returned_at ? clockText(entry.returned_at, timeZone) : '', entry.reason ?? ''),
			];
		}),
	);
}

/** 全部在寝: whoever has no tick yet is in; what was ticked before stands. */
export function tickRest(rooms: readonly TonightRoom[], ticks: Ticks): Ticks {
	const rest = allResidents(rooms).filter((resident) => !ticks[resident.student]);
	return { ...ticks, ...collect(rest.map((resident) => [resident.student, tickAs('in')])) };
}

/** Drops ticks of students who are not on the list, as a draft of before a change could hold. */
export function keepResidents(rooms: readonly TonightRoom[], ticks: Ticks): Ticks {
	return collect(
		allResidents(rooms).flatMap(({ student }) => {
			const tick = ticks[student];
			return tick ? [[student, tick] as const] : [];
		}),
	);
}

export function viewRoom(room: TonightRoom, ticks: Ticks): RoomView {
	const claim = claimOf(room, ticks);
	const open = room.residents.filter((resident) => !ticks[resident.student]).length;
	const residents = room.residents.map(({ student, on_leave }) => ({ student, on_leave, room: room.room }));
	const { kind, account } = balanceRoom(residents, claim, claim.entries);
	return { room: room.room, number: room.number, counts: account, open, balanced: open === 0 && kind === 'balanced' };
}

export function viewUnit(rooms: readonly TonightRoom[], ticks: Ticks): UnitView {
	const views = rooms.map((room) => viewRoom(room, ticks));
	const openRooms = views.filter((view) => !view.balanced);
	return {
		rooms: views,
		counts: sumCounts(views.map((view) => view.counts)),
		openStudents: views.reduce((sum, view) => sum + view.open, 0),
		openRooms,
		ready: views.length > 0 && openRooms.length === 0,
	};
}

export interface ReportFrame {
	clientKey: string;
	night: { id: number; closes_at: string };
	grid: number;
	timeZone: string;
	reason: string;
	note: string;
	seenAt: string | null;
	sentAt: string;
}

/** What is posted for a unit. Every approved leave is named, so that the server has nothing left to infer. */
export function buildReport(rooms: readonly TonightRoom[], ticks: Ticks, frame: ReportFrame): SubmissionInput {
	return {
		...buildFrame(frame),
		rooms: rooms.map((room) => ({ room: room.room, present: claimOf(room, ticks).present })),
		entries: allResidents(rooms).flatMap(({ student }) => {
			const tick = ticks[student];
			if (!tick || tick.mark === 'in') return [];
			const returned =
				tick.mark === 'late_return' ? momentAtClock(frame.night.closes_at, tick.time, frame.timeZone) : null;
			return [{ student, kind: tick.mark, returned_at: returned, reason: tick.reason.trim() || null }];
		}),
	};
}

/** What is posted when a floor or building signs on: the silent grids that the signer has seen. */
export function buildSignOn(gaps: readonly number[], frame: ReportFrame): SubmissionInput {
	return { ...buildFrame(frame), gaps: [...gaps] };
}

function buildFrame({ clientKey, night, grid, reason, note, seenAt, sentAt }: ReportFrame): SubmissionInput {
	return {
		client_key: clientKey,
		night: night.id,
		grid,
		reason: reason.trim() || null,
		note: note.trim() || null,
		seen_at: seenAt,
		sent_at: sentAt,
	};
}

function claimOf(room: TonightRoom, ticks: Ticks) {
	const marks = room.residents.flatMap(({ student }) => {
		const mark = ticks[student]?.mark;
		return mark ? [{ student, mark }] : [];
	});
	return {
		room: room.room,
		present: marks.filter(({ mark }) => mark === 'in').length,
		entries: marks.flatMap(({ student, mark }) => (mark === 'in' ? [] : [{ student, kind: mark }])),
	};
}

function allResidents(rooms: readonly TonightRoom[]): TonightResident[] {
	return rooms.flatMap((room) => room.residents);
}

function collect(ticks: readonly (readonly [number, Tick])[]): Ticks {
	return Object.fromEntries(ticks);
}
