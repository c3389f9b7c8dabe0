import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runChild } from '../bin/lib/run-child.mjs';
import { COLLECTIONS as C } from '../extensions/dormitory-grid/src/constants/collections.ts';
import { PASSWORD_POLICY } from '../extensions/dormitory-grid/src/constants/password-policy.ts';
import { POLICY_IDS } from '../extensions/dormitory-grid/src/constants/positions.ts';
import { readJson } from '../extensions/dormitory-grid/src/database/column-values.ts';
import { DEFAULT_RULES } from '../extensions/dormitory-grid/src/domain/escalation-rule.ts';
import { ANSWER_TEMPLATES } from '../extensions/dormitory-grid/src/lang/answer-templates.ts';
import { type Database, DATABASE_KINDS } from '../test/setup/databases.ts';
import { dumpDatabase } from '../test/setup/dump-database.ts';
import { at } from '../test/setup/paths.ts';
import { serverEnv } from '../test/setup/server-env.ts';
import { newDatabase, openDatabase } from '../test/setup/test-house.ts';
import { ruleFilter } from './permission-rules.ts';
import { PERMISSIONS } from './permissions.ts';

const folder = mkdtempSync(join(tmpdir(), 'grid-seed-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function seed(database: Database, { demo }: { demo: boolean }): Promise<string> {
	const env = { ...serverEnv(database, folder), GRID_DEMO: String(demo) };
	const { code, output } = await runChild(process.execPath, [at('seed', 'run.ts')], { env });
	if (code !== 0) throw new Error(output);
	return output;
}

/** As after an update that changed the seed: every part runs again. */
async function seedAnew(database: Database, db: Knex, options: { demo: boolean }): Promise<void> {
	await db(C.installation).where({ key: 'seed_hash' }).update({ value: 'of an earlier version' });
	expect(await seed(database, options)).toContain('seed');
}

describe.each(DATABASE_KINDS)('seeding on %s', (kind) => {
	describe('the demo college', () => {
		let database: Database;
		let db: Knex;
		beforeAll(async () => {
			database = await newDatabase({ kind, template: 'demo' });
			db = openDatabase(database);
		});

		it('does nothing when nothing has changed', async () => {
			const before = await dumpDatabase(db, { except: [] });
			expect(await seed(database, { demo: true })).toBe('');
			expect(await dumpDatabase(db, { except: [] })).toEqual(before);
		});

		it('changes nothing when it runs in full again', async () => {
			const before = await dumpDatabase(db);
			await seedAnew(database, db, { demo: true });
			expect(await dumpDatabase(db)).toEqual(before);
		});

		it('leaves what people have edited, and makes the permissions what the table says', async () => {
			await db('directus_settings').update({ project_name: '某学院' });
			await db(C.colleges).update({ name: '某学院', opens: '22:00:00' });
			await db(C.grids).where({ code: '3-2-1' }).update({ name: '三栋二层东' });
			await db('directus_dashboards').update({ name: '值班' });
			await db('directus_translations')
				.where({ key: 'grids_state_pilot', language: 'zh-CN' })
				.update({ value: '先行' });
			await db('directus_presets').where({ collection: C.rooms }).update({ layout: 'cards' });
			await db('directus_policies').where({ id: POLICY_IDS.counsellor }).update({ name: '班主任' });
			await db('directus_users').where({ email: 'unit.3-2-1@college.example' }).update({ phone: '1' });
			await db(C.escalationRules).where({ severity: 'low' }).update({ take_minutes: 7 });
			await db(C.escalationRules).where({ severity: 'high' }).delete();
			await db(C.answerTemplates).delete();
			const before = await dumpDatabase(db);

			await db('directus_permissions').where({ policy: POLICY_IDS.counsellor }).delete();
			await db('directus_permissions').insert({
				policy: POLICY_IDS.member,
				collection: C.students,
				action: 'read',
				permissions: '{}',
				fields: '*',
			});
			await seedAnew(database, db, { demo: true });

			const after = await dumpDatabase(db);
			expect({ ...after, directus_permissions: [] }).toEqual({ ...before, directus_permissions: [] });
			expect(await permissionsOf(db)).toEqual(wantedPermissions());
		});

		it('gives an older installation the rule for passwords once, and an administrator’s own stays', async () => {
			const policy = async (value?: string | null) => {
				if (value !== undefined) await db('directus_settings').update({ auth_password_policy: value });
				await seedAnew(database, db, { demo: true });
				return (await db('directus_settings').first('auth_password_policy'))?.auth_password_policy;
			};
			expect(await policy()).toBe(PASSWORD_POLICY);
			expect(await policy('/^.{16,}$/')).toBe('/^.{16,}$/');
			expect(await policy(null)).toBeNull();
			await db(C.installation).where({ key: 'password_policy' }).delete();
			expect(await policy()).toBe(PASSWORD_POLICY);
		});

		it('makes a running server look again when permissions have changed, and only then', async () => {
			const version = async () => await db(C.installation).where({ key: 'access_version' }).first('value');
			const first = await version();
			await seedAnew(database, db, { demo: true });
			expect(await version()).toEqual(first);
			await db('directus_permissions').where({ policy: POLICY_IDS.floor_head, action: 'read' }).delete();
			await seedAnew(database, db, { demo: true });
			expect(await version()).not.toEqual(first);
		});

		it('keeps going where the first administrator has another role, and the invented students are gone', async () => {
			await db('directus_users').where({ email: 'admin@college.example' }).update({ role: null });
			await db(C.leaves).delete();
			await db(C.students).delete();
			const before = await dumpDatabase(db);
			await seedAnew(database, db, { demo: true });
			expect(await dumpDatabase(db)).toEqual(before);
		});
	});

	it('gives a planned college limits and answers to be edited', async () => {
		const db = openDatabase(await newDatabase({ kind, template: 'plan' }));
		const rules = await db(C.escalationRules).orderBy('id').select('severity', 'take_minutes', 'settle_minutes');
		expect(rules).toEqual(
			DEFAULT_RULES.map(({ severity, takeMinutes, settleMinutes }) => ({
				severity,
				take_minutes: takeMinutes,
				settle_minutes: settleMinutes,
			})),
		);
		expect(await count(db, C.answerTemplates)).toBe(ANSWER_TEMPLATES.length);
	});

	it('fills a planned college later, when the demonstration is wanted', async () => {
		const database = await newDatabase({ kind, template: 'plan' });
		const db = openDatabase(database);
		expect(await count(db, C.students)).toBe(0);
		expect(await seed(database, { demo: false })).toBe('');
		await seed(database, { demo: true });
		expect(await count(db, C.students)).toBeGreaterThan(6000);
	});
});

async function count(db: Knex, table: string): Promise<number> {
	return Number((await db(table).count({ rows: '*' }).first())?.['rows']);
}

function wantedPermissions(): string[] {
	return PERMISSIONS.map(({ holder, collection, action, rule, fields }) =>
		JSON.stringify([POLICY_IDS[holder], collection, action, ruleFilter(rule), fields.join()]),
	).toSorted();
}

async function permissionsOf(db: Knex): Promise<string[]> {
	const rows: Record<string, unknown>[] = await db('directus_permissions').whereIn('policy', Object.values(POLICY_IDS));
	return rows
		.map((row) =>
			JSON.stringify([row['policy'], row['collection'], row['action'], readJson(row['permissions']), row['fields']]),
		)
		.toSorted();
}
