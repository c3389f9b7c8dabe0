import knex, { type Knex } from 'knex';

interface SqliteConnection {
	exec: (sql: string, done: (error: Error | null) => void) => void;
}

/** A server may be writing to the same file. */
const SQLITE_PATIENCE_MS = 15_000;

/** The database that Directus's own DB_* settings name. */
export function connect(env: NodeJS.ProcessEnv): Knex {
	if (env['DB_CLIENT'] === 'pg') return knex({ client: 'pg', connection: postgresConnection(env) });
	return knex({
		client: 'sqlite3',
		connection: { filename: env['DB_FILENAME'] ?? 'data/grid.db' },
		useNullAsDefault: true,
		pool: {
			min: 1,
			max: 1,
			// Off by default in SQLite, on in Directus.
			afterCreate: (raw: SqliteConnection, done: (error: Error | null) => void) =>
				raw.exec(`pragma foreign_keys = on; pragma busy_timeout = ${SQLITE_PATIENCE_MS}`, done),
		},
	});
}

function postgresConnection(env: NodeJS.ProcessEnv): Knex.PgConnectionConfig {
	return {
		connectionString: env['DB_CONNECTION_STRING'],
		host: env['DB_HOST'],
		port: Number(env['DB_PORT'] ?? 5432),
		database: env['DB_DATABASE'],
		user: env['DB_USER'],
		password: env['DB_PASSWORD'],
		ssl: env['DB_SSL'] === 'true',
	};
}
