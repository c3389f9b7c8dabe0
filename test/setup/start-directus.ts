import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from './databases.ts';
import { freePort } from './free-port.ts';
import { DIRECTUS_CLI, ROOT } from './paths.ts';
import { findEscapes } from './read-log.ts';
import { type Env, serverEnv } from './server-env.ts';

export interface ServerOptions {
	database: Database;
	/** Folder of extensions; `null`: Directus as it is. */
	extensions: string | null;
	/** Beside or instead of what `npm start` writes, such as GRID_FAILPOINTS. */
	env?: Env;
	port?: number;
}

export interface Exit {
	code: number | null;
	signal: NodeJS.Signals | null;
}

export interface Server {
	url: string;
	database: Database;
	pid: number;
	/** Everything it has written so far. */
	log: () => string;
	isAlive: () => boolean;
	/** Resolves when the process ends, by whomever. */
	exited: Promise<Exit>;
	/** SIGKILL, or SIGSTOP and SIGCONT; after SIGKILL the process has ended. */
	kill: (signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT') => Promise<void>;
	/** Ends it as a deployment does. Fails when it does not end by itself, or has left a rejection or exception behind (I14). */
	stop: () => Promise<void>;
}

/** A server that ended before it answered, and how. */
export class StartFailure extends Error {
	readonly exit: Exit;

	constructor(message: string, exit: Exit) {
		super(message);
		this.exit = exit;
	}
}

/** Longer than any start seen on a busy machine of two cores. */
const START_LIMIT_MS = 90_000;
/** SERVER_SHUTDOWN_TIMEOUT and a little. */
const STOP_LIMIT_MS = 40_000;

/** No test process leaves a server behind, however it ends. */
const running = new Set<() => void>();
process.on('exit', () => running.forEach((end) => end()));
// By itself this signal ends a process without a word, and without that.
process.once('SIGTERM', () => process.exit(143));

/** Starts a real Directus and waits until it answers. A server that ends before it is ready is an error with its log. */
export async function startDirectus(options: ServerOptions): Promise<Server> {
	const folder = mkdtempSync(join(tmpdir(), 'grid-server-'));
	const port = options.port ?? (await freePort());
	const url = `http://127.0.0.1:${port}`;
	const bundle: Env = options.extensions === null ? {} : { EXTENSIONS_PATH: options.extensions };
	const env = {
		...serverEnv(options.database, folder),
		...bundle,
		...options.env,
		PORT: String(port),
		PUBLIC_URL: url,
	};
	const child = spawn(process.execPath, [DIRECTUS_CLI, 'start'], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
	let output = '';
	for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
	const end = () => void child.kill('SIGKILL');
	running.add(end);
	const exited = new Promise<Exit>((resolve) => {
		child.once('close', (code, signal) => {
			running.delete(end);
			rmSync(folder, { recursive: true, force: true });
			resolve({ code, signal });
		});
	});
	const isAlive = () => child.exitCode === null && child.signalCode === null;

	for (const until = Date.now() + START_LIMIT_MS; !(await answers(url)); await sleep(50)) {
		if (isAlive() && Date.now() < until) continue;
		end();
		throw new StartFailure(`Directus did not start:\n${output}`, await exited);
	}
	return {
		url,
		database: options.database,
		pid: child.pid ?? 0,
		log: () => output,
		isAlive,
		exited,
		async kill(signal) {
			child.kill(signal);
			if (signal === 'SIGKILL') await exited;
		},
		async stop() {
			let hung = false;
			const overdue = setTimeout(() => {
				hung = true;
				end();
			}, STOP_LIMIT_MS);
			if (isAlive()) child.kill('SIGTERM');
			await exited;
			clearTimeout(overdue);
			const escapes = findEscapes(output);
			if (escapes.length > 0) throw new Error(`I14: the server left behind\n${escapes.join('\n')}`);
			if (hung) throw new Error(`I14: the server did not end by itself\n${output}`);
		},
	};
}

async function answers(url: string): Promise<boolean> {
	// Under pressure its answer is 503: it does answer.
	return await fetch(`${url}/server/ping`).then(
		() => true,
		() => false,
	);
}

async function sleep(ms: number): Promise<void> {
	await new Promise((wake) => setTimeout(wake, ms));
}
