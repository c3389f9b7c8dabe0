import type { Knex } from 'knex';

/**
 * How Directus stores moments and dates, so that rows written here and there read alike: a `timestamp` is epoch
 * milliseconds on SQLite, a `date` is the local midnight of the process (its zone is fixed by TZ; see bin/).
 */

export function isPostgres(db: Knex): boolean {
	return db.client.config.client === 'pg';
}

/** A calendar date as a column value or a parameter to compare with one. */
export function dateValue(date: string): Date {
	const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
	return new Date(year, month - 1, day);
}

export function readDate(value: unknown): string | null {
	if (value === null || value === undefined) return null;
	if (typeof value === 'string' && /^\d{4}-\d\d-\d\d/.test(value)) return value.slice(0, 10);
	const local = value instanceof Date ? value : new Date(Number(value));
	const pad = (part: number) => String(part).padStart(2, '0');
	return `${String(local.getFullYear()).padStart(4, '0')}-${pad(local.getMonth() + 1)}-${pad(local.getDate())}`;
}

export function readMoment(value: unknown): Date | null {
	if (value === null || value === undefined) return null;
	if (value instanceof Date) return value;
	return new Date(typeof value === 'string' && !/^\d+$/.test(value) ? value : Number(value));
}

/** For columns that are never null. */
export function mustReadMoment(value: unknown): Date {
	const moment = readMoment(value);
	if (moment === null) throw new TypeError('a moment is missing where the schema requires one');
	return moment;
}

export function readJson(value: unknown): unknown {
	return typeof value === 'string' ? JSON.parse(value) : (value ?? null);
}

/** Sums arrive as strings from PostgreSQL's bigint. */
export function readNumber(value: unknown): number {
	return Number(value ?? 0);
}

export function readFlag(value: unknown): boolean {
	return value === true || value === 1;
}

/** A parameter with its type said, which an `insert … select` needs on PostgreSQL; SQLite reads the names as affinities. */
export function param(
	db: Knex,
	type: 'timestamptz' | 'date' | 'integer' | 'text' | 'uuid' | 'boolean',
	value: unknown,
): Knex.Raw {
	if (!isPostgres(db) && type === 'uuid') return db.raw('cast(? as text)', [value as string]);
	return db.raw(`cast(? as ${type})`, [value as string]);
}

/**
 * Lets a use case write rows that point to the row Directus inserts a moment later in the same transaction. On PostgreSQL
 * those foreign keys are deferred by themselves (seed/indexes.ts); SQLite is told once a transaction.
 */
export async function deferForeignKeys(trx: Knex): Promise<void> {
	if (!isPostgres(trx)) await trx.raw('pragma defer_foreign_keys = on');
}
