import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runChild } from '../../../bin/lib/run-child.mjs';
import { COLLECTIONS } from '../../../extensions/dormitory-grid/src/constants/collections.ts';
import { connect, type Database, TEMPLATES, type Template } from '../databases.ts';
import { at, DIRECTUS_CLI } from '../paths.ts';
import { ADMIN, type Env, serverEnv } from '../server-env.ts';
import { schemaFingerprint, seedFingerprint } from './fingerprints.ts';
import { makeOnce } from './keep.ts';
import { startCluster } from './postgres.ts';

/**
 * Template databases: Directus, our schema and the seed, by the same programs as `npm start`. In two steps, so that a
 * changed seed costs seconds: first the schema, then a copy of it for each template.
 * @returns a folder with a file `<template>.sqlite` each
 */
export async function makeSqliteTemplates(today: string): Promise<string> {
	return await makeOnce(`sqlite-${schemaFingerprint()}-${seedFingerprint(today)}`, async (folder) => {
		const schema = await makeOnce(`sqlite-${schemaFingerprint()}`, async (draft) => {
			await applySchema({ kind: 'sqlite', filename: join(draft, 'schema.sqlite') });
		});
		for (const template of TEMPLATES) {
			const database: Database = { kind: 'sqlite', filename: join(folder, `${template}.sqlite`) };
			copyFileSync(join(schema, 'schema.sqlite'), database.filename);
			await fill(database, template);
		}
	});
}

/** @returns a folder with the files of a cluster that has a database of each template's name */
export async function makePostgresTemplates(today: string): Promise<string> {
	return await makeOnce(`postgres-${schemaFingerprint()}-${seedFingerprint(today)}`, async (folder) => {
		const schema = await makeOnce(`postgres-${schemaFingerprint()}`, async (draft) => {
			const cluster = await startCluster();
			try {
				await cluster.clone('schema', 'template1');
				await applySchema(cluster.connection('schema'));
				await cluster.keep(join(draft, 'data'));
			} finally {
				await cluster.close();
			}
		});
		const cluster = await startCluster(join(schema, 'data'));
		try {
			for (const template of TEMPLATES) {
				await cluster.clone(template, 'schema');
				await fill(cluster.connection(template), template);
			}
			await cluster.keep(join(folder, 'data'));
		} finally {
			await cluster.close();
		}
	});
}

async function applySchema(database: Database): Promise<void> {
	await withEnv(database, async (env) => {
		await runProgram([DIRECTUS_CLI, 'bootstrap', '--skipAdminInit'], env);
		await runProgram([DIRECTUS_CLI, 'schema', 'apply', '--yes', at('snapshots', 'schema.yaml')], env);
	});
}

async function fill(database: Database, template: Template): Promise<void> {
	await withEnv(
		database,
		async (env) => await runProgram([at('seed', 'run.ts')], { ...env, GRID_DEMO: String(template === 'demo') }),
	);
	const db = connect(database);
	try {
		await db('directus_users').where({ email: ADMIN.email }).update({ token: ADMIN.token });
		// No night by itself: the seeded college would open and close one in the middle of a test, by the hour of the day.
		await db(COLLECTIONS.colleges).update({ reports_from: null });
	} finally {
		await db.destroy();
	}
}

async function withEnv(database: Database, work: (env: Env) => Promise<void>): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'grid-template-'));
	try {
		await work(serverEnv(database, folder));
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

async function runProgram(args: string[], env: Env): Promise<void> {
	const { code, output } = await runChild(process.execPath, args, { env });
	if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}:\n${output}`);
}
