import type { Knex } from 'knex';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../setup/databases.ts';
import { dumpDatabase } from '../setup/dump-database.ts';
import { applySnapshot, structureOf, takeSnapshot } from '../setup/schema-snapshot.ts';
import { readSnapshot } from '../setup/snapshot.ts';
import { newDatabase, openDatabase } from '../setup/test-house.ts';

/** The template was an empty database, to which the project's schema was applied once; then it was seeded. */
describe('the schema, applied to an empty database', () => {
	let database: Database;
	let db: Knex;
	beforeAll(async () => {
		database = await newDatabase({ template: 'demo' });
		db = openDatabase(database);
	});

	it('comes back as it was, but for the vendor’s own names', async () => {
		const wanted = structureOf(readSnapshot().text);
		expect(Object.keys(wanted).length).toBeGreaterThan(200);
		expect(structureOf(await takeSnapshot(database))).toEqual(wanted);
	});

	it('applied a second time, changes neither itself nor a row', async () => {
		const [before, rows] = [await takeSnapshot(database), await dumpDatabase(db)];
		await applySnapshot(database);
		expect(structureOf(await takeSnapshot(database))).toEqual(structureOf(before));
		expect(await dumpDatabase(db)).toEqual(rows);
		// SQLite writes every foreign key anew, table by table: a minute and more on a busy machine.
	}, 400_000);
});
