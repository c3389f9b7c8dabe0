import { AGE_DAYS, type IssueCategory, type MeasureGroup, type Severity, type StepKind } from '../constants/issues.ts';
import type { AgeClass, Measure, Spread } from '../types/issue-measures.ts';
import { groupBy } from './group-by.ts';

/** How long issues take, and how often something goes wrong with them (DESIGN.md 6). Pure. */

/** A stretch of an issue in one holder's hands, from the step that started both clocks to the next that starts them anew. */
export interface Leg {
	issue: number;
	category: IssueCategory;
	severity: Severity;
	building: number;
	/** 3, 2, 1, 0 the working group; `null`: an office. */
	level: 0 | 1 | 2 | 3 | null;
	office: number | null;
	/** The step that began it. */
	begunBy: StepKind;
	startedAt: Date;
	takenAt: Date | null;
	/** Settled, or explained. */
	doneAt: Date | null;
	toldAt: Date | null;
	/** Ran out of time after it was done: unverified, or nobody told. */
	lateDone: boolean;
}

export interface MeasuredLeg extends Leg {
	/** The step that took it out of these hands; `null`: it is there yet, or closed. */
	endedBy: StepKind | null;
	take: number | null;
	settle: number | null;
	feedBack: number | null;
}

/** @param legs of each issue in their order @param minutes on the issue's own clock */
export function measureLegs(
	legs: readonly Leg[],
	minutes: (leg: Leg, from: Date, until: Date) => number,
): MeasuredLeg[] {
	return legs.map((leg, index) => {
		const next = legs[index + 1];
		const between = (from: Date | null, until: Date | null) =>
			from === null || until === null ? null : minutes(leg, from, until);
		return {
			...leg,
			endedBy: next?.issue === leg.issue ? next.begunBy : null,
			take: between(leg.startedAt, leg.takenAt),
			settle: between(leg.startedAt, leg.doneAt),
			feedBack: between(leg.doneAt, leg.toldAt),
		};
	});
}

export function measure(legs: readonly MeasuredLeg[]): Measure {
	const issues = (having: (leg: MeasuredLeg) => boolean) => new Set(legs.filter(having).map(({ issue }) => issue)).size;
	return {
		issues: issues(() => true),
		overdue: issues(({ endedBy, lateDone }) => endedBy === 'overdue' || lateDone),
		returned: issues(({ endedBy }) => endedBy === 'return'),
		// An answer begins a stretch only where it says "not solved".
		reopened: issues(({ endedBy }) => endedBy === 'reopen' || endedBy === 'answer'),
		take: spread(legs.flatMap(({ take }) => take ?? [])),
		settle: spread(legs.flatMap(({ settle }) => settle ?? [])),
		feed_back: spread(legs.flatMap(({ feedBack }) => feedBack ?? [])),
	};
}

/** What a row of the group is about; `null`: the leg belongs to none of its rows. */
export function groupKey(group: MeasureGroup, { level, office, category, building }: Leg): string | null {
	switch (group) {
		case 'levels':
			return level === null ? 'office' : String(level);
		case 'offices':
			return office === null ? null : String(office);
		case 'categories':
			return category;
		case 'buildings':
			return String(building);
	}
}

export function measureBy(group: MeasureGroup, legs: readonly MeasuredLeg[]): (Measure & { key: string })[] {
	return [...groupBy(legs, (leg) => groupKey(group, leg))]
		.flatMap(([key, own]) => (key === null ? [] : { key, ...measure(own) }))
		.toSorted((a, b) => b.issues - a.issues || a.key.localeCompare(b.key, 'en', { numeric: true }));
}

function spread(values: readonly number[]): Spread {
	const sorted = values.toSorted((a, b) => a - b);
	return { count: sorted.length, median: quantile(sorted, 0.5), p90: quantile(sorted, 0.9) };
}

/** Between two values in proportion, as PostgreSQL's percentile_cont: whole minutes. */
export function quantile(sorted: readonly number[], share: number): number | null {
	if (sorted.length === 0) return null;
	const place = (sorted.length - 1) * share;
	const [below, above] = [sorted[Math.floor(place)] ?? 0, sorted[Math.ceil(place)] ?? 0];
	return Math.round(below + (above - below) * (place - Math.floor(place)));
}

const DAY_MS = 86_400_000;

/** Moments that part the classes of age, the youngest class first: what was reported after the first is in it. */
export function ageCuts(now: Date): Date[] {
	return AGE_DAYS.map((days) => new Date(now.getTime() - days * DAY_MS));
}

/** All classes, whether anything is in them or not. */
export function ageClasses(counts: readonly { age: number; done: boolean; issues: number }[]): AgeClass[] {
	const sum = (age: number, done: boolean) =>
		counts.filter((row) => row.age === age && row.done === done).reduce((total, { issues }) => total + issues, 0);
	return [0, ...AGE_DAYS].map((from, age) => ({
		from,
		until: AGE_DAYS[age] ?? null,
		open: sum(age, false),
		unclosed: sum(age, true),
	}));
}
