import type { Knex } from 'knex';
import { readMoment, readNumber } from './column-values.ts';

/** When this person last gave his password in this browser; prolonging a session is no log-in. */
export async function findLastLogin(db: Knex, user: string, browser: string | null): Promise<Date | null> {
	const row: { timestamp: unknown } | undefined = await db('directus_activity')
		.where({ action: 'login', user, user_agent: browser })
		.orderBy('id', 'desc')
		.first('timestamp');
	return readMoment(row?.timestamp);
}

export async function countPresets(db: Knex, user: string): Promise<number> {
	const row = await db('directus_presets').where({ user }).count({ count: '*' }).first();
	return readNumber(row?.['count']);
}

export async function findPasswordPolicy(db: Knex): Promise<string | null> {
	const row = await db('directus_settings').first('auth_password_policy');
	return row?.auth_password_policy ?? null;
}
