import { COLLECTIONS as C } from '../../../extensions/dormitory-grid/src/constants/collections.ts';
import { isPostgres } from '../../../extensions/dormitory-grid/src/database/column-values.ts';
import { findEscapes } from '../read-log.ts';
import { type Check, found, TICK_MS } from './violation.ts';

/** I11, as far as one look can tell: nothing that a tick should have done is left to do. */
export const checkNothingDue: Check = async (db, { now }) => {
	const overdue = new Date(now.getTime() - TICK_MS);
	const planned = await db(C.nights).where({ state: 'planned' }).where('opens_at', '<', overdue).select('id');
	const stale = await db(C.nightSummaries).whereNull('computed_at').select('night');
	const asked = await db(`${C.nightRehearsals} as h`)
		.leftJoin(`${C.nights} as n`, 'n.rehearsal', 'h.id')
		.whereNull('n.id')
		.where('h.requested_at', '<', overdue)
		.select('h.id');
	return [
		...found('I11', planned, (row) => `night ${row.id} should be open`),
		...found('I11', stale, (row) => `the totals of night ${row.night} wait to be made again`),
		...found('I11', asked, (row) => `rehearsal ${row.id} has no night`),
	];
};

/** I14: no log of the run ends with a rejection or an exception that got away; and the database itself is sound. */
export const checkEscapes: Check = async (db, { logs = [] }) => {
	const violations = found('I14', logs.flatMap(findEscapes), (line) => line);
	if (isPostgres(db)) return violations;
	const integrity: { integrity_check: string }[] = await db.raw('pragma integrity_check');
	const keys: { table: string; rowid: number }[] = await db.raw('pragma foreign_key_check');
	return [
		...violations,
		...found(
			'I14',
			integrity.filter((row) => row.integrity_check !== 'ok'),
			(row) => `SQLite: ${row.integrity_check}`,
		),
		...found('I14', keys, (row) => `SQLite: ${row.table} ${row.rowid} points to nothing`),
	];
};
