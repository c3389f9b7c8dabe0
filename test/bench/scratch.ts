import { connect } from '../setup/databases.ts';
import { openHouse } from '../setup/house/index.ts';
import { startDirectus } from '../setup/start-directus.ts';
import { benchSubmit } from './submit.ts';
const kind = (process.argv[2] ?? 'sqlite') as 'sqlite';
const house = openHouse(new Date());
const database = await house.makeDatabase(kind, 'demo');
const db = connect(database);
const server = await startDirectus({
	database,
	extensions: await house.extensions(),
	env: {
		MAX_BATCH_MUTATION: '100000',
		PRESSURE_LIMITER_ENABLED: 'false',
		...(process.env.SCRATCH_DEBUG ? { DEBUG: 'knex:query' } : {}),
		...(process.env.SCRATCH_PROF ? { NODE_OPTIONS: '--cpu-prof --cpu-prof-dir=/tmp/prof' } : {}),
	},
});
try {
	const r = await benchSubmit(server.url, db);
	console.log(r.map((x) => [x.name, x.ratio, x.ours, x.against]));
} finally {
	await server.stop();
	(await import('node:fs')).writeFileSync('/tmp/scratch.log', server.log());
	await db.destroy();
	await house.dropDatabase(database);
	await house.close();
}
