import type { Knex } from 'knex';
import { COLLECTIONS as C } from '../constants/collections.ts';
import type { LeaveSpan } from '../domain/night-duty.ts';
import { mustReadMoment } from './column-values.ts';
import { insertRows } from './insert-rows.ts';

export interface StudentForRecord {
	id: number;
	number: string;
	name: string;
	college: number;
	building: number | null;
	floor: number | null;
	unit: number | null;
	department: number | null;
	counsellor: string | null;
	residence_state: 'resident' | 'moved_out';
	room: number | null;
}

const STUDENT = [
	'id',
	'number',
	'name',
	'college',
	'building',
	'floor',
	'unit',
	'department',
	'counsellor',
	'residence_state',
	'room',
] as const;

export async function findStudent(db: Knex, id: number): Promise<StudentForRecord | null> {
	return (await db(C.students).where({ id }).first(STUDENT)) ?? null;
}

export async function findStudentsByNumber(
	db: Knex,
	college: number,
	numbers: readonly string[],
): Promise<StudentForRecord[]> {
	return await db(C.students).where({ college }).whereIn('number', numbers).select(STUDENT);
}

/** Two who enter leaves of one student wait for each other until the first has committed; SQLite lets one write anyhow. */
export async function holdStudents(trx: Knex, ids: readonly number[]): Promise<void> {
	await trx(C.students)
		.whereIn('id', [...ids])
		.orderBy('id')
		.forNoKeyUpdate()
		.select('id');
}

/** Approved leaves of students that end after a moment, by student. */
export async function findApprovedLeaves(
	db: Knex,
	students: readonly number[],
	after: Date,
): Promise<Map<number, LeaveSpan[]>> {
	const rows = await db(C.leaves)
		.where({ state: 'approved' })
		.where('ends_at', '>', after)
		.whereIn('student', [...students])
		.orderBy('starts_at')
		.select('student', 'starts_at', 'ends_at');
	const leaves = new Map<number, LeaveSpan[]>();
	for (const row of rows) {
		const span = { startsAt: mustReadMoment(row.starts_at), endsAt: mustReadMoment(row.ends_at) };
		leaves.set(row.student, [...(leaves.get(row.student) ?? []), span]);
	}
	return leaves;
}

/** Whether an approved leave of a student `s` covers a moment. */
export function onLeaveAt(db: Knex, moment: Date): Knex.Raw {
	return db.raw(
		`(exists (select 1 from ?? as l where l.student = s.id and l.state = 'approved' and l.starts_at <= ? and l.ends_at > ?))`,
		[C.leaves, moment, moment],
	);
}

export interface LeaveForChange extends LeaveSpan {
	state: 'approved' | 'cancelled';
	college: number;
	counsellor: string | null;
}

export async function findLeaves(db: Knex, ids: readonly number[]): Promise<LeaveForChange[]> {
	const rows = await db(`${C.leaves} as l`)
		.join(`${C.students} as s`, 's.id', 'l.student')
		.whereIn('l.id', [...ids])
		.select('l.state', 'l.starts_at', 'l.ends_at', 's.college', 's.counsellor');
	return rows.map(({ state, college, counsellor, starts_at, ends_at }) => ({
		state,
		college,
		counsellor,
		startsAt: mustReadMoment(starts_at),
		endsAt: mustReadMoment(ends_at),
	}));
}

export interface NewLeave extends LeaveSpan {
	student: number;
	reason: string | null;
	college: number;
	department: number | null;
	counsellor: string | null;
}

/** Any number of leaves of a sheet in one statement. */
export async function insertLeaves(
	trx: Knex,
	leaves: readonly NewLeave[],
	by: { user: string | null; now: Date },
): Promise<number> {
	const rows = leaves.map(({ startsAt, endsAt, ...leave }) => ({
		...leave,
		starts_at: startsAt,
		ends_at: endsAt,
		state: 'approved',
		source: 'imported',
		approved_by: by.user,
		recorded_at: by.now,
	}));
	const columns = {
		student: 'integer',
		starts_at: 'timestamptz',
		ends_at: 'timestamptz',
		state: 'text',
		reason: 'text',
		source: 'text',
		approved_by: 'uuid',
		recorded_at: 'timestamptz',
		college: 'integer',
		department: 'integer',
		counsellor: 'uuid',
	} as const;
	return (await insertRows(trx, C.leaves, columns, rows, 'id')).length;
}
