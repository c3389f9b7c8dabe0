import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import type { EditionGapLine, EditionLine } from '../domain/edition.ts';
import { readFlag, readMoment, readNumber } from './column-values.ts';

/** The students named in the current submissions of a night, with their counsellors. */
export async function findEditionLines(db: Knex, night: number): Promise<EditionLine[]> {
	const rows = await db(`${COLLECTIONS.nightReports} as r`)
		.join(`${COLLECTIONS.nightEntries} as e`, 'e.submission', 'r.submission')
		.join(`${COLLECTIONS.students} as s`, 's.id', 'e.student')
		.leftJoin(`${COLLECTIONS.rooms} as m`, 'm.id', 'e.room')
		.leftJoin(`${COLLECTIONS.grids} as u`, 'u.id', 'e.unit')
		.where({ 'r.night': night, 'r.level': 3 })
		.whereNotNull('e.counsellor')
		.select(
			'e.counsellor',
			'e.department',
			'e.student',
			's.number',
			's.name',
			's.phone',
			'e.kind',
			'm.number as room',
			'u.code as unit',
		)
		.select('e.returned_at', 'e.reason', 'e.approved_leave');
	return rows.map((row) => ({
		...row,
		returned_at: readMoment(row.returned_at)?.toISOString() ?? null,
		approved_leave: readFlag(row.approved_leave),
	}));
}

/** The silent units of a night, once a counsellor who has students there. */
export async function findEditionGaps(db: Knex, night: number): Promise<EditionGapLine[]> {
	const rows = await db(`${COLLECTIONS.nightReports} as r`)
		.join(`${COLLECTIONS.nightResidents} as f`, (on) => on.on('f.night', 'r.night').andOn('f.unit', 'r.grid'))
		.join(`${COLLECTIONS.grids} as u`, 'u.id', 'r.grid')
		.where({ 'r.night': night, 'r.level': 3 })
		.whereIn('r.state', ['missing', 'due'])
		.whereNotNull('f.counsellor')
		.groupBy('f.counsellor', 'f.department', 'r.grid', 'u.code', 'r.responsible_name', 'r.responsible_phone')
		.select('f.counsellor', 'f.department', 'r.grid', 'u.code', 'r.responsible_name', 'r.responsible_phone')
		.select(db.raw('count(*) as students'));
	return rows.map((row) => ({ ...row, students: readNumber(row.students) }));
}

export interface LastEdition {
	counsellor: string;
	department: number | null;
	number: number;
	hash: string;
}

/** The newest edition of each counsellor for a night. */
export async function findLastEditions(db: Knex, night: number): Promise<LastEdition[]> {
	return await db(`${COLLECTIONS.nightEditions} as e`)
		.where({ night })
		.whereNotExists(
			db(`${COLLECTIONS.nightEditions} as later`).whereRaw(
				'later.night = e.night and later.counsellor = e.counsellor and later.number > e.number',
			),
		)
		.select('counsellor', 'department', 'number', 'hash');
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
