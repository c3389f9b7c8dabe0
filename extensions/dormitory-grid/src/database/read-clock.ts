import type { Knex } from 'knex';
import { isPostgres, mustReadMoment } from './column-values.ts';

/**
 * The one place where the clock enters. On PostgreSQL the database's clock rules, so that replicas whose own clocks
 * differ judge a report alike; SQLite lives in this process.
 */
export async function readClock(db: Knex): Promise<Date> {
	if (!isPostgres(db)) return new Date();
	const { rows } = await db.raw<{ rows: { now: Date }[] }>('select clock_timestamp() as now');
	return mustReadMoment(rows[0]?.now);
}
