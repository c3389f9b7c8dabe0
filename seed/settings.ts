import type { Knex } from 'knex';
import { COLLECTIONS } from '../extensions/dormitory-grid/src/constants/collections.ts';
import { PASSWORD_POLICY } from '../extensions/dormitory-grid/src/constants/password-policy.ts';
import { fixedId } from './lib/fixed-id.ts';
import { insertMissing } from './lib/rows.ts';
import { SCHEMA_TRANSLATIONS } from './schema-translations.ts';

/** The modules in the Studio's bar, ours first. */
const MODULE_BAR = [
	{ type: 'module', id: 'tonight', enabled: true },
	{ type: 'module', id: 'desk', enabled: true },
	{ type: 'module', id: 'counsellor', enabled: true },
	{ type: 'module', id: 'issues', enabled: true },
	{ type: 'module', id: 'insights', enabled: true },
	{ type: 'module', id: 'content', enabled: true },
	{ type: 'module', id: 'users', enabled: true },
	{ type: 'module', id: 'files', enabled: false },
	{ type: 'module', id: 'settings', enabled: true, locked: true },
];

/** Settings of a new installation; a row that people have edited is left alone. */
export async function seedSettings(db: Knex, now: Date): Promise<void> {
	const settings = await db('directus_settings').first('id', 'project_name');
	const wanted = {
		project_name: '学生公寓网格化管理',
		project_descriptor: '零报告与网格台账',
		default_language: 'zh-CN',
		project_color: '#1F6F54',
		public_registration: false,
		// A wrong password slows the next attempt (hooks/shield); suspending would let anybody lock a leader out at 22:20.
		auth_login_attempts: null,
		auth_password_policy: PASSWORD_POLICY,
		module_bar: JSON.stringify(MODULE_BAR),
	};
	if (!settings) await db('directus_settings').insert({ id: 1, ...wanted });
	else if (settings.project_name === 'Directus') await db('directus_settings').update(wanted);
	await setPasswordPolicy(db, now);
}

/** Installations from before there was a policy get it once; an administrator's own, or none, stays afterwards. */
async function setPasswordPolicy(db: Knex, now: Date): Promise<void> {
	const mark = { key: 'password_policy', value: 'set', changed_at: now };
	if (await db(COLLECTIONS.installation).where({ key: mark.key }).first('key')) return;
	await db('directus_settings').whereNull('auth_password_policy').update({ auth_password_policy: PASSWORD_POLICY });
	await db(COLLECTIONS.installation).insert(mark);
}

/** Texts that the schema names by `$t:` key, in both languages. */
export async function seedTranslations(
	db: Knex,
	lists: readonly (readonly (readonly [string, string, string])[])[],
): Promise<void> {
	const rows = [SCHEMA_TRANSLATIONS, ...lists].flat().flatMap(([key, zh, en]) => [
		{ id: translationId(key, 0), key, language: 'zh-CN', value: zh },
		{ id: translationId(key, 1), key, language: 'en-US', value: en },
	]);
	await insertMissing(db, 'directus_translations', 'id', rows);
}

function translationId(key: string, language: number): string {
	return fixedId('translation', `${key}:${language}`);
}
