import knex, { type Knex } from 'knex';

export const DATABASE_KINDS = ['sqlite', 'postgres'] as const;
export type DatabaseKind = (typeof DATABASE_KINDS)[number];

/** A database of a test's own. It travels between processes as JSON. */
export type Database =
	| { kind: 'sqlite'; filename: string }
	| { kind: 'postgres'; host: string; port: number; user: string; password: string; database: string };

/** What is in a fresh database: the notice's plan without people, or the demo college with its 6,500 students. */
export const TEMPLATES = ['plan', 'demo'] as const;
export type Template = (typeof TEMPLATES)[number];

/** The settings by which Directus and the seed find a database. */
export function databaseEnv(database: Database): Record<string, string> {
	if (database.kind === 'sqlite') return { DB_CLIENT: 'sqlite3', DB_FILENAME: database.filename };
	return {
		DB_CLIENT: 'pg',
		DB_HOST: database.host,
		DB_PORT: String(database.port),
		DB_USER: database.user,
		DB_PASSWORD: database.password,
		DB_DATABASE: database.database,
	};
}

/** How long a test waits for a server that is writing to the same SQLite file. */
const SQLITE_PATIENCE_MS = 15_000;

/** Opens a database beside the server; whoever opens it destroys it. */
export function connect(database: Database): Knex {
	if (database.kind === 'postgres') {
		const { kind: _, ...connection } = database;
		return knex({ client: 'pg', connection, pool: { min: 0, max: 4 } });
	}
	return knex({
		client: 'sqlite3',
		connection: { filename: database.filename },
		useNullAsDefault: true,
		pool: {
			min: 1,
			max: 1,
			// Foreign keys as Directus has them; patience, because the other process may hold the file.
			afterCreate: (
				raw: { exec: (sql: string, done: (error: Error | null) => void) => void },
				done: (error: Error | null) => void,
			) => raw.exec(`pragma foreign_keys = on; pragma busy_timeout = ${SQLITE_PATIENCE_MS}`, done),
		},
	});
}
