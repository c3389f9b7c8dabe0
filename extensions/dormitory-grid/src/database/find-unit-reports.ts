import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import { absenceOf } from '../domain/absence.ts';
import type { DeskEntry, DeskReport, DeskUnitAnswer } from '../types/api-desk.ts';
import { mustReadMoment, readFlag, readMoment, readNumber } from './column-values.ts';
import { findLadderMarks } from './ladder.ts';
import { personName } from './find-actor.ts';

/** Where a unit stands in a night; `null`: it was not on the list. */
export async function findUnitState(
	db: Knex,
	night: number,
	unit: number,
): Promise<Omit<DeskUnitAnswer, 'now' | 'reports'> | null> {
	const row = await db(`${COLLECTIONS.nightReports} as r`)
		.join(`${COLLECTIONS.grids} as g`, 'g.id', 'r.grid')
		.where({ 'r.night': night, 'r.grid': unit, 'r.level': 3 })
		.first('r.grid', 'g.code', 'r.state', 'r.due_at', 'r.residents', 'r.responsible_name', 'r.responsible_phone')
		.select('r.handed_back_at', 'r.handed_back_reason', 'r.floor');
	if (!row) return null;
	const handedBackAt = readMoment(row.handed_back_at);
	return {
		unit: row.grid,
		code: row.code,
		floor: row.floor,
		state: row.state,
		due_at: readMoment(row.due_at)?.toISOString() ?? null,
		residents: readNumber(row.residents),
		responsible: { name: row.responsible_name, phone: row.responsible_phone },
		handed_back: handedBackAt && { at: handedBackAt.toISOString(), reason: row.handed_back_reason },
	};
}

/** Every report of a unit in a night, newest first, each with the students it named. */
export async function findUnitReports(db: Knex, night: number, unit: number): Promise<DeskReport[]> {
	const rows = await db(`${COLLECTIONS.nightSubmissions} as s`)
		.leftJoin('directus_users as u', 'u.id', 's.reporter')
		.where({ 's.night': night, 's.grid': unit })
		.orderBy('s.number', 'desc')
		.select('s.id', 's.number', 's.received_at', 's.received_state', 's.reported_as', 's.on_behalf', 's.stand_in')
		.select('s.reason', 's.note', 's.residents', 's.present', 's.late_return', 's.not_returned', 's.on_leave')
		.select('u.first_name', 'u.last_name');
	const entries = await findEntries(db, night, unit);
	return rows.map((row) => ({
		number: row.number,
		received_at: mustReadMoment(row.received_at).toISOString(),
		state: row.received_state,
		reporter: personName(row.last_name, row.first_name) || null,
		reported_as: row.reported_as,
		on_behalf: readFlag(row.on_behalf),
		stand_in: readFlag(row.stand_in),
		reason: row.reason,
		note: row.note,
		counts: {
			residents: readNumber(row.residents),
			present: readNumber(row.present),
			late_return: readNumber(row.late_return),
			not_returned: readNumber(row.not_returned),
			on_leave: readNumber(row.on_leave),
		},
		entries: entries.get(row.id) ?? [],
	}));
}

async function findEntries(db: Knex, night: number, unit: number): Promise<Map<string, DeskEntry[]>> {
	const marks = await findLadderMarks(db, night, { unit });
	const rows = await db(`${COLLECTIONS.nightEntries} as e`)
		.join(`${COLLECTIONS.students} as s`, 's.id', 'e.student')
		.leftJoin(`${COLLECTIONS.rooms} as m`, 'm.id', 'e.room')
		.leftJoin(`${COLLECTIONS.nightAbsences} as a`, (on) => on.on('a.night', 'e.night').andOn('a.student', 'e.student'))
		.where({ 'e.night': night, 'e.unit': unit })
		.orderBy(['m.position', 'm.number', 's.number'])
		.select('e.submission', 'e.student', 's.name', 's.number', 'm.number as room', 'e.kind', 'e.returned_at')
		.select('e.reason', 'e.approved_leave', 'a.state');
	const bySubmission = new Map<string, DeskEntry[]>();
	for (const { submission, ...row } of rows) {
		const list = bySubmission.get(submission) ?? [];
		list.push({
			...row,
			returned_at: readMoment(row.returned_at)?.toISOString() ?? null,
			approved_leave: readFlag(row.approved_leave),
			state: absenceOf(row.state),
			ladder: row.kind === 'not_returned' ? (marks.get(row.student) ?? null) : null,
		});
		bySubmission.set(submission, list);
	}
	return bySubmission;
}
