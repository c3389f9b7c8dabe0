import type { Counts } from '../types/api.ts';
import type { NightEvent, ReplayUnit } from '../types/api-desk.ts';

/** A night as a line of events, and what it looked like at any of its moments. Pure: the same for server and page. */

/** Oldest first; what happened in the same moment keeps a fixed order. */
export function inOrder(events: readonly NightEvent[]): NightEvent[] {
	return events.toSorted((a, b) => compare(a.at, b.at) || compare(a.id, b.id));
}

/** Neighbouring messages of one kind, way and minute, and editions of one number, become one line that counts them: a reminder to forty people is one thing to read. */
export function foldMessages(events: readonly NightEvent[]): NightEvent[] {
	const folded: NightEvent[] = [];
	for (const event of events) {
		const last = folded.at(-1);
		if (last && belongsTogether(last, event)) {
			folded[folded.length - 1] = { ...last, count: (last.count ?? 1) + 1, opened_at: null };
		} else folded.push(event);
	}
	return folded;
}

function belongsTogether(one: NightEvent, other: NightEvent): boolean {
	if (one.kind !== other.kind || minuteOf(one.at) !== minuteOf(other.at)) return false;
	if (one.kind === 'edition') return one.number === other.number;
	return (
		one.kind === 'message' &&
		one.about === other.about &&
		one.channel === other.channel &&
		one.undelivered === other.undelivered
	);
}

/** What a unit's report said at a moment; `null`: nothing had come. */
export interface UnitAt {
	unit: ReplayUnit;
	report: { state: 'on_time' | 'late'; number: number; counts: Counts } | null;
	/** Handed back, and no new report since. */
	handedBack: boolean;
}

export interface NightAt {
	units: UnitAt[];
	reported: number;
	onTime: number;
	/** Sum of what was reported. */
	counts: Counts;
}

/** The picture at a moment: every expected unit with the last report that had come by then. @param events oldest first */
export function nightAt(units: readonly ReplayUnit[], events: readonly NightEvent[], moment: number): NightAt {
	const reports = new Map<number, NonNullable<UnitAt['report']>>();
	const handedBack = new Set<number>();
	for (const event of events) {
		if (Date.parse(event.at) > moment) break;
		if (typeof event.grid !== 'number') continue;
		if (event.kind === 'handback') handedBack.add(event.grid);
		if (event.kind !== 'report' || !event.counts) continue;
		handedBack.delete(event.grid);
		// A correction does not make a punctual report late, nor a late one punctual.
		const state = reports.get(event.grid)?.state ?? event.state ?? 'on_time';
		reports.set(event.grid, { state, number: event.number ?? 1, counts: event.counts });
	}
	const known = units.map((unit) => ({
		unit,
		report: reports.get(unit.id) ?? null,
		handedBack: handedBack.has(unit.id),
	}));
	const told = known.flatMap(({ report }) => report ?? []);
	const sum = (name: keyof Counts) => told.reduce((total, { counts }) => total + counts[name], 0);
	return {
		units: known,
		reported: told.length,
		onTime: told.filter(({ state }) => state === 'on_time').length,
		counts: {
			residents: sum('residents'),
			present: sum('present'),
			late_return: sum('late_return'),
			not_returned: sum('not_returned'),
			on_leave: sum('on_leave'),
		},
	};
}

const MINUTE = 60_000;

/**
 * From the opening to the last thing that happened, in whole minutes of the clock, ends included: what the slider of a
 * replay runs over. A long quiet time is part of the night and stays in.
 */
export function minutesOf(opensAt: string, closesAt: string, events: readonly NightEvent[]): number[] {
	const first = minuteOf(opensAt);
	const ends = [minuteOf(closesAt), ...events.map((event) => minuteOf(event.at))].filter((minute) => minute >= first);
	const last = ends.reduce((latest, minute) => Math.max(latest, minute), first) + 1;
	return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * MINUTE);
}

function minuteOf(moment: string): number {
	return Math.floor(Date.parse(moment) / MINUTE);
}

function compare(a: string, b: string): number {
	if (a === b) return 0;
	return a < b ? -1 : 1;
}
