import type { Knex } from 'knex';
import { COLLECTIONS as C } from '../../../../extensions/dormitory-grid/src/constants/collections.ts';
import { isPostgres } from '../../../../extensions/dormitory-grid/src/database/column-values.ts';
import type { CleanNight } from '../clean-night.ts';
import type { Facts, InvariantId } from '../violation.ts';

/** One way for a database to be unsound, done to a sound one. */
export interface Corruption {
	breaks: InvariantId;
	what: string;
	corrupt: (trx: Knex, clean: CleanNight) => Promise<unknown>;
	facts?: (clean: CleanNight) => Partial<Facts>;
}

/** The schema forbids much of this: its keys are taken away first, so that the checker is asked and not the database. */
export async function withoutGuards(trx: Knex): Promise<void> {
	if (isPostgres(trx)) await trx.raw('set local session_replication_role = replica');
	else await trx.raw('pragma defer_foreign_keys = on');
	for (const index of [
		'night_reports_night_grid',
		'night_submissions_reporter_client_key',
		'night_submissions_night_grid_number',
	]) {
		await trx.raw('drop index if exists ??', [`grid_key_${index}`]);
	}
	if (isPostgres(trx)) await trx.raw('alter table ?? drop constraint if exists ??', [C.outbox, 'outbox_key_unique']);
	else await trx.raw('drop index if exists outbox_key_unique');
}

export const nothing = async (): Promise<void> => undefined;
export const ofUnit = (clean: CleanNight, index: number) => ({
	night: clean.night,
	grid: clean.college.units[index]?.id ?? 0,
});
export async function copyRow(trx: Knex, table: string, where: object, changes: object): Promise<void> {
	const { id: _, ...row } = await trx(table).where(where).first();
	for (const [name, value] of Object.entries(row))
		if (value !== null && typeof value === 'object' && !(value instanceof Date)) row[name] = JSON.stringify(value);
	await trx(table).insert({ ...row, ...changes });
}
