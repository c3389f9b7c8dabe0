import type { Accountability } from '@directus/types';
import type { Knex } from 'knex';
import type { Language } from '../constants/languages.ts';
import { PASSWORD_LENGTH, PASSWORD_POLICY } from '../constants/password-policy.ts';
import { countPresets, findLastLogin, findPasswordPolicy } from '../database/accounts.ts';
import {
	changesLogin,
	findLongField,
	FRESH_LOGIN_MINUTES,
	isFreshLogin,
	NOTIFICATION_STATUS_LENGTH,
	PRESET_LENGTH,
	PRESETS_A_PERSON,
	sizeOf,
} from '../domain/account-limits.ts';
import { GridLoginStaleError, GridTooManyError } from '../errors/index.ts';
import { say } from '../lang/say.ts';
import { invalidInput } from './parse-input.ts';
import { refusal } from './refuse.ts';

type Row = Readonly<Record<string, unknown>>;

export interface AccountAsker {
	accountability: Accountability | null;
	language: Language;
	now: Date;
}

/** `keys`: whose accounts; none for a new one. */
export async function checkAccount(
	db: Knex,
	{ accountability, language, now }: AccountAsker,
	row: Row,
	keys: readonly unknown[],
): Promise<void> {
	const long = findLongField(row);
	if (long) throw tooLong(language, long.field, long.most);
	const user = accountability?.user;
	// PostgreSQL takes a key in capitals for the same.
	const himself = keys.some((key) => String(key).toLowerCase() === user?.toLowerCase());
	if (!user || !himself || !changesLogin(row)) return;
	// The Studio's form has no place for the old password: that he has just given it at the log-in is asked instead.
	if (isFreshLogin(await findLastLogin(db, user, accountability.userAgent ?? null), now)) return;
	const minutes = FRESH_LOGIN_MINUTES;
	throw refusal(GridLoginStaleError, language, 'errors.GRID_LOGIN_STALE', { minutes }, { minutes });
}

export async function checkPreset(
	db: Knex,
	{ accountability, language }: AccountAsker,
	row: Row,
	isNew: boolean,
): Promise<void> {
	if (!accountability || accountability.admin) return;
	if (sizeOf(row) > PRESET_LENGTH) throw tooLong(language, 'preset', PRESET_LENGTH);
	if (!isNew || !accountability.user) return;
	if ((await countPresets(db, accountability.user)) < PRESETS_A_PERSON) return;
	throw refusal(GridTooManyError, language, 'errors.GRID_TOO_MANY.presets', { count: PRESETS_A_PERSON });
}

export function checkNotification({ language }: AccountAsker, row: Row): void {
	const most = NOTIFICATION_STATUS_LENGTH;
	if (sizeOf(row['status']) > most) throw tooLong(language, 'status', most);
}

/** What Directus says of a password is `Value doesn't match`; this says what is wanted. */
export async function tellPasswordPolicy(db: Knex, language: Language): Promise<string> {
	const isOurs = (await findPasswordPolicy(db)) === PASSWORD_POLICY;
	return isOurs
		? say(language, 'errors.GRID_PASSWORD.short', { count: PASSWORD_LENGTH })
		: say(language, 'errors.GRID_PASSWORD.other');
}

function tooLong(language: Language, field: string, most: number): Error {
	return invalidInput(language, [{ path: field, message: say(language, 'field.too_long', { field, most }) }]);
}
