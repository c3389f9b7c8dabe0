import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import { isSettled, SETTLED } from '../domain/absence.ts';
import type { CheckState } from '../domain/book.ts';
import { isPostgres, mustReadMoment, readDate, readMoment, readNumber } from './column-values.ts';
import { personName } from './find-actor.ts';

/** What was learnt in a half-open span; `null`: from the very beginning. */
export interface CheckSpan {
	college: number;
	since: Date | null;
	until: Date;
}

export interface CheckRow {
	/** Of the frozen resident: where the next page goes on. */
	key: number;
	night: number;
	date: string;
	student: number;
	number: string;
	className: string | null;
	room: string;
	checkedAt: Date;
	checker: string;
	state: CheckState;
	reason: string | null;
	returnedAt: Date | null;
	handedTo: string | null;
	collectedAt: Date;
	late: boolean;
}

/** Two exports of one college go one after the other, so that each begins where the other ended. */
export async function holdExports(trx: Knex, college: number): Promise<void> {
	await trx(COLLECTIONS.colleges).where({ id: college }).forNoKeyUpdate().first('id');
}

export async function findLastExport(db: Knex, college: number): Promise<Date | null> {
	const row = await db(COLLECTIONS.nightExports)
		.where({ college, kind: 'night_check' })
		.max({ until: 'until' })
		.first();
	return readMoment(row?.until);
}

/** An export that was marked off, and as what its college's school is known. */
export interface MarkedExport extends CheckSpan {
	timeZone: string;
	school: string;
}

export async function findExport(db: Knex, id: string): Promise<MarkedExport | null> {
	const row = await db(`${COLLECTIONS.nightExports} as x`)
		.join(`${COLLECTIONS.colleges} as c`, 'c.id', 'x.college')
		.where('x.id', id)
		.first('x.college', 'x.since', 'x.until', 'c.time_zone', 'c.code', 'c.school_code');
	if (!row) return null;
	return {
		college: row.college,
		since: readMoment(row.since),
		until: mustReadMoment(row.until),
		timeZone: row.time_zone,
		school: row.school_code ?? row.code,
	};
}

/**
 * The moment before which everything is settled. A report carries the clock of its transaction's beginning and is seen
 * at its end: what an unfinished transaction may still bring belongs to the next export. SQLite has one writer at a time.
 */
export async function findQuietMoment(trx: Knex, now: Date): Promise<Date> {
	if (!isPostgres(trx)) return now;
	const row = await trx('pg_stat_activity')
		.whereRaw('datname = current_database() and pid <> pg_backend_pid()')
		.min({ begun: 'xact_start' })
		.first();
	const begun = readMoment(row?.begun);
	return begun !== null && begun < now ? begun : now;
}

export async function countChecks(db: Knex, span: CheckSpan): Promise<number> {
	const row = await checks(db, span).count({ rows: '*' }).first();
	return readNumber(row?.['rows']);
}

/** One page of a span's checks, in the order of their keys. */
export async function findChecks(db: Knex, span: CheckSpan, after: number, limit: number): Promise<CheckRow[]> {
	const rows: Record<string, unknown>[] = await checks(db, span)
		.where('w.id', '>', after)
		.orderBy('w.id')
		.limit(limit)
		.join(`${COLLECTIONS.students} as s`, 's.id', 'w.student')
		.join(`${COLLECTIONS.rooms} as m`, 'm.id', 'w.room')
		.leftJoin('directus_users as u', 'u.id', 'r.reporter')
		.leftJoin(`${COLLECTIONS.nightEntries} as e`, (on) =>
			on.on('e.submission', 'r.submission').andOn('e.student', 'w.student'),
		)
		.select('w.id', 'w.night', 'n.date', 'w.student', 's.number', 's.class_name', 'm.number as room')
		.select('r.received_at', 'r.state', 'u.last_name', 'u.first_name', 'e.kind', 'e.reason')
		.select('a.state as absence', 'a.settled_at', 'a.handed_to', 'a.returned_at')
		.select({ entry_returned_at: 'e.returned_at' });
	return rows.map(toCheck);
}

/** The residents of every unit that reported in a regular night, where the report or the absence's end lies in the span. */
function checks(db: Knex, { college, since, until }: CheckSpan) {
	const within = (query: Knex.QueryBuilder, column: string) => {
		query.where(column, '<', until);
		if (since !== null) query.where(column, '>=', since);
	};
	return db(`${COLLECTIONS.nightReports} as r`)
		.join(`${COLLECTIONS.nights} as n`, 'n.id', 'r.night')
		.join(`${COLLECTIONS.nightResidents} as w`, (on) => on.on('w.night', 'r.night').andOn('w.unit', 'r.grid'))
		.leftJoin(`${COLLECTIONS.nightAbsences} as a`, (on) => on.on('a.night', 'w.night').andOn('a.student', 'w.student'))
		.where({ 'n.college': college, 'n.kind': 'regular', 'r.level': 3 })
		.whereNotNull('r.submission')
		.where((changed) =>
			changed
				.where((report) => within(report, 'r.received_at'))
				.orWhere((settled) => within(settled.whereIn('a.state', [...SETTLED]), 'a.settled_at')),
		);
}

function toCheck(row: Record<string, unknown>): CheckRow {
	const text = (name: string) => (typeof row[name] === 'string' ? row[name] : null);
	const kind = text('kind');
	const receivedAt = mustReadMoment(row['received_at']);
	const settled = isSettled(text('absence'));
	const settledAt = settled ? readMoment(row['settled_at']) : null;
	return {
		key: Number(row['id']),
		night: Number(row['night']),
		date: readDate(row['date']) ?? '',
		student: Number(row['student']),
		number: String(row['number']),
		className: text('class_name'),
		room: String(row['room']),
		checkedAt: receivedAt,
		checker: personName(text('last_name'), text('first_name')),
		state: kind === 'late_return' || kind === 'not_returned' || kind === 'on_leave' ? kind : 'in',
		reason: text('reason'),
		returnedAt: readMoment(settled ? row['returned_at'] : row['entry_returned_at']),
		handedTo: settled ? text('handed_to') : null,
		collectedAt: settledAt !== null && settledAt > receivedAt ? settledAt : receivedAt,
		late: row['state'] === 'late',
	};
}
