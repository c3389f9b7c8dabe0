import type { Knex } from 'knex';
import { chooseLanguage, type Language } from '../constants/languages.ts';
import { findLanguages } from '../database/find-edition-lines.ts';
import { insertMessages, type NewMessage } from '../database/outbox.ts';
import {
	countReminders,
	findChatRobots,
	findHolders,
	findReminderNights,
	holdDebts,
	markReminded,
	type ReminderNight,
} from '../database/reminders.ts';
import { clockText } from '../domain/clock-text.ts';
import { minuteLength } from '../domain/night-minutes.ts';
import {
	askable,
	type BuildingDigest,
	chooseReminded,
	type Debt,
	dueMoment,
	groupByBuilding,
	type ReminderMoment,
	reminderMinutes,
	reminderMoments,
} from '../domain/reminder.ts';
import { say, sayList } from '../lang/say.ts';
import { deliverySettings } from './delivery-settings.ts';
import { failpoint } from './failpoint.ts';
import { type Message, notify } from './notify.ts';
import type { Attempt } from './attempt.ts';

/** More codes than these say nothing more on a phone's lock screen. */
const MAX_CODES = 12;

/** Reminds in every open night whose next moment has come, each in a transaction of its own. @returns the nights reminded in */
export async function remindNights(db: Knex, now: Date, attempt: Attempt): Promise<number[]> {
	const reminded: number[] = [];
	for (const night of await attempt(async () => await findReminderNights(db), [])) {
		if (now >= night.closesAt) continue;
		const moment = dueMoment(momentsOf(night), now, night.remindedAt);
		if (moment === null) continue;
		const remind = async () => await db.transaction(async (trx) => await remindNight(trx, night, moment, now));
		if (await attempt(remind, false)) reminded.push(night.id);
	}
	return reminded;
}

/** When the next reminders fall due, so that the clock meets them. */
export async function findReminderMoments(db: Knex): Promise<Date[]> {
	return (await findReminderNights(db)).flatMap((night) => momentsOf(night).map(({ at }) => at));
}

function momentsOf(night: ReminderNight): ReminderMoment[] {
	return reminderMoments(night, reminderMinutes(night.minutes), minuteLength(night, night.regular));
}

async function remindNight(trx: Knex, night: ReminderNight, moment: ReminderMoment, now: Date): Promise<boolean> {
	if (!(await markReminded(trx, night.id, moment.at))) return false;
	await failpoint('remind.after-mark');
	const debts = askable(await holdDebts(trx, night.id), night, now);
	if (debts.length > 0) {
		await remindPeople(trx, night, moment, debts, now);
		await failpoint('remind.after-people');
		if (night.kind === 'regular' || deliverySettings().rehearsals) await tellChats(trx, night, moment, debts, now);
	}
	await failpoint('remind.before-commit');
	return true;
}

async function remindPeople(
	trx: Knex,
	night: ReminderNight,
	moment: ReminderMoment,
	debts: readonly Debt[],
	now: Date,
): Promise<void> {
	const told = await countReminders(trx, night.id);
	const people = chooseReminded(debts, await findHolders(trx, night.id), told, night.budget);
	const languages = await findLanguages(
		trx,
		people.map(({ person }) => person),
	);
	const closes = clockText(night.closesAt.getTime(), night.timeZone);
	const messages = people.map(({ person, codes }): Message => {
		const language = chooseLanguage(languages.get(person));
		const values = { codes: listCodes(language, codes), closes };
		return {
			key: `reminder:${night.id}:${moment.minutes}:${person}`,
			college: night.college,
			night: night.id,
			kind: 'reminder',
			recipient: person,
			subject: marked(language, night, say(language, 'reminder.subject', values)),
			message: say(language, 'reminder.message', values),
			mail: true,
		};
	});
	await notify(trx, { now, messages });
}

/** One message a chat and moment, grouped by building. A chat has no language of its own: it reads the college's, Chinese. */
async function tellChats(
	trx: Knex,
	night: ReminderNight,
	moment: ReminderMoment,
	debts: readonly Debt[],
	now: Date,
): Promise<void> {
	const language = 'zh-CN';
	const closes = clockText(night.closesAt.getTime(), night.timeZone);
	const rows = (await findChatRobots(trx, night.college)).flatMap(({ id, building }): NewMessage[] => {
		const buildings = groupByBuilding(debts, building);
		if (buildings.length === 0) return [];
		return [
			{
				key: `digest:${night.id}:${moment.minutes}:${id}`,
				college: night.college,
				night: night.id,
				kind: 'digest',
				channel: 'robot',
				recipient: null,
				subject: marked(language, night, say(language, 'digest.subject', { closes })),
				message: buildings.map((entry) => lineOf(language, entry)).join('\n'),
				address: null,
				robot: id,
				state: 'waiting',
				created_at: now,
				sent_at: null,
				next_attempt_at: now,
			},
		];
	});
	await insertMessages(trx, rows);
}

function lineOf(language: Language, { building, codes }: BuildingDigest): string {
	return say(language, 'digest.line', { building, codes: listCodes(language, codes), count: codes.length });
}

function listCodes(language: Language, codes: readonly string[]): string {
	const shown = sayList(language, codes.slice(0, MAX_CODES));
	return codes.length > MAX_CODES ? say(language, 'codes.more', { codes: shown, count: codes.length }) : shown;
}

function marked(language: Language, night: ReminderNight, text: string): string {
	return night.kind === 'rehearsal' ? say(language, 'rehearsal.marked', { text }) : text;
}
