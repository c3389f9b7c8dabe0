import type { Knex } from 'knex';
import { chooseLanguage } from '../../constants/languages.ts';
import { findLanguages } from '../../database/find-edition-lines.ts';
import { findOnDuty } from '../../database/on-duty.ts';
import { type MissedDuty, takeMissed } from '../../database/patrol-duties.ts';
import { dayAndTime } from '../../domain/calendar.ts';
import { tellOfMissed } from '../../domain/missed-walks.ts';
import { say, sayList } from '../../lang/say.ts';
import { type Message, notify } from '../notify.ts';

/** Lines of one message; the rest are counted. */
const NAMED = 30;

/**
 * Marks what nobody has walked in time and tells the level above, in one transaction: each walk once, and each person
 * once of all that was missed below him.
 */
export async function tellMissed(trx: Knex, now: Date): Promise<void> {
	const missed = await takeMissed(trx, now);
	if (missed.length === 0) return;
	const places = (column: 'college' | 'building' | 'floor') => [
		...new Set(missed.flatMap((walk) => walk[column] ?? [])),
	];
	const holders = await findOnDuty(trx, {
		colleges: places('college'),
		buildings: places('building'),
		floors: places('floor'),
	});
	const told = tellOfMissed(missed, holders);
	const languages = await findLanguages(trx, [...told.keys()]);
	const messages = [...told].flatMap(([person, walks]): Message[] => {
		const [first] = walks;
		if (!first) return [];
		const language = chooseLanguage(languages.get(person));
		const codes = [...new Set(walks.map(({ code }) => code))];
		const line = ({ code, dueAt, timeZone }: MissedDuty) =>
			`- ${say(language, 'patrol.missed.line', { code, due: dayAndTime(dueAt, timeZone) })}`;
		const rest = walks.length - NAMED;
		return [
			{
				key: `patrol_missed:${first.duty}:${person}`,
				college: first.college,
				night: null,
				kind: 'patrol_missed',
				recipient: person,
				subject: say(language, 'patrol.missed.subject', { count: walks.length, codes: sayList(language, codes) }),
				message: [
					...walks.slice(0, NAMED).map(line),
					...(rest > 0 ? [say(language, 'patrol.missed.more', { count: rest })] : []),
					say(language, 'patrol.missed.end'),
				].join('\n'),
				mail: false,
			},
		];
	});
	await notify(trx, { now, messages });
}
