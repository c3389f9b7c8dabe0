import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import type { Position } from '../constants/positions.ts';
import type { LadderPlace } from '../domain/ladder.ts';
import type { NightKind } from '../types/api.ts';
import type { LadderMark } from '../types/api-counsellor.ts';
import { isPostgres, mustReadMoment, readDate, readJson, readMoment, readNumber } from './column-values.ts';
import { personName } from './find-actor.ts';
import { insertRows } from './insert-rows.ts';

export interface LadderNight {
	id: number;
	college: number;
	kind: NightKind;
	date: string;
	timeZone: string;
	opensAt: Date;
	closesAt: Date;
	/** When the college's next regular night closes, or did; of a rehearsal `null`. */
	nextClosesAt: Date | null;
	/** The college's settings as they stand. */
	ladder: unknown;
	regular: { opens: string; closes: string };
	/** The step that every open absence has taken. */
	lowest: number;
}

/** Closed nights in which somebody is still missed, with what their college wants done about it. */
export async function findLadderNights(db: Knex, closedAfter: Date): Promise<LadderNight[]> {
	const open = db(COLLECTIONS.nightAbsences)
		.where({ state: 'open' })
		.groupBy('night')
		.select('night')
		.min({ lowest: 'ladder_step' });
	const next = db(`${COLLECTIONS.nights} as later`)
		.whereRaw("later.college = n.college and later.kind = 'regular' and n.kind = 'regular'")
		.whereRaw('later.closes_at > n.closes_at')
		.min('later.closes_at');
	const rows = await db(`${COLLECTIONS.nights} as n`)
		.join(`${COLLECTIONS.colleges} as c`, 'c.id', 'n.college')
		.join(open.as('o'), 'o.night', 'n.id')
		.where('n.state', 'closed')
		.where('n.closes_at', '>', closedAfter)
		.orderBy('n.id')
		.select('n.id', 'n.college', 'n.kind', 'n.date', 'n.opens_at', 'n.closes_at', 'o.lowest')
		.select('c.ladder', 'c.opens', 'c.closes', 'c.time_zone', { next });
	return rows.map((row) => ({
		id: row.id,
		college: row.college,
		kind: row.kind,
		date: readDate(row.date) ?? '',
		timeZone: row.time_zone,
		opensAt: mustReadMoment(row.opens_at),
		closesAt: mustReadMoment(row.closes_at),
		nextClosesAt: readMoment(row.next),
		ladder: readJson(row.ladder),
		regular: { opens: row.opens, closes: row.closes },
		lowest: readNumber(row.lowest),
	}));
}

export interface MissedStudent {
	/** The absence's key. */
	id: number;
	student: number;
	openedAt: Date;
	taken: number;
	place: LadderPlace;
	name: string;
	number: string;
	room: string | null;
	unit: string;
	counsellor: { name: string; phone: string | null } | null;
	leader: { name: string; phone: string | null } | null;
}

/**
 * The open absences that have not taken a step yet, held until the caller's transaction ends: nobody found here is
 * settled before he is told of. One that is being settled at this moment, or climbs elsewhere, is left out.
 */
export async function holdMissed(trx: Knex, night: number, step: number): Promise<MissedStudent[]> {
	const rows: MissedRow[] = await trx(`${COLLECTIONS.nightAbsences} as a`)
		.join(`${COLLECTIONS.students} as s`, 's.id', 'a.student')
		.join(`${COLLECTIONS.grids} as u`, 'u.id', 'a.unit')
		.leftJoin(`${COLLECTIONS.rooms} as m`, 'm.id', 'a.room')
		.leftJoin('directus_users as p', 'p.id', 'a.counsellor')
		.leftJoin(`${COLLECTIONS.nightReports} as r`, (on) => on.on('r.night', 'a.night').andOn('r.grid', 'a.unit'))
		.where({ 'a.night': night, 'a.state': 'open' })
		.where('a.ladder_step', '<', step)
		.orderBy('a.id')
		.select('a.id', 'a.student', 'a.opened_at', 'a.ladder_step', 'a.college', 'a.building', 'a.floor', 'a.unit')
		.select('a.room', 'a.department', 'a.counsellor', 's.name', 's.number', 'm.number as roomNumber', 'u.code')
		.select('p.first_name', 'p.last_name', 'p.phone', 'r.responsible_name', 'r.responsible_phone')
		.modify((query) => {
			if (isPostgres(trx)) query.forUpdate('a').skipLocked();
		});
	return rows.map((row) => {
		const { college, building, floor, unit, room, department, counsellor } = row;
		return {
			id: row.id,
			student: row.student,
			openedAt: mustReadMoment(row.opened_at),
			taken: readNumber(row.ladder_step),
			place: { college, building, floor, unit, room, department, counsellor },
			name: row.name,
			number: row.number,
			room: row.roomNumber,
			unit: row.code,
			counsellor: counsellor === null ? null : { name: personName(row.last_name, row.first_name), phone: row.phone },
			leader: row.responsible_name === null ? null : { name: row.responsible_name, phone: row.responsible_phone },
		};
	});
}

interface MissedRow extends LadderPlace {
	id: number;
	student: number;
	opened_at: unknown;
	ladder_step: unknown;
	name: string;
	number: string;
	roomNumber: string | null;
	code: string;
	first_name: string | null;
	last_name: string | null;
	phone: string | null;
	responsible_name: string | null;
	responsible_phone: string | null;
}

/** Open absences that have not taken a step, opened by a moment. */
export async function countBehind(
	db: Knex,
	night: number,
	{ step, openedBy }: { step: number; openedBy: Date },
): Promise<number> {
	const row = await db(COLLECTIONS.nightAbsences)
		.where({ night, state: 'open' })
		.where('ladder_step', '<', step)
		.where('opened_at', '<=', openedBy)
		.count({ behind: '*' })
		.first();
	return readNumber(row?.['behind']);
}

export interface StepTaken {
	absence: Pick<MissedStudent, 'id' | 'place'>;
	dueAt: Date;
	/** Whom the step asks for, as whom people were told, and how many of them. */
	positions: readonly Position[];
	reached: readonly Position[];
	told: number;
}

/** Each step once an absence, whoever climbs at the same time (I11). @returns the absences that had not taken it */
export async function takeStep(
	trx: Knex,
	{ night, number, now }: { night: number; number: number; now: Date },
	taken: readonly StepTaken[],
): Promise<Set<number>> {
	const columns = {
		night: 'integer',
		absence: 'integer',
		number: 'integer',
		due_at: 'timestamptz',
		taken_at: 'timestamptz',
		positions: 'json',
		reached: 'json',
		told: 'integer',
		college: 'integer',
		building: 'integer',
		floor: 'integer',
		unit: 'integer',
		department: 'integer',
		counsellor: 'uuid',
	} as const;
	const rows = taken.map(({ absence, dueAt, positions, reached, told }) => {
		const { room: _, ...place } = absence.place;
		const step = { night, absence: absence.id, number, due_at: dueAt, taken_at: now };
		return { ...step, positions, reached, told, ...place };
	});
	const inserted = await insertRows(trx, COLLECTIONS.nightLadderSteps, columns, rows, 'absence');
	await trx(COLLECTIONS.nightAbsences)
		.where({ night })
		.where('ladder_step', '<', number)
		.whereIn('id', trx(COLLECTIONS.nightLadderSteps).where({ night, number }).select('absence'))
		.update({ ladder_step: number });
	return new Set(inserted.map(Number));
}

/** How far each missed student of a night has climbed, by student. */
export async function findLadderMarks(
	db: Knex,
	night: number,
	where: { counsellor?: string; unit?: number } = {},
): Promise<Map<number, LadderMark>> {
	const rows: { student: number; number: number; taken_at: unknown; reached: unknown }[] = await db(
		`${COLLECTIONS.nightLadderSteps} as x`,
	)
		.join(`${COLLECTIONS.nightAbsences} as a`, (on) => on.on('a.id', 'x.absence').andOn('a.ladder_step', 'x.number'))
		.where(Object.fromEntries(Object.entries({ ...where, night }).map(([name, value]) => [`x.${name}`, value])))
		.select('a.student', 'x.number', 'x.taken_at', 'x.reached');
	return new Map(
		rows.map((row) => [
			row.student,
			{ number: row.number, at: mustReadMoment(row.taken_at).toISOString(), reached: readPositions(row.reached) },
		]),
	);
}

/** As they are stored, written by this code alone. */
export function readPositions(value: unknown): Position[] {
	const positions: unknown = readJson(value);
	return Array.isArray(positions) ? positions : [];
}
