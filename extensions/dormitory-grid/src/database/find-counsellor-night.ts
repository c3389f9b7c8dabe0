import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import type { ResidentPlace } from '../domain/scope.ts';
import type { FollowupKind } from '../types/api.ts';
import type { EditionContent } from '../types/api-editions.ts';
import type { EditionMark, Followup } from '../types/api-counsellor.ts';
import { mustReadMoment, readMoment, readNumber } from './column-values.ts';
import { personName } from './find-actor.ts';
import { readContent } from './find-edition-lines.ts';
import { isOwn, type Own } from './counsellors.ts';

export interface CounsellorEdition extends EditionMark {
	content: EditionContent;
}

/** A counsellor's editions of a night, newest first, each with the moment it was first opened. */
export async function findCounsellorEditions(
	db: Knex,
	night: number,
	counsellor: string,
): Promise<CounsellorEdition[]> {
	const openings = db(COLLECTIONS.editionOpenings)
		.where({ night, counsellor })
		.groupBy('edition')
		.select('edition')
		.min({ opened_at: 'opened_at' });
	const rows = await db(`${COLLECTIONS.nightEditions} as e`)
		.leftJoin(openings.as('o'), 'o.edition', 'e.id')
		.where({ 'e.night': night, 'e.counsellor': counsellor })
		.orderBy('e.number', 'desc')
		.select('e.id', 'e.number', 'e.made_at', 'e.late_by', 'e.names', 'e.gaps', 'e.content', 'o.opened_at');
	return rows.map((row) => ({
		id: row.id,
		number: row.number,
		made_at: mustReadMoment(row.made_at).toISOString(),
		late_by: readNumber(row.late_by),
		names: readNumber(row.names),
		gaps: readNumber(row.gaps),
		opened_at: readMoment(row.opened_at)?.toISOString() ?? null,
		content: readContent(row.content),
	}));
}

/** How many of a counsellor's students are on the night's list, and how many of them a report has told of. */
export async function countCounsellorStudents(
	db: Knex,
	night: number,
	own: Own,
): Promise<{ expected: number; reported: number }> {
	const row = await db(`${COLLECTIONS.nightResidents} as f`)
		.leftJoin(`${COLLECTIONS.nightReports} as r`, (on) => on.on('r.night', 'f.night').andOn('r.grid', 'f.unit'))
		.join(`${COLLECTIONS.students} as s`, 's.id', 'f.student')
		.where({ 'f.night': night })
		.modify((query) => isOwn(query, 'f', own))
		.first(db.raw("count(*) as expected, sum(case when r.state in ('on_time', 'late') then 1 else 0 end) as reported"));
	return { expected: readNumber(row?.expected), reported: readNumber(row?.reported) };
}

/** Class and bed of the students a counsellor's list names. */
export async function findStudentPlaces(
	db: Knex,
	night: number,
	own: Own,
): Promise<Map<number, { class_name: string | null; bed: number | null }>> {
	const rows = await db(`${COLLECTIONS.nightEntries} as e`)
		.join(`${COLLECTIONS.students} as s`, 's.id', 'e.student')
		.join(`${COLLECTIONS.nightResidents} as f`, (on) => on.on('f.night', 'e.night').andOn('f.student', 'e.student'))
		.where({ 'e.night': night })
		.modify((query) => isOwn(query, 'e', own))
		.distinct('e.student', 's.class_name', 'f.bed');
	return new Map(rows.map(({ student, class_name, bed }) => [student, { class_name, bed }]));
}

export interface OwnFollowup {
	student: number;
	kind: FollowupKind;
	recorder: string | null;
	place: ResidentPlace;
	/** As the counsellor reads it. */
	shown: Followup;
}

interface FollowupRow extends ResidentPlace, Pick<Followup, 'id' | 'kind' | 'note' | 'handed_to'> {
	student: number;
	recorded_at: unknown;
	returned_at: unknown;
	recorded_by: string | null;
	first_name: string | null;
	last_name: string | null;
}

/** What was done about a counsellor's students in a night, oldest first. */
export async function findOwnFollowups(db: Knex, night: number, own: Own): Promise<OwnFollowup[]> {
	const rows: FollowupRow[] = await db(`${COLLECTIONS.nightFollowups} as w`)
		.leftJoin('directus_users as u', 'u.id', 'w.recorded_by')
		.join(`${COLLECTIONS.students} as s`, 's.id', 'w.student')
		.where({ 'w.night': night })
		.modify((query) => isOwn(query, 'w', own))
		.orderBy(['w.recorded_at', 'w.id'])
		.select('w.id', 'w.student', 'w.kind', 'w.recorded_at', 'w.note', 'w.returned_at', 'w.handed_to')
		.select(
			'w.recorded_by',
			'w.college',
			'w.building',
			'w.floor',
			'w.unit',
			'w.counsellor',
			'u.first_name',
			'u.last_name',
		);
	return rows.map(({ college, building, floor, unit, counsellor, ...row }) => ({
		student: row.student,
		kind: row.kind,
		recorder: row.recorded_by,
		place: { college, building, floor, unit, counsellor },
		shown: {
			id: row.id,
			kind: row.kind,
			at: mustReadMoment(row.recorded_at).toISOString(),
			by: personName(row.last_name, row.first_name) || null,
			note: row.note,
			returned_at: readMoment(row.returned_at)?.toISOString() ?? null,
			handed_to: row.handed_to,
		},
	}));
}
