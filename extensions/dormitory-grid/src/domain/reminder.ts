import type { Position } from '../constants/positions.ts';
import { groupBy } from './group-by.ts';

/** Who is reminded when (DESIGN.md 5): only those who still owe, few times, and the group by grid codes alone. */

const DEFAULT_MINUTES = [12, 6, 2];

/** @param setting minutes before the close; `null` is the default, an empty list is no reminder at all */
export function reminderMinutes(setting: unknown): number[] {
	if (!Array.isArray(setting)) return DEFAULT_MINUTES;
	const minutes = setting.map(Number).filter((minute) => Number.isFinite(minute) && minute > 0);
	return [...new Set(minutes)].toSorted((a, b) => b - a);
}

export interface ReminderMoment {
	/** Before the close, as set. */
	minutes: number;
	at: Date;
}

/** The moments of a night, in order; none before it opens. */
export function reminderMoments(
	night: { opensAt: Date; closesAt: Date },
	minutes: readonly number[],
	minuteMs: number,
): ReminderMoment[] {
	return minutes
		.map((minute) => ({ minutes: minute, at: new Date(Math.round(night.closesAt.getTime() - minute * minuteMs)) }))
		.filter(({ at }) => at >= night.opensAt && at < night.closesAt);
}

/** The newest moment that has come: a late tick reminds once, not once for each moment it missed. */
export function dueMoment(moments: readonly ReminderMoment[], now: Date, last: Date | null): ReminderMoment | null {
	const moment = moments.findLast(({ at }) => at <= now);
	return moment === undefined || (last !== null && last >= moment.at) ? null : moment;
}

export interface Debt {
	report: number;
	code: string;
	level: 1 | 2 | 3;
	building: number;
	buildingName: string;
}

export interface Holder {
	report: number;
	person: string;
	position: Position;
}

/** A floor gathers from its units' minute on, a building from its floors': nobody is asked for what he cannot give yet. */
export function askable<Owed extends Pick<Debt, 'level'>>(
	debts: readonly Owed[],
	night: { unitDueAt: Date; floorDueAt: Date },
	now: Date,
): Owed[] {
	const since = { 3: null, 2: night.unitDueAt, 1: night.floorDueAt };
	return debts.filter(({ level }) => {
		const from = since[level];
		return from === null || now >= from;
	});
}

/**
 * One reminder a person with all grids he owes, while his budget lasts. Instructors are asked only where a building has
 * neither head nor assistant.
 * @param told how many reminders each has had this night
 */
export function chooseReminded(
	debts: readonly Debt[],
	holders: readonly Holder[],
	told: ReadonlyMap<string, number>,
	budget: number,
): { person: string; codes: string[] }[] {
	const byReport = groupBy(holders, ({ report }) => report);
	const owing = debts.flatMap(({ report, code }) => {
		const all = byReport.get(report) ?? [];
		const heads = all.filter(({ position }) => position !== 'instructor');
		return (heads.length > 0 ? heads : all).map(({ person }) => ({ person, code }));
	});
	return [...groupBy(owing, ({ person }) => person)]
		.filter(([person]) => (told.get(person) ?? 0) < budget)
		.map(([person, rows]) => ({ person, codes: [...new Set(rows.map(({ code }) => code))].toSorted(byCode) }));
}

export interface BuildingDigest {
	building: string;
	codes: string[];
}

/** What a group chat is told: codes by building, no name of anybody. @param building `null`: the whole college's chat */
export function groupByBuilding(debts: readonly Debt[], building: number | null): BuildingDigest[] {
	const here = debts.filter((debt) => building === null || debt.building === building);
	return [...groupBy(here, (debt) => debt.buildingName)]
		.map(([name, rows]) => ({ building: name, codes: rows.map(({ code }) => code).toSorted(byCode) }))
		.toSorted((a, b) => byCode(a.codes[0] ?? '', b.codes[0] ?? ''));
}

const collator = new Intl.Collator('en', { numeric: true });
function byCode(a: string, b: string): number {
	return collator.compare(a, b);
}
