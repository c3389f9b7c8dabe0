import { chmodSync, copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runChild } from '../bin/lib/run-child.mjs';
import { COLLECTIONS as C } from '../extensions/dormitory-grid/src/constants/collections.ts';
import { type Database, DATABASE_KINDS } from '../test/setup/databases.ts';
import { at } from '../test/setup/paths.ts';
import { serverEnv } from '../test/setup/server-env.ts';
import { newDatabase, openDatabase } from '../test/setup/test-house.ts';

const folder = mkdtempSync(join(tmpdir(), 'grid-doctor-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(DATABASE_KINDS)('the doctor on %s', (kind) => {
	const examine = async (database: Database) => {
		const env = serverEnv(database, folder);
		chmodSync(env['CONFIG_PATH'] ?? '', 0o600);
		return await runChild(process.execPath, [at('seed', 'doctor.ts')], { env });
	};

	it('warns of units in service without a leader, counts them and does not fail for it', async () => {
		const { code, output } = await examine(await newDatabase({ kind, template: 'plan' }));
		expect(output).toMatch(/^⚠ 96 .*without a leader$/m);
		expect(output).toMatch(/^✔ 0 .*wrong, [1-9]/m);
		expect(code).toBe(0);
	});

	it('fails where an index is missing', async () => {
		const database = await newDatabase({ kind, template: 'plan' });
		await openDatabase(database).raw('drop index ??', [`grid_key_${C.students}_room_bed`]);
		const { code, output } = await examine(database);
		expect([code, output]).toEqual([1, expect.stringMatching(/^✘ .*students_room_bed/m)]);
	});

	it('warns where a replica that stands still would keep the others out', async () => {
		const database = await newDatabase({ kind, template: 'plan' });
		const env: Record<string, string> = { ...serverEnv(database, folder), DB_OPTIONS: '-c statement_timeout=30000' };
		chmodSync(env['CONFIG_PATH'] ?? '', 0o600);
		const { output } = await runChild(process.execPath, [at('seed', 'doctor.ts')], { env });
		expect(/^⚠ .*idle_in_transaction/m.test(output)).toBe(kind === 'postgres');
		expect((await examine(database)).output).not.toContain('idle_in_transaction');
	});

	it('fails where others can read the settings', async () => {
		const env = serverEnv(await newDatabase({ kind, template: 'plan' }), folder);
		chmodSync(folder, 0o755);
		chmodSync(env['CONFIG_PATH'] ?? '', 0o644);
		const { code, output } = await runChild(process.execPath, [at('seed', 'doctor.ts')], { env });
		chmodSync(folder, 0o700);
		expect([code, output]).toEqual([1, expect.stringMatching(/^✘ .*chmod 600/m)]);
	});
});

it('warns where others can read an SQLite database', async () => {
	const database = await newDatabase({ kind: 'sqlite', template: 'plan' });
	if (database.kind !== 'sqlite') throw new Error('not on SQLite');
	const env = { ...serverEnv(database, folder) };
	const own = mkdtempSync(join(tmpdir(), 'grid-doctor-db-'));
	try {
		chmodSync(own, 0o755);
		env['DB_FILENAME'] = join(own, 'grid.db');
		copyFileSync(database.filename, env['DB_FILENAME']);
		chmodSync(env['DB_FILENAME'], 0o644);
		const open = await runChild(process.execPath, [at('seed', 'doctor.ts')], { env });
		expect(open.output).toMatch(/^⚠ .*readable by others.*grid\.db/m);
		chmodSync(env['DB_FILENAME'], 0o600);
		const closed = await runChild(process.execPath, [at('seed', 'doctor.ts')], { env });
		expect(closed.output).not.toContain('grid.db');
	} finally {
		rmSync(own, { recursive: true, force: true });
	}
});
