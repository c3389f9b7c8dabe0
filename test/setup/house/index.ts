import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Database, DatabaseKind, Template } from '../databases.ts';
import { at, KEPT } from '../paths.ts';
import { type Server, startDirectus } from '../start-directus.ts';
import { prepareBundle } from './bundle.ts';
import { forgetOld } from './keep.ts';
import { type Cluster, startCluster } from './postgres.ts';
import { makePostgresTemplates, makeSqliteTemplates } from './templates.ts';

/** Files that run beside each other never share a server: what one counts or delays would be another's. */
export interface SharedServerKey {
	kind: DatabaseKind;
	template: Template;
	/** The worker that asks: vitest numbers those that run at the same time, from 1. */
	worker: string;
}

/** Everything that tests share in one run. Each part is made when it is first asked for, and once. */
export interface TestHouse {
	/** A database of the asker's own, as the template has it. */
	makeDatabase: (kind: DatabaseKind, template: Template) => Promise<Database>;
	dropDatabase: (database: Database) => Promise<void>;
	/** The folder of the built bundle, for EXTENSIONS_PATH. */
	extensions: () => Promise<string>;
	/** The server that a worker's files with a building of their own share, one after another. */
	sharedServer: (key: SharedServerKey) => Promise<Server>;
	close: () => Promise<void>;
}

export function openHouse(now: Date): TestHouse {
	const today = now.toISOString().slice(0, 10);
	mkdirSync(KEPT, { recursive: true });
	forgetOld(now);
	// Inside the checkout, so that the bundle finds node_modules from where it lies.
	const folder = mkdtempSync(join(at('.cache', 'test'), `run-${process.pid}-`));
	const servers = new Map<string, Promise<Server>>();
	let databases = 0;
	let cluster: Promise<Cluster> | null = null;
	let sqlite: Promise<string> | null = null;
	let bundle: Promise<string> | null = null;

	const extensions = () => (bundle ??= prepareBundle(folder));
	const postgres = () => (cluster ??= makePostgresTemplates(today).then((kept) => startCluster(join(kept, 'data'))));

	async function makeDatabase(kind: DatabaseKind, template: Template): Promise<Database> {
		const name = `test_${++databases}`;
		if (kind === 'postgres') {
			const running = await postgres();
			await running.clone(name, template);
			return running.connection(name);
		}
		const templates = await (sqlite ??= makeSqliteTemplates(today));
		const filename = join(folder, `${name}.sqlite`);
		copyFileSync(join(templates, `${template}.sqlite`), filename);
		return { kind, filename };
	}

	async function dropDatabase(database: Database): Promise<void> {
		if (database.kind === 'postgres') await (await postgres()).drop(database.database);
		else for (const ending of ['', '-journal', '-wal', '-shm']) rmSync(database.filename + ending, { force: true });
	}

	async function startShared({ kind, template }: SharedServerKey): Promise<Server> {
		return await startDirectus({ database: await makeDatabase(kind, template), extensions: await extensions() });
	}

	return {
		makeDatabase,
		dropDatabase,
		extensions,
		sharedServer(key) {
			const name = `${key.kind}:${key.template}:${key.worker}`;
			const server = servers.get(name) ?? startShared(key);
			servers.set(name, server);
			return server;
		},
		async close() {
			const ended = await Promise.allSettled([...servers.values()].map(async (server) => await (await server).stop()));
			const started = await cluster?.catch(() => null);
			await started?.close();
			rmSync(folder, { recursive: true, force: true });
			const failed = ended.find((end) => end.status === 'rejected');
			if (failed) throw failed.reason;
		},
	};
}
