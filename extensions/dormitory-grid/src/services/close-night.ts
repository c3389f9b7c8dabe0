import type { Knex } from 'knex';
import {
	claimStaleSummary,
	markNightClosed,
	markReportsMissing,
	rollUpReports,
	sumByDepartment,
	sumByGrid,
	writeSummary,
} from '../database/close-night.ts';
import { followResidents, handOnResidents } from '../database/counsellors.ts';
import { findNight, type PendingNight } from '../database/find-due-nights.ts';
import { sumsAgree } from '../domain/totals.ts';
import { failpoint } from './failpoint.ts';
import { makeEditions } from './make-editions.ts';

/**
 * Closes a night as of its cut-off with whatever is missing (DESIGN.md 5): marks, rolls up, sums, and gives every
 * counsellor his edition, in the caller's transaction and a constant number of statements.
 * @param quiet no notifications: a night caught up on behind a newer one
 * @returns whether this caller closed it
 */
export async function closeNight(trx: Knex, id: number, now: Date, { quiet = false } = {}): Promise<boolean> {
	const night = await findNight(trx, id);
	if (night === null || now < night.closesAt) return false;
	const lateBySeconds = Math.floor((now.getTime() - night.closesAt.getTime()) / 1000);
	if (!(await markNightClosed(trx, id, now, lateBySeconds))) return false;
	await failpoint('close.after-guard');
	await markReportsMissing(trx, id);
	await failpoint('close.after-mark');
	await handOnResidents(trx, id);
	await followResidents(trx, id);
	await sumNight(trx, night, now);
	await failpoint('close.after-rollup');
	await makeEditions(trx, night, now, { lateBySeconds, quiet });
	await failpoint('close.before-commit');
	return true;
}

/** After late and corrected reports: sums again and tells only the counsellors whose list has changed. */
export async function refreshNight(trx: Knex, id: number, now: Date): Promise<boolean> {
	const night = await findNight(trx, id);
	if (night === null || !(await claimStaleSummary(trx, id, now))) return false;
	await followResidents(trx, id);
	await sumNight(trx, night, now);
	await makeEditions(trx, night, now, { lateBySeconds: 0, quiet: false });
	return true;
}

async function sumNight(trx: Knex, night: PendingNight, now: Date): Promise<void> {
	await rollUpReports(trx, night.id);
	const totals = await sumByGrid(trx, night.id);
	const departments = await sumByDepartment(trx, night.id);
	await writeSummary(trx, night, totals, departments, sumsAgree(totals, departments), now);
}
