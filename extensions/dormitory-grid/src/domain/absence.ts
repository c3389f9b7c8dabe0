import type { AbsenceState, EntryKind, FollowupKind } from '../types/api.ts';

/** Rules of absences (DESIGN.md 5): what a unit's report opens and takes back, what a follow-up settles. Pure. */

/** As it is kept: a correction leaves the row and takes the absence back. */
export type KeptState = AbsenceState | 'corrected';

export interface KnownAbsence {
	id: number;
	student: number;
	state: KeptState;
}

/** What a correction took back is no absence. */
export function absenceOf(kept: KeptState | null): AbsenceState | null {
	return kept === 'corrected' ? null : kept;
}

/** Nobody is looked for any more. */
export const SETTLED = ['back', 'handed_over'] as const satisfies readonly (AbsenceState & FollowupKind)[];
export type SettledState = (typeof SETTLED)[number];

export function isSettled<Kind extends string>(state: Kind | null | undefined): state is Kind & SettledState {
	return SETTLED.some((settled) => settled === state);
}

/** What may be noted of anybody, and settles nothing. */
export function isContact(kind: FollowupKind): kind is ContactKind {
	return kind === 'contacted' || kind === 'not_reached';
}

/** @param followups of one student, oldest first. @returns what settled him last, even where it was taken back later */
export function lastSettling<Line extends { kind: FollowupKind }>(
	followups: readonly Line[] = [],
): (Line & { kind: SettledState }) | null {
	return followups.findLast((line): line is Line & { kind: SettledState } => isSettled(line.kind)) ?? null;
}

/** @param followups of one student, oldest first. @returns by what he is missed anew: what had settled him was taken back, and nothing has since */
export function lastReopening<Line extends { kind: FollowupKind }>(followups: readonly Line[] = []): Line | null {
	const last = followups.findLast(({ kind }) => !isContact(kind));
	return last?.kind === 'reopened' ? last : null;
}

/** @param followups of one student, oldest first. @returns the return that stands: nobody has taken it back */
export function lastReturn<Line extends { kind: FollowupKind }>(followups: readonly Line[] = []): Line | null {
	const last = followups.findLast(({ kind }) => kind === 'back' || kind === 'reopened');
	return last?.kind === 'back' ? last : null;
}

/** How a student whom a unit's report names stands by now. */
export interface StandingNow {
	/** `null`: he is not missed, or nobody has noted his late return. */
	state: AbsenceState | null;
	backAt: Date | null;
	handedTo: string | null;
}

/**
 * A missed student stands as his absence does, a late one as the last word about his return, and one on leave is not waited for.
 * @param followups of the student, oldest first
 */
export function standingNow(
	entry: EntryKind,
	absence: { state: KeptState | null; backAt: Date | null; handedTo: string | null },
	followups: readonly { kind: FollowupKind; returnedAt: Date | null }[] = [],
): StandingNow {
	switch (entry) {
		case 'not_returned':
			return { ...absence, state: absenceOf(absence.state) };
		case 'late_return': {
			const back = lastReturn(followups);
			return { state: back && 'back', backAt: back?.returnedAt ?? null, handedTo: null };
		}
		case 'on_leave':
			return { state: null, backAt: null, handedTo: null };
	}
}

export interface AbsenceMoves {
	/** Students who are absent for the first time tonight. */
	opened: number[];
	/** Absences that a correction had taken back and a later report names again. */
	reopened: number[];
	/** Absences whose student is not among the not returned any more. */
	corrected: number[];
}

/** An attempt to reach a student: what was tried last is shown with his name. */
export type ContactKind = Extract<FollowupKind, 'contacted' | 'not_reached'>;

export function lastContact<Line extends { kind: FollowupKind }>(
	followups: readonly Line[] = [],
): (Line & { kind: ContactKind }) | null {
	return followups.findLast((line): line is Line & { kind: ContactKind } => isContact(line.kind)) ?? null;
}

/** @param followups of one student, oldest first */
export function shownContact(
	followups?: readonly { kind: FollowupKind; at: Date; by: string }[],
): { at: string; by: string; kind: ContactKind } | null {
	const last = lastContact(followups);
	return last === null ? null : { at: last.at.toISOString(), by: last.by, kind: last.kind };
}

/**
 * What a unit's report does to its absences. One that a follow-up has settled stays settled while reports go on naming
 * its student: they repeat what was seen on the round.
 */
export function moveAbsences(known: readonly KnownAbsence[], notReturned: readonly number[]): AbsenceMoves {
	const named = new Set(notReturned);
	const byStudent = new Map(known.map((absence) => [absence.student, absence]));
	return {
		opened: notReturned.filter((student) => !byStudent.has(student)),
		reopened: known.filter(({ student, state }) => named.has(student) && state === 'corrected').map(({ id }) => id),
		corrected: known.filter(({ student, state }) => !named.has(student) && state !== 'corrected').map(({ id }) => id),
	};
}

/** A phone's clock may be this far ahead of ours before its time is refused. */
const CLOCK_TOLERANCE_MS = 5 * 60_000;
const MINUTE_MS = 60_000;

/** Whether somebody can have come back then: not before the minute in which the night opened, nor ahead of our clock. */
export function canHaveReturned(said: Date, opensAt: Date, now: Date): boolean {
	const opened = Math.floor(opensAt.getTime() / MINUTE_MS) * MINUTE_MS;
	return said.getTime() >= opened && said.getTime() <= now.getTime() + CLOCK_TOLERANCE_MS;
}

/** Where a student of the frozen list stands when a follow-up arrives. */
export interface Standing {
	/** In the current report of his unit; `null`: not named there. */
	entry: EntryKind | null;
	/** Of a not-returned student. */
	absence: AbsenceState | null;
	/** A late student whose return has been noted already. */
	backAt: Date | null;
}

export type FollowupVerdict =
	| { kind: 'noted' }
	| { kind: 'settles'; state: SettledState }
	| { kind: 'reopens' }
	| { kind: 'not_absent' }
	| { kind: 'not_settled' };

/**
 * Contacts may be noted of anybody on the list; only who is missed can come back, only who is not in can be handed over, and
 * only what was settled can be taken back. A report that does not miss him any more leaves nothing to take back.
 */
export function judgeFollowup(standing: Standing, kind: FollowupKind): FollowupVerdict {
	switch (kind) {
		case 'contacted':
		case 'not_reached':
			return { kind: 'noted' };
		case 'back':
			if (standing.entry === 'late_return')
				return standing.backAt === null ? { kind: 'noted' } : { kind: 'not_absent' };
			return standing.absence === 'open' || standing.absence === 'handed_over'
				? { kind: 'settles', state: 'back' }
				: { kind: 'not_absent' };
		case 'handed_over':
			return standing.absence === 'open' ? { kind: 'settles', state: 'handed_over' } : { kind: 'not_absent' };
		case 'reopened':
			if (standing.entry === 'late_return')
				return standing.backAt === null ? { kind: 'not_settled' } : { kind: 'noted' };
			return isSettled(standing.absence) ? { kind: 'reopens' } : { kind: 'not_settled' };
	}
}
