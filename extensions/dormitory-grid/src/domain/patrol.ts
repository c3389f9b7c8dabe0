import { compareDates, holdsOn, momentOn, weekdayOf } from './calendar.ts';
import { nightDuty } from './night-duty.ts';
import type { CalendarRule, WindowSettings } from './night-duty.ts';

/** Who owes which walk when, what became of it, and what a room's score is (DOMAIN.md 4). */

export const PATROL_TOPICS = ['hygiene', 'safety', 'fire', 'education'] as const;
export type PatrolTopic = (typeof PATROL_TOPICS)[number];
export type Rhythm = 'daily' | 'weekly' | 'sensitive';

export interface PatrolPlan {
	id: number;
	/** Level of the grids that walk. */
	level: 2 | 3;
	/** Grid within which they lie; `null`: the whole college. */
	root: number | null;
	topics: readonly PatrolTopic[];
	rhythm: Rhythm;
	/** 1 is Monday … 7 is Sunday; of weekly plans. */
	weekday: number | null;
	/** Times of day, 'HH:MM'. */
	times: readonly string[];
	beforeMinutes: number;
	afterMinutes: number;
	lateMinutes: number;
	who: 'one_of_us' | 'all_of_us';
}

export interface SensitivePeriod {
	id: number;
	/** `null`: the whole college. */
	building: number | null;
	startsOn: string;
	/** The last day. */
	endsOn: string;
	extraTimes: readonly string[];
	extraTopics: readonly PatrolTopic[];
}

/** One walk of a plan on a date: every grid of the plan owes it (and of the building, where one is named). */
export interface Walk {
	/** Plan, date and time; the same whenever it is asked for. */
	key: string;
	plan: PatrolPlan;
	period: number | null;
	/** Limits an extra walk of a period to its building. */
	building: number | null;
	topics: PatrolTopic[];
	startsAt: Date;
	dueAt: Date;
	lateUntil: Date;
}

const MINUTE_MS = 60_000;

/**
 * The walks that are owed on a date. A date that owes no report (holidays) owes no walk either. In a sensitive period
 * the plans that only hold then hold, too, daily plans walk at its extra times as well, and its topics are looked at.
 */
export function owedWalks(
	date: string,
	calendar: { settings: WindowSettings; rules: readonly CalendarRule[] },
	plans: readonly PatrolPlan[],
	periods: readonly SensitivePeriod[],
): Walk[] {
	if (nightDuty(date, calendar.settings, calendar.rules).kind === 'not_owed') return [];
	const running = periods.filter(({ startsOn, endsOn }) => holdsOn(date, startsOn, endsOn));
	const wide = running.filter(({ building }) => building === null);
	const walks = plans.flatMap((plan): Walk[] => {
		const walk = (time: string, period: SensitivePeriod | null): Walk => {
			const topics = [...wide, ...(period ? [period] : [])].flatMap(({ extraTopics }) => extraTopics);
			return walkAt(date, time, calendar.settings.time_zone, plan, period, topics);
		};
		switch (plan.rhythm) {
			case 'weekly':
				return weekdayOf(date) === plan.weekday ? plan.times.map((time) => walk(time, null)) : [];
			case 'sensitive':
				return running.flatMap((period) => plan.times.map((time) => walk(time, period)));
			case 'daily':
				return [
					...plan.times.map((time) => walk(time, null)),
					...running.flatMap((period) => period.extraTimes.map((time) => walk(time, period))),
				];
		}
	});
	return withoutTwins(walks);
}

function walkAt(
	date: string,
	time: string,
	timeZone: string,
	plan: PatrolPlan,
	period: SensitivePeriod | null,
	extraTopics: readonly PatrolTopic[],
): Walk {
	const at = momentOn(date, time, timeZone).getTime();
	const dueAt = at + plan.afterMinutes * MINUTE_MS;
	return {
		key: `${plan.id}:${date}:${time}:${period?.building ?? ''}`,
		plan,
		period: period?.id ?? null,
		building: period?.building ?? null,
		topics: PATROL_TOPICS.filter((topic) => plan.topics.includes(topic) || extraTopics.includes(topic)),
		startsAt: new Date(at - plan.beforeMinutes * MINUTE_MS),
		dueAt: new Date(dueAt),
		lateUntil: new Date(dueAt + plan.lateMinutes * MINUTE_MS),
	};
}

/** Two periods, or a plan and a period, that ask for the same walk ask once; a walk of everybody holds in each building. */
function withoutTwins(walks: readonly Walk[]): Walk[] {
	const seen = new Set<string>();
	const wide = new Set(walks.filter(({ building }) => building === null).map(hour));
	return walks.filter((walk) => {
		if (seen.has(walk.key) || (walk.building !== null && wide.has(hour(walk)))) return false;
		seen.add(walk.key);
		return true;
	});
}

const hour = ({ plan, dueAt }: Walk): string => `${plan.id}:${dueAt.getTime()}`;

export interface DutyTimes {
	startsAt: Date;
	dueAt: Date;
	lateUntil: Date;
}

/** How a walk that is told of now counts for what was owed: half-open, so that the last moment is already late. */
export type WalkVerdict = { kind: 'early' } | { kind: 'on_time' } | { kind: 'late' } | { kind: 'missed' };

export function judgeWalk({ startsAt, dueAt, lateUntil }: DutyTimes, now: Date): WalkVerdict {
	if (now < startsAt) return { kind: 'early' };
	if (now < dueAt) return { kind: 'on_time' };
	return now < lateUntil ? { kind: 'late' } : { kind: 'missed' };
}

export const FULL_SCORE = 100;

/** What is left of a hundred after the deductions of one walk. */
export function roomScore(deductions: readonly number[]): { score: number; points: number } {
	const points = deductions.reduce((sum, each) => sum + each, 0);
	return { score: Math.max(0, FULL_SCORE - points), points };
}

export interface PlanProblem {
	field: 'times' | 'topics' | 'weekday' | 'before_minutes' | 'after_minutes' | 'late_minutes' | 'ends_on';
}

/** Longest stretch of a window, in minutes: two days. */
const LONGEST = 2880;
const MOST_TIMES = 12;

/** What a plan must be; asked before it is stored. @returns the field that cannot be */
export function findPlanProblem(plan: {
	rhythm: unknown;
	weekday: unknown;
	times: unknown;
	topics: unknown;
	before_minutes: unknown;
	after_minutes: unknown;
	late_minutes: unknown;
}): PlanProblem | null {
	if (!areTimes(plan.times) || plan.times.length === 0) return { field: 'times' };
	if (!areTopics(plan.topics) || plan.topics.length === 0) return { field: 'topics' };
	const day = Number(plan.weekday);
	if (plan.rhythm === 'weekly' && !(Number.isInteger(day) && day >= 1 && day <= 7)) return { field: 'weekday' };
	for (const field of ['before_minutes', 'after_minutes', 'late_minutes'] as const) {
		const minutes = plan[field];
		const least = field === 'after_minutes' ? 1 : 0;
		if (typeof minutes !== 'number' || !Number.isInteger(minutes) || minutes < least || minutes > LONGEST)
			return { field };
	}
	return null;
}

export function findPeriodProblem(period: {
	starts_on: string | null;
	ends_on: string | null;
	extra_times: unknown;
	extra_topics: unknown;
}): PlanProblem | null {
	const { starts_on, ends_on } = period;
	if (starts_on === null || ends_on === null || compareDates(ends_on, starts_on) < 0) return { field: 'ends_on' };
	if (period.extra_times !== null && !areTimes(period.extra_times)) return { field: 'times' };
	if (period.extra_topics !== null && !areTopics(period.extra_topics)) return { field: 'topics' };
	return null;
}

export function areTimes(value: unknown): value is string[] {
	return (
		Array.isArray(value) &&
		value.length <= MOST_TIMES &&
		new Set(value).size === value.length &&
		value.every((time) => typeof time === 'string' && /^([01]\d|2[0-3]):[0-5]\d$/.test(time))
	);
}

export function areTopics(value: unknown): value is PatrolTopic[] {
	return Array.isArray(value) && value.every((topic) => PATROL_TOPICS.some((known) => known === topic));
}
