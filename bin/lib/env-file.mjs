import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { parseEnv } from 'node:util';
import { at } from './paths.mjs';

const secret = (bytes) => randomBytes(bytes).toString('base64url');

/**
 * The settings of a new installation, with their reason; README.md has them as a table. What the environment gives at
 * the first start takes the place of a default; from then on the file is what counts, as Directus itself has it.
 */
const SECTIONS = [
	[
		'网址 / Address',
		{
			HOST: () => '0.0.0.0',
			PORT: () => '8055',
			PUBLIC_URL: (given) => `http://localhost:${given.PORT ?? '8055'}`,
			IP_TRUST_PROXY: () => 'false',
		},
	],
	[
		'数据库 / Database (sqlite3, or pg with DB_HOST, DB_PORT, DB_DATABASE, DB_USER, DB_PASSWORD)',
		{
			DB_CLIENT: () => 'sqlite3',
			DB_FILENAME: (given) => (given.DB_CLIENT === 'pg' ? undefined : 'data/grid.db'),
			// No statement keeps a connection longer than the whole close takes by far, and a replica that stands still in the
			// middle of it gives the night back sooner than the statements that wait for it end.
			DB_OPTIONS: (given) =>
				given.DB_CLIENT === 'pg'
					? '-c statement_timeout=30000 -c idle_in_transaction_session_timeout=20000'
					: undefined,
		},
	],
	['密钥 / Secrets', { KEY: () => secret(24), SECRET: () => secret(48) }],
	[
		'第一位管理员 / The first administrator',
		{ ADMIN_EMAIL: () => 'admin@college.example', ADMIN_PASSWORD: () => secret(12) },
	],
	[
		'示范学院 / The demo college',
		{ GRID_DEMO: () => 'true', GRID_DEMO_PASSWORD: () => secret(9), GRID_COLLEGE_NAME: () => '示例学院' },
	],
	[
		'运行 / How it runs',
		{
			// SQLite keeps dates as the process's midnight: the zone of the process must never change. The college's own zone is in its row.
			TZ: () => 'UTC',
			STORAGE_LOCATIONS: () => 'local',
			STORAGE_LOCAL_ROOT: () => 'data/uploads',
			EXTENSIONS_PATH: () => './extensions',
			EXTENSIONS_MUST_LOAD: () => 'true',
			SERVER_SHUTDOWN_TIMEOUT: () => '30000',
			PRESSURE_LIMITER_RETRY_AFTER: () => '2',
			SESSION_COOKIE_TTL: () => '7d',
			CACHE_SYSTEM_TTL: () => '5m',
			MAX_BATCH_MUTATION: () => '1000',
			QUERY_LIMIT_MAX: () => '5000',
			LOG_LEVEL: () => 'warn',
		},
	],
	[
		'不用的功能保持关闭 / What is not used stays off (the server refuses to start otherwise)',
		{
			WEBSOCKETS_ENABLED: () => 'false',
			TUS_ENABLED: () => 'false',
			CACHE_ENABLED: () => 'false',
			AI_ENABLED: () => 'false',
			MCP_ENABLED: () => 'false',
			GRAPHQL_INTROSPECTION: () => 'false',
			TELEMETRY: () => 'false',
			IMPORT_IP_DENY_LIST: () =>
				'0.0.0.0/8,127.0.0.0/8,::,::1,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,169.254.0.0/16,100.64.0.0/10',
		},
	],
];

/** Further settings that are only written when they are given. */
const OPTIONAL = [
	'DB_HOST',
	'DB_PORT',
	'DB_DATABASE',
	'DB_USER',
	'DB_PASSWORD',
	'DB_SSL',
	'REDIS',
	'EMAIL_FROM',
	'EMAIL_TRANSPORT',
	'EMAIL_SMTP_HOST',
	'EMAIL_SMTP_PORT',
	'EMAIL_SMTP_USER',
	'EMAIL_SMTP_PASSWORD',
];

/** Where the settings are: `.env`, or the file that CONFIG_PATH names, as Directus has it. */
export function envPath(env = process.env) {
	const path = env.CONFIG_PATH || '.env';
	return isAbsolute(path) ? path : at(path);
}

/** @returns {string} the text of a new settings file */
export function renderEnv(given) {
	const lines = [
		'# 由 npm start 首次启动时写入；此后以本文件为准。请勿提交。',
		'# Written by the first `npm start`; from then on this file is what counts. Do not commit it.',
	];
	const used = new Set();
	for (const [title, settings] of SECTIONS) {
		lines.push('', `# ${title}`);
		for (const [name, makeDefault] of Object.entries(settings)) {
			const value = given[name] || makeDefault(given);
			if (value !== undefined) lines.push(`${name}=${quote(value)}`);
			used.add(name);
		}
	}
	const extra = OPTIONAL.filter((name) => !used.has(name) && given[name]);
	if (extra.length > 0) lines.push('', ...extra.map((name) => `${name}=${quote(given[name])}`));
	return `${lines.join('\n')}\n`;
}

/**
 * Reads the settings, writing them first where there are none.
 * @returns {{ path: string, settings: Record<string, string>, fresh: boolean }}
 */
export function ensureEnv(env = process.env) {
	const path = envPath(env);
	const fresh = !existsSync(path);
	if (fresh) writeFileSync(path, renderEnv(env), { mode: 0o600 });
	return { path, settings: parseEnv(readFileSync(path, 'utf8')), fresh };
}

/** The environment of the server and of everything that speaks to its database: the file's values win, as in Directus. */
export function serverEnv({ path, settings }, env = process.env) {
	return { ...cookieSettings({ ...env, ...settings }), ...env, NODE_ENV: 'production', ...settings, CONFIG_PATH: path };
}

/** Not in the file, so that they follow PUBLIC_URL when it is edited: over HTTPS a session never travels in the clear. */
function cookieSettings({ PUBLIC_URL = '' }) {
	const secure = String(/^https:/i.test(PUBLIC_URL));
	return { SESSION_COOKIE_SECURE: secure, REFRESH_TOKEN_COOKIE_SECURE: secure };
}

function quote(value) {
	return /^[\w./:@,+-]*$/.test(value) ? value : `'${String(value).replaceAll("'", '')}'`;
}
