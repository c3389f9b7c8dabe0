import type { Knex } from 'knex';
import { chooseLanguage, type Language } from '../constants/languages.ts';
import { findFollowups, type FollowupLine } from '../database/followups.ts';
import { findLanguages } from '../database/find-edition-lines.ts';
import {
	countBehind,
	findLadderNights,
	holdMissed,
	type LadderNight,
	type MissedStudent,
	type StepTaken,
	takeStep,
} from '../database/ladder.ts';
import { findOnDuty } from '../database/on-duty.ts';
import { lastContact } from '../domain/absence.ts';
import { clockText } from '../domain/clock-text.ts';
import { groupBy } from '../domain/group-by.ts';
import {
	chooseTold,
	dueSteps,
	LADDER_MS,
	ladderEnd,
	type LadderMoment,
	type LadderPlace,
	ladderMoments,
	type LadderStep,
	ladderSteps,
	type OfficeHolder,
	reachedStep,
	type Told,
} from '../domain/ladder.ts';
import { minuteLength } from '../domain/night-minutes.ts';
import { say, sayList } from '../lang/say.ts';
import { failpoint } from './failpoint.ts';
import { type Message, notify } from './notify.ts';
import type { Attempt } from './attempt.ts';

interface Ladder {
	steps: readonly LadderStep[];
	moments: LadderMoment[];
	/** The highest step that has come. */
	reached: number;
}

/** Takes every step that has come for whoever is still missed, each night in a transaction of its own. @returns the nights in which somebody was told */
export async function climbLadders(db: Knex, now: Date, attempt: Attempt): Promise<number[]> {
	const climbed: number[] = [];
	for (const night of await attempt(async () => await findNights(db, now), [])) {
		const ladder = ladderOf(night, now);
		if (night.lowest >= ladder.reached) continue;
		const climb = async () => await db.transaction(async (trx) => await climbNight(trx, night, ladder, now));
		if (await attempt(climb, false)) climbed.push(night.id);
	}
	return climbed;
}

/** When the next steps fall due, so that the clock meets them. */
export async function findLadderMoments(db: Knex, now: Date): Promise<Date[]> {
	return (await findNights(db, now)).flatMap((night) => ladderOf(night, now).moments.map(({ at }) => at));
}

/** Students for whom a step has come before a moment and was not taken; of those missed since before it. */
export async function countUntold(db: Knex, now: Date, before: Date): Promise<number> {
	let untold = 0;
	for (const night of await findNights(db, now)) {
		const { reached } = ladderOf(night, before);
		if (night.lowest < reached) untold += await countBehind(db, night.id, { step: reached, openedBy: before });
	}
	return untold;
}

async function findNights(db: Knex, now: Date): Promise<LadderNight[]> {
	return await findLadderNights(db, new Date(now.getTime() - LADDER_MS));
}

function ladderOf(night: LadderNight, now: Date): Ladder {
	const { closesAt, nextClosesAt } = night;
	const steps = ladderSteps(night.ladder);
	const endsAt = ladderEnd(closesAt, nextClosesAt);
	const moments = ladderMoments({ closesAt, endsAt }, steps, minuteLength(night, night.regular));
	return { steps, moments, reached: reachedStep(moments, endsAt, now) };
}

async function climbNight(trx: Knex, night: LadderNight, ladder: Ladder, now: Date): Promise<boolean> {
	const missed = await holdMissed(trx, night.id, ladder.reached);
	if (missed.length === 0) return false;
	const holders = await findHolders(trx, missed);
	const followups = await findFollowups(trx, night.id);
	let told = false;
	const last = ladder.moments.at(-1)?.number;
	for (const { number } of ladder.moments) {
		const climbing = missed.flatMap((student): Climbing[] => {
			const due = dueSteps(ladder.moments, student, now).find((step) => step.number === number);
			if (!due) return [];
			const whom = chooseTold(ladder.steps, number, student.place, holders);
			// The last one waits until there is somebody to tell: after it nobody would hear of him any more.
			return number === last && whom.people.length === 0 ? [] : [{ student, dueAt: due.dueAt, ...whom }];
		});
		if (climbing.length === 0) continue;
		const asked = ladder.steps[number - 1]?.positions ?? [];
		const rows = climbing.map(({ student, dueAt, people, reached }): StepTaken => ({
			absence: student,
			dueAt,
			positions: asked,
			reached,
			told: people.length,
		}));
		const fresh = await takeStep(trx, { night: night.id, number, now }, rows);
		await failpoint('ladder.after-step');
		const taken = climbing.filter(({ student }) => fresh.has(student.id));
		await tell(trx, night, { number, asked, taken, followups, now });
		told ||= taken.length > 0;
	}
	await failpoint('ladder.before-commit');
	return told;
}

/** Who is in office now for any of the students; one question. */
async function findHolders(trx: Knex, missed: readonly MissedStudent[]): Promise<OfficeHolder[]> {
	const distinct = <Value>(of: (place: LadderPlace) => Value | null): Value[] => [
		...new Set(missed.map(({ place }) => of(place)).filter((value): value is Value => value !== null)),
	];
	return await findOnDuty(trx, {
		colleges: distinct(({ college }) => college),
		buildings: distinct(({ building }) => building),
		floors: distinct(({ floor }) => floor),
		units: distinct(({ unit }) => unit),
		rooms: distinct(({ room }) => room),
		departments: distinct(({ department }) => department),
		counsellors: distinct(({ counsellor }) => counsellor),
	});
}

interface Climbing extends Told {
	student: MissedStudent;
	dueAt: Date;
}

interface Telling {
	number: number;
	/** Whom the step asks for. */
	asked: StepTaken['positions'];
	taken: readonly Climbing[];
	followups: ReadonlyMap<number, readonly FollowupLine[]>;
	now: Date;
}

/** One message a person with all students that this step brings him. */
async function tell(trx: Knex, night: LadderNight, telling: Telling): Promise<void> {
	const { number, taken, now } = telling;
	const byPerson = groupBy(
		taken.flatMap((climbing) => climbing.people.map((person) => ({ person, climbing }))),
		({ person }) => person,
	);
	const languages = await findLanguages(trx, [...byPerson.keys()]);
	const messages = [...byPerson].map(([person, rows]): Message => {
		const language = chooseLanguage(languages.get(person));
		const lowest = Math.min(...rows.map(({ climbing }) => climbing.student.id));
		const subject = say(language, 'ladder.subject', { date: night.date, number, count: rows.length });
		return {
			key: `ladder:${night.id}:${number}:${person}:${lowest}`,
			college: night.college,
			night: night.id,
			kind: 'ladder',
			recipient: person,
			subject: night.kind === 'rehearsal' ? say(language, 'rehearsal.marked', { text: subject }) : subject,
			message: [
				...rows.map(({ climbing }) => `- ${lineOf(language, night, climbing, telling)}`),
				'',
				say(language, 'ladder.how'),
			].join('\n'),
			mail: true,
		};
	});
	await notify(trx, { now, messages });
}

/** Who is missed, whom to ask, and what was tried; no telephone of a student, which his counsellor's list alone carries. */
function lineOf(language: Language, night: LadderNight, { student, reached }: Climbing, telling: Telling): string {
	const { name, number, room, unit, counsellor, leader } = student;
	const tried = lastContact(telling.followups.get(student.student));
	const instead = telling.asked.some((position) => reached.includes(position)) ? [] : telling.asked;
	const parts = [
		say(language, 'ladder.student', { name, number, room: room ?? unit }),
		leader === null ? '' : say(language, 'ladder.leader', { unit, ...leader }),
		counsellor === null ? say(language, 'ladder.no_counsellor') : say(language, 'ladder.counsellor', counsellor),
		tried === null
			? ''
			: say(language, `ladder.${tried.kind}`, {
					time: clockText(tried.at.getTime(), night.timeZone),
					by: tried.by,
				}),
		instead.length === 0
			? ''
			: say(language, 'ladder.instead', {
					positions: sayList(
						language,
						instead.map((position) => say(language, `position.${position}`)),
					),
				}),
	];
	return parts.filter((part) => part !== '').join(language === 'zh-CN' ? '；' : '; ');
}
