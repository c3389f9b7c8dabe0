import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import { type KeptState, shownContact, standingNow } from '../domain/absence.ts';
import type { EditionGapLine, EditionLine } from '../domain/edition.ts';
import type { EditionContent } from '../types/api-editions.ts';
import { findFollowups } from './followups.ts';
import { isOwn, type Own } from './counsellors.ts';
import { mustReadMoment, readFlag, readJson, readMoment, readNumber } from './column-values.ts';

/**
 * The students named in the current submissions of a night as they stand now, with their counsellors; three questions
 * whatever their number.
 * @param own limits them to whom a person may see
 */
export async function findEditionLines(db: Knex, night: number, own?: Own): Promise<EditionLine[]> {
	const followups = await findFollowups(db, night);
	const leaves = await findLeavesOfNight(db, night);
	const rows: LineRow[] = await db(`${COLLECTIONS.nightReports} as r`)
		.join(`${COLLECTIONS.nightEntries} as e`, 'e.submission', 'r.submission')
		.join(`${COLLECTIONS.students} as s`, 's.id', 'e.student')
		.leftJoin(`${COLLECTIONS.rooms} as m`, 'm.id', 'e.room')
		.leftJoin(`${COLLECTIONS.grids} as u`, 'u.id', 'e.unit')
		.leftJoin(`${COLLECTIONS.nightAbsences} as a`, (on) => on.on('a.night', 'r.night').andOn('a.student', 'e.student'))
		.where({ 'r.night': night, 'r.level': 3 })
		.modify((query) => void (own === undefined || isOwn(query, 'e', own)))
		.select(
			'e.counsellor',
			's.counsellor as ownCounsellor',
			'e.department',
			'e.student',
			's.number',
			's.name',
			's.phone',
			'e.kind',
			'm.number as room',
			'u.code as unit',
		)
		.select('e.returned_at', 'e.reason', 'e.approved_leave', 'r.responsible_name', 'r.responsible_phone')
		.select({ state: 'a.state', back_at: 'a.returned_at', handed_to: 'a.handed_to' });
	return rows.map(({ responsible_name, responsible_phone, state, back_at, handed_to, ownCounsellor, ...row }) => {
		const approved_leave = readFlag(row.approved_leave);
		const done = followups.get(row.student) ?? [];
		const stands = standingNow(row.kind, { state, backAt: readMoment(back_at), handedTo: handed_to }, done);
		return {
			...row,
			in_trust: row.counsellor === null || row.counsellor !== ownCounsellor,
			returned_at: readMoment(row.returned_at)?.toISOString() ?? null,
			approved_leave,
			leave: approved_leave ? (leaves.get(row.student) ?? null) : null,
			state: stands.state,
			back_at: stands.backAt?.toISOString() ?? null,
			handed_to: stands.handedTo,
			contacted: shownContact(done),
			leader: { name: responsible_name, phone: responsible_phone },
		};
	});
}

interface LineRow extends Omit<
	EditionLine,
	'returned_at' | 'approved_leave' | 'leave' | 'state' | 'back_at' | 'contacted' | 'leader' | 'in_trust'
> {
	ownCounsellor: string | null;
	returned_at: unknown;
	approved_leave: unknown;
	responsible_name: string | null;
	responsible_phone: string | null;
	state: KeptState | null;
	back_at: unknown;
}

/** The approved leaves that cover the close of a night, by student; the longest where there are several. */
async function findLeavesOfNight(db: Knex, night: number): Promise<Map<number, EditionLine['leave']>> {
	const rows = await db(`${COLLECTIONS.leaves} as l`)
		.join(`${COLLECTIONS.nights} as n`, 'n.college', 'l.college')
		.join(`${COLLECTIONS.nightResidents} as f`, (on) => on.on('f.night', 'n.id').andOn('f.student', 'l.student'))
		.where({ 'n.id': night, 'l.state': 'approved' })
		.whereRaw('l.starts_at <= n.closes_at and l.ends_at > n.closes_at')
		.orderBy(['l.ends_at', 'l.id'])
		.select('l.student', 'l.starts_at', 'l.ends_at', 'l.reason');
	return new Map(
		rows.map(({ student, starts_at, ends_at, reason }) => [
			student,
			{ from: mustReadMoment(starts_at).toISOString(), to: mustReadMoment(ends_at).toISOString(), reason },
		]),
	);
}

/** The silent units of a night, once a counsellor who has students there, and once for those without one. @param own limits them to whom a person may see */
export async function findEditionGaps(db: Knex, night: number, own?: Own): Promise<EditionGapLine[]> {
	const rows = await db(`${COLLECTIONS.nightReports} as r`)
		.join(`${COLLECTIONS.nightResidents} as f`, (on) => on.on('f.night', 'r.night').andOn('f.unit', 'r.grid'))
		.join(`${COLLECTIONS.students} as s`, 's.id', 'f.student')
		.join(`${COLLECTIONS.grids} as u`, 'u.id', 'r.grid')
		.where({ 'r.night': night, 'r.level': 3 })
		.whereIn('r.state', ['missing', 'due'])
		.modify((query) => void (own === undefined || isOwn(query, 'f', own)))
		.groupBy('f.counsellor', 'f.department', 'r.grid', 'u.code', 'r.responsible_name', 'r.responsible_phone')
		.select('f.counsellor', 'f.department', 'r.grid', 'u.code', 'r.responsible_name', 'r.responsible_phone')
		.select(db.raw('count(*) as students'));
	return rows.map((row) => ({ ...row, students: readNumber(row.students) }));
}

export interface LastEdition {
	counsellor: string;
	department: number | null;
	number: number;
	content: EditionContent;
}

/** The newest edition of each counsellor for a night. */
export async function findLastEditions(db: Knex, night: number): Promise<LastEdition[]> {
	const rows = await db(`${COLLECTIONS.nightEditions} as e`)
		.where({ night })
		.whereNotExists(
			db(`${COLLECTIONS.nightEditions} as later`).whereRaw(
				'later.night = e.night and later.counsellor = e.counsellor and later.number > e.number',
			),
		)
		.select('counsellor', 'department', 'number', 'content');
	return rows.map((row) => ({ ...row, content: readContent(row.content) }));
}

/** Content as it is stored, written by this code alone. */
export function readContent(value: unknown): EditionContent {
	return { students: [], gaps: [], ...(readJson(value) as Partial<EditionContent> | null) };
}

/** Languages of the people a message goes to. */
export async function findLanguages(db: Knex, people: string[]): Promise<Map<string, string | null>> {
	const languages = new Map<string, string | null>();
	// In parts, because a statement binds a limited number of variables.
	for (let start = 0; start < people.length; start += 20_000) {
		const rows = await db('directus_users')
			.whereIn('id', people.slice(start, start + 20_000))
			.select('id', 'language');
		for (const row of rows) languages.set(row.id, row.language);
	}
	return languages;
}
