import { randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import { chooseLanguage } from '../constants/languages.ts';
import { findDrawSize, findPosts, findRoomsToDraw, insertChecks, type RoomToDraw } from '../database/checks.ts';
import type { PendingNight } from '../database/find-due-nights.ts';
import { findLanguages } from '../database/find-edition-lines.ts';
import { writeMark } from '../database/installation.ts';
import { clockTime } from '../domain/calendar.ts';
import { assignCheckers, checksUntil, drawRooms } from '../domain/second-look.ts';
import { say, sayList } from '../lang/say.ts';
import { type Message, notify } from './notify.ts';

interface Drawn extends RoomToDraw {
	assigned_to: string | null;
}

/**
 * Draws the rooms of the second look as a night opens, in its transaction and a constant number of statements, and tells
 * each checker his rooms. A night that is opened after its close draws none: nobody can look any more.
 */
export async function drawChecks(trx: Knex, night: PendingNight, now: Date): Promise<void> {
	const size = await findDrawSize(trx, night.college);
	if (size <= 0 || now >= night.closesAt) return;
	// Made now and kept where nobody reads it: whoever knew it could tell the rooms.
	const seed = randomBytes(16).toString('hex');
	const rooms = drawRooms(await findRoomsToDraw(trx, night.id), seed, size);
	if (rooms.length === 0) return;
	await writeMark(trx, `second_look:${night.id}`, seed, now);
	const { posts, group } = await findPosts(trx, night.college);
	const checkers = assignCheckers(rooms, posts, seed);
	const drawn = rooms.map((room): Drawn => ({ ...room, assigned_to: checkers.get(room.floor) ?? null }));
	await insertChecks(trx, night.id, drawn, now);
	await tell(trx, night, { drawn, group, now });
}

async function tell(
	trx: Knex,
	night: PendingNight,
	{ drawn, group, now }: { drawn: readonly Drawn[]; group: readonly string[]; now: Date },
): Promise<void> {
	const unassigned = drawn.filter(({ assigned_to }) => assigned_to === null);
	const checkers = [...new Set(drawn.flatMap(({ assigned_to }) => assigned_to ?? []))];
	const told = unassigned.length > 0 ? group : [];
	const languages = await findLanguages(trx, [...checkers, ...told]);
	const until = clockTime(checksUntil(night), night.timeZone);
	const base = { college: night.college, night: night.id, kind: 'second_look' } as const;
	const rehearsal = night.kind === 'rehearsal';
	const forChecker = (person: string): Message => {
		const language = chooseLanguage(languages.get(person));
		const rooms = drawn.filter(({ assigned_to }) => assigned_to === person);
		const values = { date: night.date, count: rooms.length, until };
		return {
			...base,
			key: `second_look:${night.id}:${person}`,
			recipient: person,
			subject: say(language, rehearsal ? 'check.subject.rehearsal' : 'check.subject', values),
			message: [say(language, 'check.lead'), '', ...rooms.map(({ number }) => `- ${number}`)].join('\n'),
		};
	};
	const forGroup = (person: string): Message => {
		const language = chooseLanguage(languages.get(person));
		const floors = sayList(language, [...new Set(unassigned.map(({ floorCode }) => floorCode))]);
		const values = { date: night.date, count: unassigned.length };
		return {
			...base,
			key: `second_look:${night.id}:nobody:${person}`,
			recipient: person,
			subject: say(language, rehearsal ? 'check.nobody.subject.rehearsal' : 'check.nobody.subject', values),
			message: say(language, 'check.nobody', { floors }),
		};
	};
	await notify(trx, { now, messages: [...checkers.map(forChecker), ...told.map(forGroup)] });
}
