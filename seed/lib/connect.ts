import knex, { type Knex } from 'knex';

/** The database that Directus's own DB_* settings name. */
export function connect(env: NodeJS.ProcessEnv): Knex {
	if (env['DB_CLIENT'] !== 'pg') {
		return knex({
			client: 'sqlite3',
			connection: { filename: env['DB_FILENAME'] ?? 'data/grid.db' },
			useNullAsDefault: true,
		});
	}
	return knex({
		client: 'pg',
		connection: {
			host: env['DB_HOST'],
			port: Number(env['DB_PORT'] ?? 5432),
			database: env['DB_DATABASE'],
			user: env['DB_USER'],
			password: env['DB_PASSWORD'],
		},
	});
}
