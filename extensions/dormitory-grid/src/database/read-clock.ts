import type { Knex } from 'knex';
import { isPostgres, mustReadMoment, readMoment } from './column-values.ts';

/**
 * The one place where the clock enters. On PostgreSQL the database's clock rules, so that replicas whose own clocks
 * differ judge a report alike; SQLite lives in this process.
 */
export async function readClock(db: Knex): Promise<Date> {
	if (!isPostgres(db)) return new Date();
	const { rows } = await db.raw<{ rows: { now: Date }[] }>('select clock_timestamp() as now');
	return mustReadMoment(rows[0]?.now);
}

/** The clock as a column of a question that is asked anyway; read by {@link readClockColumn}. */
export function clockColumn(db: Knex): Knex.Raw {
	return db.raw(isPostgres(db) ? 'clock_timestamp() as now' : 'null as now');
}

export function readClockColumn(value: unknown): Date {
	return readMoment(value) ?? new Date();
}
