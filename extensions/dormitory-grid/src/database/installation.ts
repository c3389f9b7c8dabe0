import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import { mustReadMoment } from './column-values.ts';

/** Marks of the installation itself: applied versions, the clock's last tick, the count of access changes. */
export type Mark =
	| 'last_tick_at'
	| 'failing_since'
	| 'photos_swept_at'
	| 'access_version'
	| 'orphans_swept'
	| SecondLookMark
	| RobotCallsMark
	| PatrolMark;
/** What a night's draw was made from, so that it can be made again and compared. Nobody reads it through the API. */
export type SecondLookMark = `second_look:${number}`;
/** When a robot was called in the last minute (domain/pace.ts). */
export type RobotCallsMark = `robot_calls:${number}`;
/** Of a college: what its walks of a day were last planned from, and the day on which its facilities last rang. */
export type PatrolMark = `patrols_planned:${number}` | `facilities_rung:${number}`;

export async function readMark(db: Knex, key: Mark): Promise<string | null> {
	const row = await db(COLLECTIONS.installation).where({ key }).first('value');
	return row?.value ?? null;
}

/** The mark with the moment it was made. */
export async function readMarkRow(db: Knex, key: Mark): Promise<{ value: string; changedAt: Date } | null> {
	const row = await db(COLLECTIONS.installation).where({ key }).first('value', 'changed_at');
	return row ? { value: row.value, changedAt: mustReadMoment(row.changed_at) } : null;
}

export async function writeMark(db: Knex, key: Mark, value: string, now: Date): Promise<void> {
	const row = { value, changed_at: now };
	await db(COLLECTIONS.installation)
		.insert({ key, ...row })
		.onConflict('key')
		.merge(row);
}

/** Leaves a mark that stands already as it is. */
export async function keepMark(db: Knex, key: Mark, value: string, now: Date): Promise<void> {
	await db(COLLECTIONS.installation).insert({ key, value, changed_at: now }).onConflict('key').ignore();
}

export async function removeMark(db: Knex, key: Mark): Promise<void> {
	await db(COLLECTIONS.installation).where({ key }).delete();
}
