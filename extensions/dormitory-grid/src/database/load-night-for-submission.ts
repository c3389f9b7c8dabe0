import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import type { KnownAbsence } from '../domain/absence.ts';
import type { FrozenResident } from '../domain/night.ts';
import type { GridPlace } from '../domain/scope.ts';
import type { NightKind, NightState, ReportState } from '../types/api.ts';
import { isPostgres, mustReadMoment, readFlag, readJson, readMoment, readNumber } from './column-values.ts';
import { actorColumn, type Asker, readActor } from './find-actor.ts';
import { frequentQuestion } from './frequent-question.ts';
import { clockColumn, readClockColumn } from './read-clock.ts';

/** Everything about a night and one grid that a submission is judged by, in one question: the unit's list comes along as JSON. */
export interface SubmissionContext {
	night: {
		id: number;
		kind: NightKind;
		state: NightState;
		college: number;
		timeZone: string;
		opensAt: Date;
		closesAt: Date;
		locksAt: Date;
	};
	grid: GridPlace & { code: string };
	report: { id: number; state: ReportState; submissions: number } | null;
	/** The frozen list of the grid, when it is a unit. */
	residents: UnitResident[];
	/** What is known of absent students of the grid, when it is a unit. */
	absences: KnownAbsence[];
	/** The same person's submission under the same key, if there is one. */
	earlier: { id: string; receivedAt: Date; night: number; grid: number } | null;
}

type SubmissionKey = { night: number; grid: number; reporter: string; clientKey: string };

/** @returns `null` when there is no such night or grid */
export async function loadNightForSubmission(db: Knex, key: SubmissionKey): Promise<SubmissionContext | null> {
	const row: ContextRow | undefined = await contextOf(db, key).first();
	return row ? toContext(row) : null;
}

/**
 * The same with the person who asks and the clock: what a report needs to know, in one question.
 * @returns `null` when there is no such night or grid
 */
export async function loadAskedSubmission(
	db: Knex,
	key: SubmissionKey,
	admin: boolean,
): Promise<(Asker & { submission: SubmissionContext }) | null> {
	const [row] = await askForSubmission(db, key);
	if (!row) return null;
	const now = readClockColumn(row.now);
	return { actor: readActor(row.actor, key.reporter, admin, now), now, submission: toContext(row) };
}

const askForSubmission = frequentQuestion<SubmissionKey, ContextRow & { actor: unknown; now: unknown }>(
	'grid_asked_submission',
	(db, key) => contextOf(db, key).select(actorColumn(db, key.reporter), clockColumn(db)),
);

function contextOf(db: Knex, key: SubmissionKey) {
	return db(`${COLLECTIONS.nights} as n`)
		.join(`${COLLECTIONS.colleges} as c`, 'c.id', 'n.college')
		.join(`${COLLECTIONS.grids} as g`, (on) => on.on('g.college', 'n.college').andOnVal('g.id', key.grid))
		.leftJoin(`${COLLECTIONS.nightReports} as r`, (on) => on.on('r.night', 'n.id').andOn('r.grid', 'g.id'))
		.leftJoin(`${COLLECTIONS.nightSubmissions} as s`, (on) =>
			on.onVal('s.reporter', key.reporter).andOnVal('s.client_key', key.clientKey),
		)
		.where('n.id', key.night)
		.select(residentsOf(db, key), absencesOf(db, key))
		.select({
			id: 'n.id',
			kind: 'n.kind',
			state: 'n.state',
			college: 'n.college',
			timeZone: 'c.time_zone',
			opensAt: 'n.opens_at',
			closesAt: 'n.closes_at',
			locksAt: 'n.locks_at',
			grid: 'g.id',
			code: 'g.code',
			level: 'g.level',
			building: 'g.building',
			floor: 'g.floor',
			report: 'r.id',
			reportState: 'r.state',
			submissions: 'r.submissions',
			earlier: 's.id',
			earlierReceived: 's.received_at',
			earlierNight: 's.night',
			earlierGrid: 's.grid',
		});
}

interface ContextRow {
	id: number;
	kind: NightKind;
	state: NightState;
	college: number;
	timeZone: string;
	opensAt: unknown;
	closesAt: unknown;
	locksAt: unknown;
	grid: number;
	code: string;
	level: 1 | 2 | 3;
	building: number | null;
	floor: number | null;
	report: number | null;
	reportState: ReportState;
	submissions: number;
	earlier: string | null;
	earlierReceived: unknown;
	earlierNight: number;
	earlierGrid: number;
	residents: unknown;
	absences: unknown;
}

function toContext(row: ContextRow): SubmissionContext {
	return {
		night: {
			id: row.id,
			kind: row.kind,
			state: row.state,
			college: row.college,
			timeZone: row.timeZone,
			opensAt: mustReadMoment(row.opensAt),
			closesAt: mustReadMoment(row.closesAt),
			locksAt: mustReadMoment(row.locksAt),
		},
		grid: {
			id: row.grid,
			code: row.code,
			level: row.level,
			college: row.college,
			building: row.building,
			floor: row.floor,
		},
		report: row.report === null ? null : { id: row.report, state: row.reportState, submissions: row.submissions },
		residents: readResidents(row.residents),
		absences: readAbsences(row.absences),
		earlier:
			row.earlier === null
				? null
				: {
						id: row.earlier,
						receivedAt: readMoment(row.earlierReceived) ?? mustReadMoment(row.opensAt),
						night: row.earlierNight,
						grid: row.earlierGrid,
					},
	};
}

/** How often a person has reported for a grid in a night. */
export async function countSubmissionsOf(
	db: Knex,
	{ night, grid, reporter }: { night: number; grid: number; reporter: string },
): Promise<number> {
	const row = await db(COLLECTIONS.nightSubmissions).where({ night, grid, reporter }).count({ count: '*' }).first();
	return readNumber(row?.['count']);
}

/** The numbers on the doors of rooms. */
export async function findRoomNumbers(db: Knex, rooms: readonly number[]): Promise<Map<number, string>> {
	const rows = await db(COLLECTIONS.rooms)
		.whereIn('id', [...new Set(rooms)])
		.select<{ id: number; number: string }[]>('id', 'number');
	return new Map(rows.map((room) => [room.id, room.number]));
}

export interface UnitResident extends FrozenResident {
	department: number | null;
	counsellor: string | null;
}

type ResidentValues = [
	student: number,
	room: number,
	onLeave: unknown,
	department: number | null,
	counsellor: string | null,
];

/** The frozen list of one unit as one JSON column. */
function residentsOf(db: Knex, key: { night: number; grid: number }): Knex.QueryBuilder {
	const [list, row] = isPostgres(db) ? ['json_agg', 'json_build_array'] : ['json_group_array', 'json_array'];
	return db(`${COLLECTIONS.nightResidents} as f`)
		.where({ 'f.night': key.night, 'f.unit': key.grid })
		.select(db.raw(`${list}(${row}(f.student, f.room, f.on_leave, f.department, f.counsellor))`))
		.as('residents');
}

function readResidents(value: unknown): UnitResident[] {
	const list: unknown = readJson(value);
	if (!Array.isArray(list)) return [];
	return list.map(([student, room, onLeave, department, counsellor]: ResidentValues) => ({
		student,
		room,
		on_leave: readFlag(onLeave),
		department,
		counsellor,
	}));
}

/** The absences of one unit as one JSON column: a zero report pays no further question for them. */
function absencesOf(db: Knex, key: { night: number; grid: number }): Knex.QueryBuilder {
	const [list, row] = isPostgres(db) ? ['json_agg', 'json_build_array'] : ['json_group_array', 'json_array'];
	return db(`${COLLECTIONS.nightAbsences} as a`)
		.where({ 'a.night': key.night, 'a.unit': key.grid })
		.select(db.raw(`${list}(${row}(a.id, a.student, a.state))`))
		.as('absences');
}

function readAbsences(value: unknown): KnownAbsence[] {
	const list: unknown = readJson(value);
	if (!Array.isArray(list)) return [];
	return list.map(([id, student, state]: [number, number, KnownAbsence['state']]) => ({ id, student, state }));
}
