import argon2 from 'argon2';
import type { Knex } from 'knex';
import { POLICY_IDS } from '../extensions/dormitory-grid/src/constants/positions.ts';
import { fixedId } from './lib/fixed-id.ts';
import { assertPassword } from './lib/assert-password.ts';
import { insertMissing } from './lib/rows.ts';

const ROLE = fixedId('role', 'administrator');
const FIRST = fixedId('user', 'administrator');

/** The first administrator of a new installation, once; a changed address or password stays changed. */
export async function seedAdministrator(
	db: Knex,
	{ email, password }: { email: string; password: string },
): Promise<void> {
	await insertMissing(db, 'directus_roles', 'id', [
		{ id: ROLE, name: '系统管理员 Administrator', icon: 'verified', description: 'Runs the installation' },
	]);
	await insertMissing(db, 'directus_access', 'id', [
		{ id: ROLE, role: ROLE, policy: POLICY_IDS.administrator, sort: 1 },
	]);
	const address = email.toLowerCase();
	if (await db('directus_users').where({ role: ROLE }).orWhere({ id: FIRST }).orWhere({ email: address }).first('id'))
		return;
	assertPassword('ADMIN_PASSWORD', password);
	await db('directus_users').insert({
		id: FIRST,
		email: address,
		first_name: '管理员',
		last_name: '',
		password: await argon2.hash(password),
		role: ROLE,
		status: 'active',
		provider: 'default',
		language: 'zh-CN',
	});
}
