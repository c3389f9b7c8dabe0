import { addDays, compareDates, holdsOn } from './calendar.ts';
import type { Span } from './term.ts';

/** Meetings, education and culture: who holds what where, within which time, and what a grid owes a term (DOMAIN.md 2). */

export const ACTIVITY_KINDS = ['meeting', 'education', 'culture'] as const;
export type ActivityKind = (typeof ACTIVITY_KINDS)[number];
export const ACTIVITY_OUTCOMES = ['held', 'cancelled'] as const;
export type GridLevel = 1 | 2 | 3;

/** Level 1 calls the meetings; every level educates; buildings and floors have their culture. */
const LEVELS: Readonly<Record<ActivityKind, readonly GridLevel[]>> = {
	meeting: [1],
	education: [1, 2, 3],
	culture: [1, 2],
};

export function kindsOn(level: GridLevel): ActivityKind[] {
	return ACTIVITY_KINDS.filter((kind) => LEVELS[kind].includes(level));
}

/** Days after a term's last day on which it is still written down what was held in it; the assessment comes after. */
export const WRITTEN_WITHIN_DAYS = 14;

export type DateVerdict<Term extends Span> =
	| { kind: 'fits'; term: Term }
	| { kind: 'no_term' }
	| { kind: 'over'; term: Term };

/** Whether something of a date may still be written down today: it lies in a term that is not long over. */
export function judgeDate<Term extends Span>(heldOn: string, today: string, terms: readonly Term[]): DateVerdict<Term> {
	const term = terms.find(({ starts_on, ends_on }) => holdsOn(heldOn, starts_on, ends_on));
	if (!term) return { kind: 'no_term' };
	return compareDates(today, addDays(term.ends_on, WRITTEN_WITHIN_DAYS)) > 0
		? { kind: 'over', term }
		: { kind: 'fits', term };
}

/** A staff member whom somebody may call: on post within the grid on the day. */
export interface OnPost {
	person: string;
	level: GridLevel;
}

export type CallVerdict = { kind: 'fits' } | { kind: 'not_on_post'; people: string[] } | { kind: 'nobody_below' };

/** A meeting is one with the levels below: whoever is called is on post there that day, and somebody of level 2 or 3 is. */
export function judgeCalled(kind: ActivityKind, called: readonly string[], onPost: readonly OnPost[]): CallVerdict {
	const levels = new Map<string, GridLevel[]>();
	for (const { person, level } of onPost) levels.set(person, [...(levels.get(person) ?? []), level]);
	const people = called.filter((person) => !levels.has(person));
	if (people.length > 0) return { kind: 'not_on_post', people };
	const isBelow = (person: string) => levels.get(person)?.some((level) => level > 1) === true;
	return kind === 'meeting' && !called.some(isBelow) ? { kind: 'nobody_below' } : { kind: 'fits' };
}

export interface ActivityRule {
	kind: ActivityKind;
	level: GridLevel;
	/** Times a whole term. */
	perTerm: number;
}

const DAY_MS = 86_400_000;
const daysOf = ({ starts_on, ends_on }: Span): number =>
	Math.max(0, (Date.parse(ends_on) - Date.parse(starts_on)) / DAY_MS + 1);

/**
 * How often a grid owes something in a term: in proportion to the days on which it and all above it are in service,
 * rounded to the nearest.
 * @param services spans in service of the grid and of all above it; `null` has no end on that side
 */
export function owedTimes(
	perTerm: number,
	term: Span,
	services: readonly { from: string | null; until: string | null }[],
): number {
	const later = (a: string, b: string | null) => (b !== null && compareDates(b, a) > 0 ? b : a);
	const earlier = (a: string, b: string | null) => (b !== null && compareDates(b, a) < 0 ? b : a);
	const served = services.reduce(
		({ starts_on, ends_on }, { from, until }) => ({
			starts_on: later(starts_on, from),
			ends_on: earlier(ends_on, until),
		}),
		{ starts_on: term.starts_on, ends_on: term.ends_on },
	);
	const days = daysOf(term);
	return days === 0 ? 0 : Math.round((perTerm * daysOf(served)) / days);
}

export interface OwingGrid {
	id: number;
	level: GridLevel;
	services: readonly { from: string | null; until: string | null }[];
}

export interface Counted {
	held: number;
	/** Called and without an outcome yet. */
	planned: number;
}

export interface OwedLine extends Counted {
	grid: number;
	kind: ActivityKind;
	owed: number;
	missing: number;
}

/** What each grid owes in a term, has held, has planned and still misses; a line where there is something to say. */
export function owedOf(
	rules: readonly ActivityRule[],
	grids: readonly OwingGrid[],
	term: Span,
	counted: (grid: number, kind: ActivityKind) => Counted,
): OwedLine[] {
	return grids.flatMap((grid) =>
		kindsOn(grid.level).flatMap((kind) => {
			const own = rules.filter((rule) => rule.kind === kind && rule.level === grid.level);
			const owed = own.reduce((sum, { perTerm }) => sum + owedTimes(perTerm, term, grid.services), 0);
			const { held, planned } = counted(grid.id, kind);
			if (owed + held + planned === 0) return [];
			return { grid: grid.id, kind, owed, held, planned, missing: Math.max(0, owed - held) };
		}),
	);
}
