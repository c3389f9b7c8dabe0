import { COLLECTIONS } from '../extensions/dormitory-grid/src/constants/collections.ts';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { MEMBER_ROLE_ID, POLICY_IDS } from '../extensions/dormitory-grid/src/constants/positions.ts';
import { MODULE_TRANSLATIONS } from '../extensions/dormitory-grid/src/modules/page-frame/translations.ts';
import { seedAdministrator } from './administrator.ts';
import { seedDashboards } from './dashboards.ts';
import { seedDemo } from './demo/index.ts';
import { ensureIndexes } from './indexes.ts';
import { connect } from './lib/connect.ts';
import { seedPhotoFolder } from './photos.ts';
import { seedPlan } from './plan/index.ts';
import { seedPolicies } from './policies.ts';
import { seedPresets } from './presets.ts';
import { seedSettings, seedTranslations } from './settings.ts';

/**
 * Brings a database with our schema to a usable installation; asked again it changes nothing, and what people have
 * edited stays. The database is named by Directus's own DB_* settings; the moment of seeding decides the first night.
 */
const env = process.env;
const TEXTS = [MODULE_TRANSLATIONS];
const db = connect(env);

try {
	await seed(new Date());
} catch (error) {
	// A database error begins with its whole statement: what it says stands at the end.
	console.error(`✘ ${(error instanceof Error ? error.message : String(error)).slice(-400)}`);
	process.exitCode = 1;
} finally {
	await db.destroy();
}

async function seed(now: Date): Promise<void> {
	const demo = env['GRID_DEMO'] !== 'false';
	const version = createHash('sha256')
		.update(sources(import.meta.dirname))
		// Applying a changed schema makes tables and foreign keys anew, without what indexes.ts has given them.
		.update(readFileSync(join(import.meta.dirname, '..', 'snapshots', 'schema.yaml')))
		.update(JSON.stringify([COLLECTIONS, POLICY_IDS, MEMBER_ROLE_ID, TEXTS, demo]))
		.digest('hex');
	const mark = await db(COLLECTIONS.installation).where({ key: 'seed_hash' }).first('value');
	if (mark?.value === version) return;
	const begun = Date.now();
	await part('索引 / indexes', ensureIndexes);
	await part('权限 / permissions', (trx) => seedPolicies(trx, now));
	await part('管理员 / administrator', (trx) =>
		seedAdministrator(trx, { email: env['ADMIN_EMAIL'] ?? '', password: env['ADMIN_PASSWORD'] ?? '' }),
	);
	await part('设置 / settings', async (trx) => {
		await seedSettings(trx, now);
		await seedTranslations(trx, TEXTS);
		await seedDashboards(trx);
		await seedPresets(trx);
		await seedPhotoFolder(trx);
	});
	await part('网格方案 / grid plan', (trx) =>
		seedPlan(trx, { name: env['GRID_COLLEGE_NAME'] ?? '示例学院', inService: demo, now }),
	);
	if (demo)
		await part('示范学院 / demo college', (trx) => seedDemo(trx, { password: env['GRID_DEMO_PASSWORD'] ?? '', now }));
	await db(COLLECTIONS.installation)
		.insert({ key: 'seed_hash', value: version, changed_at: now })
		.onConflict('key')
		.merge();
	console.log(`✔ 基础数据 / seed ${Math.round((Date.now() - begun) / 1000)} s`);
}

async function part(title: string, work: (trx: Knex.Transaction) => Promise<unknown>): Promise<void> {
	process.stdout.write(`… ${title}\n`);
	await db.transaction(async (trx) => void (await work(trx)));
}

/** Every file of this folder but its tests, so that any change seeds again. */
function sources(folder: string): string {
	return readdirSync(folder)
		.filter((name) => !name.endsWith('.test.ts'))
		.toSorted()
		.map((name) => join(folder, name))
		.map((path) =>
			statSync(path).isDirectory()
				? sources(path)
				: `${path.slice(import.meta.dirname.length)}\0${readFileSync(path, 'utf8')}`,
		)
		.join('\0');
}
