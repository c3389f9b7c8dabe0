import type { Knex } from 'knex';
import { chooseLanguage, type Language } from '../constants/languages.ts';
import { type ConcernedStudent, type EmergencyPlace, findPhone } from '../database/emergencies.ts';
import { findLanguages } from '../database/find-edition-lines.ts';
import { clockTime } from '../domain/calendar.ts';
import type { OfficeHolder } from '../domain/ladder.ts';
import type { Actor } from '../domain/scope.ts';
import { say, sayList } from '../lang/say.ts';
import type { ParsedEmergency } from './inputs/emergency.ts';
import { notify } from './notify.ts';

export interface Emergency {
	id: string;
	input: ParsedEmergency;
	place: EmergencyPlace;
	room: { id: number; number: string } | null;
	students: ConcernedStudent[];
}

/** Everybody on duty there and the counsellors concerned, by mail at once. @returns how many people were told; whoever raised it knows */
export async function tellEmergency(
	trx: Knex,
	actor: Actor & { user: string },
	emergency: Emergency,
	staff: readonly OfficeHolder[],
	now: Date,
): Promise<number> {
	const { id, place, students } = emergency;
	const onDuty = new Set(staff.map(({ person }) => person));
	const counsellors = students.flatMap(({ counsellor }) => counsellor ?? []);
	const people = [...new Set([...onDuty, ...counsellors])].filter((person) => person !== actor.user);
	const languages = await findLanguages(trx, people);
	const phone = await findPhone(trx, actor.user);
	const messages = people.map((person) => {
		const language = chooseLanguage(languages.get(person));
		// A counsellor is told of his own students only.
		const shown = onDuty.has(person) ? students : students.filter(({ counsellor }) => counsellor === person);
		return {
			key: `emergency:${id}:${person}`,
			college: place.college,
			night: null,
			kind: 'emergency' as const,
			recipient: person,
			subject: emergencySubject(language, emergency),
			message: messageOf(language, emergency, shown, { name: actor.name, phone, now }),
			mail: true,
		};
	});
	await notify(trx, { now, messages });
	return people.length;
}

export function emergencySubject(language: Language, { input, place, room }: Emergency): string {
	const kind = say(language, `emergency.kind.${input.kind}`);
	return say(language, 'emergency.subject', { kind, place: room?.number ?? place.code });
}

function messageOf(
	language: Language,
	{ input, place, room }: Emergency,
	students: readonly ConcernedStudent[],
	by: { name: string; phone: string | null; now: Date },
): string {
	const time = clockTime(by.now, place.timeZone);
	const named = students.map(({ name, number }) => say(language, 'emergency.student', { name, number }));
	return [
		say(language, 'emergency.by', { name: by.name, phone: by.phone, time }),
		say(language, 'emergency.place', { code: place.code, room: room?.number ?? '' }),
		...(named.length > 0 ? [say(language, 'emergency.students', { students: sayList(language, named) })] : []),
		...(input.note ? [input.note] : []),
	]
		.map((line) => `- ${line}`)
		.join('\n');
}
