import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { chooseLanguage } from '../../constants/languages.ts';
import type { CollegeCalendar } from '../../database/find-due-nights.ts';
import { findLanguages } from '../../database/find-edition-lines.ts';
import { writeMark } from '../../database/installation.ts';
import {
	countPatrolReminders,
	dropDutiesOfEndedPosts,
	type DueDuty,
	takeDutiesToRemind,
} from '../../database/patrol-duties.ts';
import {
	type CollegePlans,
	dropUnaskedDuties,
	findCollegeMarks,
	loadPlans,
	planWalk,
} from '../../database/patrol-plans.ts';
import { clockTime, dateAt } from '../../domain/calendar.ts';
import { owedWalks } from '../../domain/patrol.ts';
import { say, sayList } from '../../lang/say.ts';
import { type Message, notify } from '../notify.ts';
import type { Attempt } from '../attempt.ts';
import { ringFacilities } from './ring-facilities.ts';
import { tellMissed } from './tell-missed.ts';

/** How long before a walk is due its people are reminded. */
const REMIND_MS = 20 * 60_000;
/** Reminders of walks that one person gets a day; whoever has more of them knows. */
const BUDGET_A_DAY = 3;
const DAY_MS = 86_400_000;

/**
 * What walks ask of the clock: today's are planned, whoever is about to miss one is reminded, what was missed is marked,
 * and what is broken rings. Run twice, late, or by two replicas, the end state is the same.
 */
export async function keepPatrols(
	db: Knex,
	calendars: readonly CollegeCalendar[],
	now: Date,
	attempt: Attempt,
): Promise<void> {
	const plans = await attempt(async () => await loadPlans(db), new Map<number, CollegePlans>());
	const [planned, rung] = [
		await attempt(async () => await findCollegeMarks(db, 'patrols_planned'), new Map<number, string>()),
		await attempt(async () => await findCollegeMarks(db, 'facilities_rung'), new Map<number, string>()),
	];
	for (const calendar of calendars) {
		const { id } = calendar;
		const college = plans.get(id);
		// A plan that has been given up leaves a mark behind: its walks go.
		if (college || planned.has(id)) {
			const own = college ?? { plans: [], periods: [] };
			await attempt(async () => await planDay(db, calendar, own, planned.get(id), now), undefined);
		}
		await attempt(async () => await ringFacilities(db, calendar, rung.get(id), now), undefined);
	}
	await attempt(async () => await dropDutiesOfEndedPosts(db), undefined);
	await attempt(async () => await db.transaction(async (trx) => await tellMissed(trx, now)), undefined);
	await attempt(async () => await db.transaction(async (trx) => await remindOfWalks(trx, now)), 0);
}

/** Plans a college's walks of today, again when plans, periods or the calendar have changed since. */
async function planDay(
	db: Knex,
	calendar: CollegeCalendar,
	{ plans, periods }: CollegePlans,
	mark: string | undefined,
	now: Date,
): Promise<void> {
	const date = dateAt(now, calendar.settings.time_zone);
	const walks = owedWalks(date, calendar, plans, periods);
	const value = `${date}:${createHash('sha1').update(JSON.stringify(walks)).digest('base64url')}`;
	if (mark === value) return;
	await db.transaction(async (trx) => {
		await writeMark(trx, `patrols_planned:${calendar.id}`, value, now);
		await dropUnaskedDuties(trx, calendar.id, { date, walks: walks.map(({ key }) => key), now });
		// Nobody could have known of a walk whose time was over before it was planned.
		for (const walk of walks) if (walk.dueAt > now) await planWalk(trx, calendar.id, date, walk);
	});
}

async function remindOfWalks(trx: Knex, now: Date): Promise<number> {
	const due = await takeDutiesToRemind(trx, now, new Date(now.getTime() + REMIND_MS));
	if (due.length === 0) return 0;
	const had = await countPatrolReminders(trx, new Date(now.getTime() - DAY_MS));
	const people = new Map<string, DueDuty[]>();
	for (const duty of due) people.set(duty.person, [...(people.get(duty.person) ?? []), duty]);
	const reminded = [...people].filter(([person]) => (had.get(person) ?? 0) < BUDGET_A_DAY);
	const languages = await findLanguages(
		trx,
		reminded.map(([person]) => person),
	);
	const messages = reminded.flatMap(([person, duties]): Message[] => {
		const [first] = duties;
		if (!first) return [];
		const language = chooseLanguage(languages.get(person));
		const codes = sayList(language, [...new Set(duties.map(({ code }) => code))]);
		const values = { codes, due: clockTime(first.dueAt, first.timeZone) };
		return [
			{
				key: `patrol:${first.duty}:${person}`,
				college: first.college,
				night: null,
				kind: 'patrol',
				recipient: person,
				subject: say(language, 'patrol.reminder.subject', values),
				message: say(language, 'patrol.reminder', values),
				mail: false,
			},
		];
	});
	await notify(trx, { now, messages });
	return messages.length;
}
