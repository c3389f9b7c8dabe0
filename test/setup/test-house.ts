import { inject } from 'vitest';
import type { Knex } from 'knex';
import { whenFileEnds } from './clean-up.ts';
import { connect, type Database, type DatabaseKind, type Template } from './databases.ts';
import type { Requests } from './house/broker.ts';
import { findEscapes } from './read-log.ts';
import { type Server, type ServerOptions, startDirectus } from './start-directus.ts';

/** The test process's side of the house: what a test file needs, cleaned up when the file is done. */

/** The database that this file runs against; projects of the same files differ in nothing else. */
export function databaseKind(): DatabaseKind {
	return inject('databaseKind');
}

/** A database of this file's own. */
export async function newDatabase(options: { kind?: DatabaseKind; template?: Template } = {}): Promise<Database> {
	const database = await ask('/make-database', {
		kind: options.kind ?? databaseKind(),
		template: options.template ?? 'plan',
	});
	whenFileEnds(async () => void (await ask('/drop-database', { database })));
	return database;
}

/** A connection that closes with this file. */
export function openDatabase(database: Database): Knex {
	const db = connect(database);
	whenFileEnds(async () => await db.destroy());
	return db;
}

/** A server of this file's own, with the bundle; on a new database unless one is given. Stopped, and its log looked at, with this file. */
export async function newServer(options: Partial<ServerOptions> = {}): Promise<Server> {
	const server = await startDirectus({
		...options,
		database: options.database ?? (await newDatabase()),
		extensions: options.extensions === undefined ? await extensionsFolder() : options.extensions,
	});
	whenFileEnds(async () => await server.stop());
	return server;
}

export async function extensionsFolder(): Promise<string> {
	return (await ask('/extensions', {})).folder;
}

export interface SharedServer {
	url: string;
	database: Database;
	pid: number;
}

/** The server that the files of this worker share: work in a building or college of your own, and count on nothing else. */
export async function sharedServer(template: Template = 'plan'): Promise<SharedServer> {
	const asks = { kind: databaseKind(), template, worker: process.env['VITEST_POOL_ID'] ?? '1' };
	const server = await ask('/shared-server', asks);
	const before = (await ask('/shared-log', asks)).log.length;
	whenFileEnds(async () => {
		const escapes = findEscapes((await ask('/shared-log', asks)).log.slice(before));
		if (escapes.length > 0)
			throw new Error(`I14: while this file ran the shared server left behind\n${escapes.join('\n')}`);
	});
	return server;
}

async function ask<Route extends keyof Requests>(
	route: Route,
	body: Requests[Route]['asks'],
): Promise<Requests[Route]['gets']> {
	const response = await fetch(inject('testHouse') + route, { method: 'POST', body: JSON.stringify(body) });
	const text = await response.text();
	if (!response.ok) throw new Error(text);
	return JSON.parse(text);
}
