import { ensureEnv, serverEnv } from '../lib/env-file.mjs';
import { Failure } from '../lib/failure.mjs';
import { at, DIRECTUS_CLI } from '../lib/paths.mjs';
import { prepareWorkspace } from '../lib/prepare.mjs';
import { runChild, tail } from '../lib/run-child.mjs';

/** `npm run schema:snapshot`: the database's structure into snapshots/schema.yaml. Only from PostgreSQL: a snapshot of SQLite has foreign keys without names. */
export async function run() {
	await prepareWorkspace();
	const env = serverEnv(ensureEnv());
	if (env.DB_CLIENT !== 'pg')
		throw new Failure(
			'请在 PostgreSQL 上做快照 / take the snapshot on PostgreSQL',
			'DB_CLIENT=pg in .env; see README.md',
		);
	const { code, output } = await runChild(
		process.execPath,
		[DIRECTUS_CLI, 'schema', 'snapshot', '--yes', at('snapshots', 'schema.yaml')],
		{ env },
	);
	if (code !== 0) throw new Failure('快照失败 / the snapshot failed', tail(output));
	console.log('✔ snapshots/schema.yaml');
}
