import { prepareDatabase } from '../lib/database.mjs';
import { ensureEnv, serverEnv } from '../lib/env-file.mjs';
import { prepareWorkspace } from '../lib/prepare.mjs';

/** `npm run seed`: brings the database up to date without starting the server, as a deployment does once before its replicas. */
export async function run() {
	await prepareWorkspace();
	await prepareDatabase(serverEnv(ensureEnv()));
	console.log('✔ 数据库已是最新 / the database is up to date');
}
