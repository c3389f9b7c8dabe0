import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { createHash } from 'node:crypto';
import { Failure } from './failure.mjs';
import { at, DIRECTUS_CLI, ROOT } from './paths.mjs';
import { step } from './progress.mjs';
import { runChild, tail } from './run-child.mjs';

const SNAPSHOT = at('snapshots', 'schema.yaml');

/**
 * Brings a database to what this version needs: Directus's own tables, our schema, the seed. What has been applied is
 * kept in the database itself, so that a fresh one is always set up and a known one is left alone.
 */
export async function prepareDatabase(env) {
	// Students' names and telephones: whatever is made from here on, database, uploads, is for this account alone.
	process.umask(0o077);
	if (env.DB_CLIENT === 'sqlite3') mkdirSync(dirname(resolve(ROOT, env.DB_FILENAME)), { recursive: true });
	mkdirSync(resolve(ROOT, env.STORAGE_LOCAL_ROOT ?? 'data/uploads'), { recursive: true });
	const directus = JSON.parse(readFileSync(at('node_modules', 'directus', 'package.json'), 'utf8')).version;
	const snapshot = createHash('sha256').update(readFileSync(SNAPSHOT)).digest('hex');
	const marks = await readMarks(env);
	if (marks.directus_version !== directus)
		await cli('初始化数据库 / preparing the database', env, ['bootstrap', '--skipAdminInit']);
	if (marks.snapshot_hash !== snapshot)
		await cli('应用数据结构 / applying the schema', env, ['schema', 'apply', '--yes', SNAPSHOT]);
	await writeMarks(env, { directus_version: directus, snapshot_hash: snapshot });
	await runSeed(env);
}

export async function runSeed(env) {
	const { code } = await runChild(process.execPath, [at('seed', 'run.ts')], {
		env: { ...env, NODE_NO_WARNINGS: '1' },
		show: true,
	});
	if (code !== 0) throw new Failure('写入基础数据失败 / seeding failed', '以上是原因 / the reason is above');
}

async function cli(title, env, args) {
	await step(title, async () => {
		const { code, output } = await runChild(process.execPath, [DIRECTUS_CLI, ...args], { env });
		if (code !== 0) throw new Failure(`${title}: ${args[0]} failed`, tail(output));
	});
}

/** As the seed opens it; a module of TypeScript, so only once Node 22 runs. */
async function open(env) {
	const { connect } = await import('../../seed/lib/connect.ts');
	return connect(env.DB_CLIENT === 'sqlite3' ? { ...env, DB_FILENAME: resolve(ROOT, env.DB_FILENAME) } : env);
}

async function readMarks(env) {
	const db = await open(env);
	try {
		if (!(await db.schema.hasTable('installation'))) return {};
		return Object.fromEntries((await db('installation').select('key', 'value')).map(({ key, value }) => [key, value]));
	} catch (error) {
		throw new Failure(
			`连不上数据库 / the database cannot be reached: ${error.message}`,
			'请检查 .env 中的 DB_* / check DB_* in .env',
		);
	} finally {
		await db.destroy();
	}
}

export async function hasNoStudents(env) {
	const db = await open(env);
	try {
		return (await db('students').first('id')) === undefined;
	} finally {
		await db.destroy();
	}
}

async function writeMarks(env, marks) {
	const db = await open(env);
	try {
		for (const [key, value] of Object.entries(marks)) {
			const row = { key, value, changed_at: new Date() };
			await db('installation').insert(row).onConflict('key').merge();
		}
	} finally {
		await db.destroy();
	}
}
