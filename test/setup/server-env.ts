import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { renderEnv } from '../../bin/lib/env-file.mjs';
import { type Database, databaseEnv } from './databases.ts';

export type Env = Record<string, string>;

/** The administrator of every database of the tests. */
export const ADMIN = {
	email: 'admin@college.example',
	password: 'administrator-of-tests',
	token: 'administrator-token-of-tests',
} as const;
export const DEMO_PASSWORD = 'demo-password-of-tests';

/** The zone of the whole run: off UTC and off Shanghai (STYLE.md, conventions 14). */
export const TEST_ZONE = 'America/Sao_Paulo';

/**
 * The environment of a Directus under test: the settings that `npm start` writes for a new installation, and nothing of
 * the machine's or the developer's own but the path. Secrets are fixed, so that two replicas take each other's sessions.
 */
export function serverEnv(database: Database, folder: string): Env {
	const settings: Env = {};
	const rendered = renderEnv({
		ADMIN_EMAIL: ADMIN.email,
		ADMIN_PASSWORD: ADMIN.password,
		DB_CLIENT: databaseEnv(database)['DB_CLIENT'],
	});
	for (const [name, value] of Object.entries(parseEnv(rendered))) if (value !== undefined) settings[name] = value;
	mkdirSync(join(folder, 'uploads'), { recursive: true });
	mkdirSync(join(folder, 'no-extensions'), { recursive: true });
	const empty = join(folder, 'empty.env');
	writeFileSync(empty, '');
	return {
		...settings,
		...databaseEnv(database),
		PATH: process.env['PATH'] ?? '',
		HOME: folder,
		CONFIG_PATH: empty,
		NODE_ENV: 'production',
		NODE_NO_WARNINGS: '1',
		HOST: '127.0.0.1',
		TZ: TEST_ZONE,
		KEY: 'key-of-tests',
		SECRET: 'secret-of-tests-secret-of-tests-secret-of-tests',
		STORAGE_LOCAL_ROOT: join(folder, 'uploads'),
		// Directus writes the Studio's bundle of extensions there under one name: shared, the last server to start gives all of them its own.
		TEMP_PATH: join(folder, 'temp'),
		EXTENSIONS_PATH: join(folder, 'no-extensions'),
		GRID_DEMO: 'false',
		GRID_DEMO_PASSWORD: DEMO_PASSWORD,
		LOG_STYLE: 'raw',
		// Directus puts requests off while its event loop is late, which here is the other tests' work; shield-pressure.test.ts takes it back.
		PRESSURE_LIMITER_ENABLED: 'false',
	};
}
