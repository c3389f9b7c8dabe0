import type { Knex } from 'knex';
import { chooseLanguage, type Language } from '../../constants/languages.ts';
import { type Facility, findFoundBroken, findKeepers, findUnfit } from '../../database/facilities.ts';
import type { CollegeCalendar } from '../../database/find-due-nights.ts';
import { findLanguages } from '../../database/find-edition-lines.ts';
import { writeMark } from '../../database/installation.ts';
import { dateAt, momentOn } from '../../domain/calendar.ts';
import { isUnfit, rings } from '../../domain/facility.ts';
import type { Actor } from '../../domain/scope.ts';
import { say } from '../../lang/say.ts';
import { type Message, notify } from '../notify.ts';
import type { Seen } from './read-findings.ts';

/** When what is not replaced rings again, on the college's clock. */
const RINGS_AT = '08:00';
/** Lines of one message; the rest are counted. */
const NAMED = 30;
/** What a walk has found broken rings at once, but not a second time within a day by the same person. */
const RINGS_AGAIN_MS = 24 * 3_600_000;

/**
 * Fire equipment that is empty, damaged, lost or out of date rings every morning until it is replaced: one message a
 * person with all that is in his care. Once a day and college, whoever asks and however often.
 */
export async function ringFacilities(
	db: Knex,
	{ id: college, settings }: CollegeCalendar,
	rung: string | undefined,
	now: Date,
): Promise<void> {
	const today = dateAt(now, settings.time_zone);
	if (rung === today || now < momentOn(today, RINGS_AT, settings.time_zone)) return;
	await db.transaction(async (trx) => {
		await writeMark(trx, `facilities_rung:${college}`, today, now);
		const unfit = (await findUnfit(trx, college, today)).filter((facility) => rings(facility, today));
		await tellKeepers(trx, unfit, { key: today, today, college, now, except: null });
	});
}

/**
 * The first ring, in the transaction of the walk that found it: whoever walks knows already. Once a day, person and
 * facility: whoever enters one state after the other rings nobody again, and what another finds rings all the same.
 */
export async function ringOfWalk(
	trx: Knex,
	walk: { id: string; actor: Actor & { user: string }; place: { college: number; timeZone: string }; now: Date },
	seen: readonly Seen[],
): Promise<void> {
	const { id, actor, place, now } = walk;
	const today = dateAt(now, place.timeZone);
	const fresh = seen.flatMap(({ facility, state, expiresOn }) => {
		const after = { ...facility, state, expiresOn };
		const wasKnown = rings(facility, today) && facility.state === state && facility.issue !== null;
		return rings(after, today) && !wasKnown ? [after] : [];
	});
	const since = new Date(now.getTime() - RINGS_AGAIN_MS);
	const rung = await findFoundBroken(trx, fresh, { by: actor.user, since, except: id });
	const unheard = fresh.filter((facility) => !rung.has(facility.id));
	await tellKeepers(trx, unheard, { key: id, today, college: place.college, now, except: actor.user });
}

async function tellKeepers(
	trx: Knex,
	facilities: readonly Facility[],
	told: { key: string; today: string; college: number; now: Date; except: string | null },
): Promise<void> {
	if (facilities.length === 0) return;
	const { key, today, college, now, except } = told;
	const lists = new Map<string, Facility[]>();
	for (const { person, unit, floor, building } of await findKeepers(trx, facilities)) {
		const own = facilities.filter(
			(one) =>
				(unit !== null && one.unit === unit) ||
				(floor !== null && one.floor === floor) ||
				(building !== null && one.building === building),
		);
		if (person !== except) lists.set(person, [...new Set([...(lists.get(person) ?? []), ...own])]);
	}
	const languages = await findLanguages(trx, [...lists.keys()]);
	const messages = [...lists].map(([person, own]): Message => {
		const language = chooseLanguage(languages.get(person));
		const lines = own.slice(0, NAMED).map((facility) => `- ${lineOf(language, facility, today)}`);
		return {
			key: `facilities:${college}:${key}:${person}`,
			college,
			night: null,
			kind: 'facility',
			recipient: person,
			subject: say(language, 'facility.ring.subject', { count: own.length }),
			message: [...lines, say(language, 'facility.ring.end')].join('\n'),
			mail: false,
		};
	});
	await notify(trx, { now, messages });
}

function lineOf(language: Language, { code, kind, place, state, expiresOn }: Facility, today: string): string {
	const shown = isUnfit(state, null, today) ? state : 'expired';
	return say(language, 'facility.ring.line', {
		kind: say(language, `facility.kind.${kind}`),
		code,
		place: place ?? '',
		state: say(language, `facility.state.${shown}`),
		until: shown === 'expired' ? (expiresOn ?? '') : '',
	});
}
