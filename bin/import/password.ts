import argon2 from 'argon2';
import { connect } from '../../seed/lib/connect.ts';
import { makePassword } from './make-password.ts';

/** A new password for one account, for whoever has the server's files: also the way back for an administrator. */
const db = connect(process.env);
try {
	const email = (process.argv[2] ?? '').toLowerCase();
	const user = await db('directus_users').whereRaw('lower(email) = ?', [email]).first('id');
	if (!user) throw new Error(`没有这个账号 / no such account: ${email}`);
	const password = makePassword();
	await db.transaction(async (trx) => {
		await trx('directus_users')
			.where({ id: user.id })
			.update({ password: await argon2.hash(password) });
		// Whoever is logged in with the old one is not any more.
		await trx('directus_sessions').where({ user: user.id }).delete();
	});
	console.log(`✔ ${email} 新密码 / new password: ${password}`);
} catch (error) {
	console.error(`✘ ${error instanceof Error ? error.message.slice(-400) : String(error)}`);
	process.exitCode = 1;
} finally {
	await db.destroy();
}
