import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import { lastReopening, SETTLED, shownContact } from '../domain/absence.ts';
import type { AbsenceState } from '../types/api.ts';
import type {
	DeskBuilding,
	DeskDepartment,
	DeskOpenStudent,
	DeskSettledStudent,
	DeskSilent,
	ReplayUnit,
} from '../types/api-desk.ts';
import { findFollowups } from './followups.ts';
import { mustReadMoment, readMoment, readNumber } from './column-values.ts';
import { personName } from './find-actor.ts';
import { findLadderMarks } from './ladder.ts';

/** Who owes a report of a night and has not sent it: units first, then floors and buildings, in tree order. */
export async function findSilentGrids(db: Knex, night: number, limit: number): Promise<DeskSilent[]> {
	const rows = await db(`${COLLECTIONS.nightReports} as r`)
		.join(`${COLLECTIONS.grids} as g`, 'g.id', 'r.grid')
		.leftJoin(`${COLLECTIONS.grids} as b`, 'b.id', 'r.building')
		.leftJoin(`${COLLECTIONS.grids} as f`, 'f.id', 'r.floor')
		.where('r.night', night)
		.whereIn('r.state', ['due', 'missing'])
		.orderBy([{ column: 'r.level', order: 'desc' }, 'b.position', 'b.id', 'f.position', 'f.id', 'g.position', 'g.id'])
		.limit(limit)
		.select('r.grid', 'g.code', 'r.level', 'r.state', 'r.due_at', 'r.residents')
		.select('r.responsible_name', 'r.responsible_phone');
	return rows.map(({ responsible_name, responsible_phone, ...row }) => ({
		...row,
		due_at: mustReadMoment(row.due_at).toISOString(),
		residents: readNumber(row.residents),
		responsible: { name: responsible_name, phone: responsible_phone },
	}));
}

/** What the reports of each building add up to, with its own sign-on and its floors'. */
export async function sumByBuilding(db: Knex, night: number): Promise<DeskBuilding[]> {
	const unit = (what: string) => `sum(case when r.level = 3 ${what} else 0 end)`;
	const rows = await db(`${COLLECTIONS.nightReports} as r`)
		.join(`${COLLECTIONS.grids} as b`, 'b.id', 'r.building')
		.where('r.night', night)
		.groupBy('b.id', 'b.code', 'b.name', 'b.position')
		.orderBy(['b.position', 'b.id'])
		.select('b.id', 'b.code', 'b.name')
		.select(
			db.raw(
				`${unit('then 1')} as owed,
				${unit("and r.state in ('on_time', 'late') then 1")} as reported,
				${unit("and r.state = 'on_time' then 1")} as on_time,
				sum(case when r.level = 2 then 1 else 0 end) as floors,
				sum(case when r.level = 2 and r.state in ('on_time', 'late') then 1 else 0 end) as floors_signed,
				max(case when r.level = 1 then r.state end) as state,
				max(case when r.level = 1 then r.received_at end) as received_at,
				${unit('then r.residents')} as residents,
				${unit('then coalesce(r.present, 0)')} as present,
				${unit('then coalesce(r.late_return, 0)')} as late_return,
				${unit('then coalesce(r.not_returned, 0)')} as not_returned,
				${unit('then coalesce(r.on_leave, 0)')} as on_leave`,
			),
		);
	return rows.map((row) => ({
		id: row.id,
		code: row.code,
		name: row.name,
		rate: { owed: readNumber(row.owed), reported: readNumber(row.reported), on_time: readNumber(row.on_time) },
		floors: readNumber(row.floors),
		floors_signed: readNumber(row.floors_signed),
		state: row.state ?? 'none',
		received_at: readMoment(row.received_at)?.toISOString() ?? null,
		counts: {
			residents: readNumber(row.residents),
			present: readNumber(row.present),
			late_return: readNumber(row.late_return),
			not_returned: readNumber(row.not_returned),
			on_leave: readNumber(row.on_leave),
		},
	}));
}

/** The same night by department, in students: a mixed unit's report tells of several departments. */
export async function rateByDepartment(db: Knex, night: number): Promise<DeskDepartment[]> {
	const rows = await db(`${COLLECTIONS.nightResidents} as f`)
		.join(`${COLLECTIONS.nightReports} as r`, (on) => on.on('r.night', 'f.night').andOn('r.grid', 'f.unit'))
		.leftJoin(`${COLLECTIONS.departments} as d`, 'd.id', 'f.department')
		.leftJoin(`${COLLECTIONS.nightEntries} as e`, (on) =>
			on.on('e.submission', 'r.submission').andOn('e.student', 'f.student'),
		)
		.leftJoin(`${COLLECTIONS.nightAbsences} as a`, (on) =>
			on.on('a.night', 'f.night').andOn('a.student', 'f.student').andOnVal('a.state', 'open'),
		)
		.where('f.night', night)
		.groupBy('f.department', 'd.name', 'd.code')
		.orderBy([{ column: 'd.code', nulls: 'last' }])
		.select('f.department', 'd.name')
		.select(
			db.raw(
				`count(*) as owed,
				sum(case when r.state in ('on_time', 'late') then 1 else 0 end) as reported,
				sum(case when r.state = 'on_time' then 1 else 0 end) as on_time,
				sum(case when e.kind = 'late_return' then 1 else 0 end) as late_return,
				sum(case when e.kind = 'not_returned' then 1 else 0 end) as not_returned,
				sum(case when e.kind = 'on_leave' then 1 else 0 end) as on_leave,
				sum(case when a.state = 'open' then 1 else 0 end) as still_open`,
			),
		);
	return rows.map((row) => ({
		id: row.department,
		name: row.name,
		rate: { owed: readNumber(row.owed), reported: readNumber(row.reported), on_time: readNumber(row.on_time) },
		late_return: readNumber(row.late_return),
		not_returned: readNumber(row.not_returned),
		on_leave: readNumber(row.on_leave),
		open: readNumber(row.still_open),
	}));
}

/** How the absences of a night stand. */
export async function countAbsences(db: Knex, night: number): Promise<Record<AbsenceState, number>> {
	const rows = await db(COLLECTIONS.nightAbsences)
		.where({ night })
		.groupBy('state')
		.select('state', db.raw('count(*) as students'));
	const count = (state: AbsenceState) => readNumber(rows.find((row) => row.state === state)?.students);
	return { open: count('open'), back: count('back'), handed_over: count('handed_over') };
}

/** Who is still missed, in tree order, with his counsellor, the last attempt to reach him and how far it has gone. */
export async function findOpenStudents(db: Knex, night: number, limit: number): Promise<DeskOpenStudent[]> {
	const rows = await db(`${COLLECTIONS.nightAbsences} as a`)
		.join(`${COLLECTIONS.students} as s`, 's.id', 'a.student')
		.join(`${COLLECTIONS.grids} as u`, 'u.id', 'a.unit')
		.leftJoin(`${COLLECTIONS.grids} as f`, 'f.id', 'a.floor')
		.leftJoin(`${COLLECTIONS.grids} as b`, 'b.id', 'a.building')
		.leftJoin(`${COLLECTIONS.rooms} as m`, 'm.id', 'a.room')
		.leftJoin(`${COLLECTIONS.departments} as d`, 'd.id', 'a.department')
		.leftJoin('directus_users as p', 'p.id', 'a.counsellor')
		.where({ 'a.night': night, 'a.state': 'open' })
		.orderBy(
			['b.position', 'b.id', 'f.position', 'f.id', 'u.position', 'u.id', 'm.position', 'a.id'].map((column) => ({
				column,
				nulls: 'last' as const,
			})),
		)
		.limit(limit)
		.select('a.student', 'a.opened_at', 'a.counsellor', 's.name', 's.number', 'm.number as room', 'u.code as unit')
		.select('d.name as department', 'p.first_name', 'p.last_name', 'p.phone');
	if (rows.length === 0) return [];
	const followups = await findFollowups(db, night);
	const marks = await findLadderMarks(db, night);
	return rows.map(({ opened_at, counsellor, first_name, last_name, phone, ...row }) => {
		const own = followups.get(row.student) ?? [];
		const again = lastReopening(own);
		return {
			...row,
			since: mustReadMoment(opened_at).toISOString(),
			counsellor: counsellor === null ? null : { name: personName(last_name, first_name), phone },
			contacted: shownContact(own),
			reopened: again && { at: again.at.toISOString(), by: again.by },
			ladder: marks.get(row.student) ?? null,
		};
	});
}

/** Who is not missed any more, the last one first, and who said so. */
export async function findSettledStudents(db: Knex, night: number, limit: number): Promise<DeskSettledStudent[]> {
	const rows = await db(`${COLLECTIONS.nightAbsences} as a`)
		.join(`${COLLECTIONS.students} as s`, 's.id', 'a.student')
		.join(`${COLLECTIONS.grids} as u`, 'u.id', 'a.unit')
		.leftJoin(`${COLLECTIONS.rooms} as m`, 'm.id', 'a.room')
		.leftJoin('directus_users as p', 'p.id', 'a.settled_by')
		.where({ 'a.night': night })
		.whereIn('a.state', [...SETTLED])
		.orderBy([{ column: 'a.settled_at', order: 'desc' }, 'a.id'])
		.limit(limit)
		.select('a.student', 's.name', 's.number', 'm.number as room', 'u.code as unit', 'a.state', 'a.settled_at')
		.select('a.returned_at', 'a.handed_to', 'p.first_name', 'p.last_name');
	return rows.map(({ settled_at, returned_at, first_name, last_name, ...row }) => ({
		...row,
		at: mustReadMoment(settled_at).toISOString(),
		by: personName(last_name, first_name) || null,
		back_at: readMoment(returned_at)?.toISOString() ?? null,
	}));
}

/** The units that a night expects, in tree order, for its replay. */
export async function findExpectedUnits(db: Knex, night: number): Promise<ReplayUnit[]> {
	return await db(`${COLLECTIONS.nightReports} as r`)
		.join(`${COLLECTIONS.grids} as g`, 'g.id', 'r.grid')
		.join(`${COLLECTIONS.grids} as b`, 'b.id', 'r.building')
		.join(`${COLLECTIONS.grids} as f`, 'f.id', 'r.floor')
		.where({ 'r.night': night, 'r.level': 3 })
		.orderBy(['b.position', 'b.id', 'f.position', 'f.id', 'g.position', 'g.id'])
		.select('g.id', 'g.code', 'r.building', 'r.floor', 'r.residents');
}
