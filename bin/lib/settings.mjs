import { createServer } from 'node:net';
import { Failure } from './failure.mjs';
import { answers, localUrl } from './server.mjs';

const BOOLEANS = [
	'GRID_DEMO',
	'GRID_REHEARSAL_SENDS',
	'EXTENSIONS_MUST_LOAD',
	'WEBSOCKETS_ENABLED',
	'TUS_ENABLED',
	'CACHE_ENABLED',
	'AI_ENABLED',
	'MCP_ENABLED',
	'GRAPHQL_INTROSPECTION',
	'TELEMETRY',
	'DB_SSL',
];
const NUMBERS = {
	PORT: [1, 65_535],
	DB_PORT: [1, 65_535],
	EMAIL_SMTP_PORT: [1, 65_535],
	MAX_BATCH_MUTATION: [1, Infinity],
	QUERY_LIMIT_MAX: [1, Infinity],
	SERVER_SHUTDOWN_TIMEOUT: [0, Infinity],
	PRESSURE_LIMITER_RETRY_AFTER: [1, Infinity],
};
const CHOICES = {
	DB_CLIENT: ['sqlite3', 'pg'],
	LOG_LEVEL: ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
	EMAIL_TRANSPORT: ['sendmail', 'smtp', 'mailgun', 'ses'],
};
const DURATIONS = ['SESSION_COOKIE_TTL', 'CACHE_SYSTEM_TTL'];

/**
 * What is wrong with the settings, each in a line; those not given are not looked at. Asked before anything that takes time.
 * @param {Record<string, string | undefined>} settings
 * @returns {string[]}
 */
export function findWrongSettings(settings) {
	const wrong = [];
	const look = (name, isGood, wanted) => {
		const value = settings[name];
		if (value !== undefined && value !== '' && !isGood(value))
			wrong.push(`${name}=${value} 不可用；可用 / cannot be used; use: ${wanted}`);
	};
	for (const name of BOOLEANS) look(name, (value) => value === 'true' || value === 'false', 'true, false');
	for (const [name, [least, most]] of Object.entries(NUMBERS)) {
		const wanted = most === Infinity ? `${least}, ${least + 1}, …` : `${least}–${most}`;
		look(name, (value) => /^\d+$/.test(value) && Number(value) >= least && Number(value) <= most, wanted);
	}
	for (const [name, choices] of Object.entries(CHOICES))
		look(name, (value) => choices.includes(value), choices.join(', '));
	for (const name of DURATIONS) look(name, (value) => /^\d+(\.\d+)?\s*(ms|s|m|h|d|w|y)?$/.test(value), '7d, 12h, 30m');
	look('PUBLIC_URL', isWebAddress, 'http://… , https://…');
	look('ADMIN_EMAIL', (value) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value), 'name@example.com');
	look('TZ', isTimeZone, 'UTC, Asia/Shanghai');
	if (settings.DB_CLIENT === 'pg' && !settings.DB_CONNECTION_STRING) {
		const missing = ['DB_HOST', 'DB_DATABASE', 'DB_USER'].filter((name) => !settings[name]);
		if (missing.length > 0) wrong.push(`DB_CLIENT=pg 还需要 / needs: ${missing.join(', ')}`);
	}
	return wrong;
}

/** @throws {Failure} that names every wrong setting */
export function checkSettings(settings, where) {
	const wrong = findWrongSettings(settings);
	if (wrong.length > 0) throw new Failure(`设置有误 / wrong settings（${where}）`, wrong.join('\n  '));
}

/** A shell sets these for itself: that they differ means nothing. */
const OF_THE_SHELL = new Set(['HOST', 'TZ', 'LOG_LEVEL']);
const isSecret = (name) => /KEY|SECRET|PASSWORD/.test(name);

/**
 * Settings that the environment gives otherwise than the file, which wins: said aloud, so that `PORT=9000 npm start` is
 * not passed over in silence.
 * @returns {string[]}
 */
export function findOverruled(settings, given) {
	return Object.entries(settings)
		.filter(([name, value]) => given[name] !== undefined && given[name] !== value && !OF_THE_SHELL.has(name))
		.map(([name, value]) => (isSecret(name) ? name : `${name}=${given[name]}（${value}）`));
}

/** PUBLIC_URL that names this machine with another port than the server listens on: links and mails would lead nowhere. */
export function publicUrlNote({ PUBLIC_URL: url, PORT: port = '8055' }) {
	if (!url || !isWebAddress(url)) return null;
	const { hostname, port: named, protocol } = new URL(url);
	const own = named || (protocol === 'https:' ? '443' : '80');
	if (!['localhost', '127.0.0.1'].includes(hostname) || own === port) return null;
	return `PUBLIC_URL=${url} 与 PORT=${port} 不一致，请一并更改 / names another port than PORT=${port}: change both`;
}

/** @throws {Failure} where the port cannot be listened on */
export async function checkPort(settings, where) {
	const port = Number(settings.PORT ?? 8055);
	const code = await tryPort(port, settings.HOST);
	if (code === null) return;
	const busy = code === 'EADDRINUSE';
	const ours = busy && (await answers(localUrl(settings)));
	throw new Failure(
		busy
			? `端口 ${port} 已被占用 / port ${port} is taken${ours ? '（本系统可能已在运行 / perhaps this system runs already）' : ''}`
			: `不能使用端口 ${port} / port ${port} cannot be used: ${code}`,
		`请停止占用它的程序，或更改 PORT 和 PUBLIC_URL（${where}）/ stop what holds it, or change PORT and PUBLIC_URL with it`,
	);
}

function tryPort(port, host) {
	return new Promise((resolve) => {
		const probe = createServer();
		probe.once('error', (error) => resolve(error.code ?? error.message));
		probe.listen({ port, host: host || '0.0.0.0' }, () => probe.close(() => resolve(null)));
	});
}

function isWebAddress(value) {
	try {
		return ['http:', 'https:'].includes(new URL(value).protocol);
	} catch {
		return false;
	}
}

function isTimeZone(value) {
	try {
		return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone !== '';
	} catch {
		return false;
	}
}
