import type { EmergencyAudience } from '../constants/issues.ts';
import type { Knex } from 'knex';
import { chooseLanguage, type Language } from '../constants/languages.ts';
import { COLLECTIONS } from '../constants/collections.ts';
import { findLanguages } from '../database/find-edition-lines.ts';
import { holdSilentLevels, saveRings, type SilentLevel } from '../database/emergency-levels.ts';
import { findOnDuty } from '../database/on-duty.ts';
import { clockTime } from '../domain/calendar.ts';
import { climbedTo, nextRing } from '../domain/emergency.ts';
import { groupBy } from '../domain/group-by.ts';
import type { OfficeHolder } from '../domain/ladder.ts';
import { say, sayList } from '../lang/say.ts';
import { type Message, notify } from './notify.ts';

/** Rings every level that has not said that it knows, and with each ring one level more above it. @returns how many levels rang */
export async function ringEmergencies(db: Knex, now: Date): Promise<number> {
	return await db.transaction(async (trx) => {
		const silent = await holdSilentLevels(trx, now);
		if (silent.length === 0) return 0;
		const distinct = (of: (level: SilentLevel) => number | null) => [
			...new Set(silent.map(of).filter((value) => value !== null)),
		];
		const staff = await findOnDuty(trx, {
			colleges: distinct(({ college }) => college),
			buildings: distinct(({ building }) => building),
			floors: distinct(({ floor }) => floor),
			units: distinct(({ unit }) => unit),
		});
		const rung = silent.map((level) => ({ level, rings: level.rings + 1 }));
		await saveRings(
			trx,
			rung.map(({ level, rings }) => ({
				id: level.id,
				rings,
				// Where nobody is in office nobody can answer: the levels above have heard it, and ring for themselves.
				next_ring_at: peopleOf(level.audience, level, staff).length === 0 ? null : nextRing(rings, now, level.minutes),
			})),
		);
		const lines = rung.flatMap(({ level, rings }) =>
			[level.audience, ...climbedTo(level.audience, rings)]
				.flatMap((audience) => peopleOf(audience, level, staff))
				.map((person) => ({ person, level, rings })),
		);
		const byPerson = groupBy(lines, ({ person, level }) => `${level.emergency}:${person}`);
		const languages = await findLanguages(trx, [...new Set(lines.map(({ person }) => person))]);
		const messages = [...byPerson.values()].flatMap((own): Message[] => {
			const [first] = own;
			return first ? [messageOf(chooseLanguage(languages.get(first.person)), first, own)] : [];
		});
		await notify(trx, { now, messages });
		return rung.length;
	});
}

function peopleOf(audience: EmergencyAudience, level: SilentLevel, staff: readonly OfficeHolder[]): string[] {
	if (audience === 'counsellor') return level.person === null ? [] : [level.person];
	return staff
		.filter((one) => {
			switch (audience) {
				case 'unit':
					return level.unit !== null && one.unit === level.unit;
				case 'floor':
					return level.floor !== null && one.floor === level.floor;
				case 'building':
					return one.building === level.building;
				case 'working_group':
					return one.position === 'working_group' && one.college === level.college;
			}
		})
		.map(({ person }) => person);
}

interface Ring {
	person: string;
	level: SilentLevel;
	rings: number;
}

function messageOf(language: Language, { person, level, rings }: Ring, own: readonly Ring[]): Message {
	const { emergency, college, kind, code, roomNumber, reportedAt, timeZone } = level;
	const silent = [...new Set(own.map((ring) => ring.level.audience))];
	const values = {
		kind: say(language, `emergency.kind.${kind}`),
		place: roomNumber ?? code,
		time: clockTime(reportedAt, timeZone),
		levels: sayList(
			language,
			silent.map((audience) => say(language, `emergency.audience.${audience}`)),
		),
	};
	return {
		key: `emergency:${emergency}:ring:${level.id}.${rings}:${person}`,
		college,
		night: null,
		kind: 'emergency',
		recipient: person,
		subject: say(language, 'emergency.ring.subject', values),
		message: `- ${say(language, 'emergency.ring', values)}`,
		mail: true,
		collection: COLLECTIONS.emergencies,
		item: emergency,
	};
}
