import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runChild } from '../bin/lib/run-child.mjs';
import { COLLECTIONS as C } from '../extensions/dormitory-grid/src/constants/collections.ts';
import { type Database, DATABASE_KINDS } from '../test/setup/databases.ts';
import { at, DIRECTUS_CLI } from '../test/setup/paths.ts';
import { serverEnv } from '../test/setup/server-env.ts';
import { newDatabase, openDatabase } from '../test/setup/test-house.ts';
import { DEFERRED_KEYS, findIndexNames, indexName, INDEXES } from './indexes.ts';

const folder = mkdtempSync(join(tmpdir(), 'grid-indexes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(DATABASE_KINDS)('keys and indexes on %s', (kind) => {
	let database: Database;
	let db: Knex;
	beforeAll(async () => {
		database = await newDatabase({ kind });
		db = openDatabase(database);
	});
	const missing = async () => {
		const present = await findIndexNames(db);
		return INDEXES.map(indexName).filter((name) => !present.has(name));
	};

	it('are all there', async () => {
		expect(await missing()).toEqual([]);
	});

	it.each([C.grids, C.rooms, C.departments])('refuse a second %s of the same name', async (table) => {
		const { id: _, ...first } = await db(table).first();
		await expect(db(table).insert(first)).rejects.toThrow(/unique/i);
	});

	it('stay when the schema is applied again', async () => {
		const env = serverEnv(database, folder);
		const { code, output } = await runChild(
			process.execPath,
			[DIRECTUS_CLI, 'schema', 'apply', '--yes', at('snapshots', 'schema.yaml')],
			{ env },
		);
		expect([code, code === 0 ? '' : output]).toEqual([0, '']);
		expect(await missing()).toEqual([]);
		if (kind !== 'postgres') return;
		const deferred = await db('pg_constraint').where({ condeferrable: true, condeferred: true }).pluck('conname');
		expect(DEFERRED_KEYS.filter(({ constraint }) => !deferred.includes(constraint))).toEqual([]);
	}, 240_000);
});
