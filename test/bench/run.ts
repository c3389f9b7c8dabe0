import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { connect, DATABASE_KINDS, type DatabaseKind } from '../setup/databases.ts';
import { openHouse, type TestHouse } from '../setup/house/index.ts';
import { ADMIN } from '../setup/server-env.ts';
import { startDirectus } from '../setup/start-directus.ts';
import { MEMBER_ROLE_ID } from '../../extensions/dormitory-grid/src/constants/positions.ts';
import { addStudents, type BigCollege, makeBigCollege } from './college.ts';
import { request } from './http.ts';
import { report, type Result, ROUNDS } from './measure.ts';
import { benchNight } from './night.ts';
import { benchHierarchy, benchScopedList, nestReports } from './reads.ts';
import { benchSubmit } from './submit.ts';

/**
 * Every workload on both databases: interleaved rounds on one server, medians, ratios. `npm run bench -- sqlite` or
 * `-- postgres` runs one; GRID_BENCH_ROUNDS sets the rounds. Ends with failure when a bar is not met.
 */
const kinds = DATABASE_KINDS.filter((kind) => process.argv.length <= 2 || process.argv.includes(kind));
const house = openHouse(new Date());
let met = true;
try {
	console.log(`bench rounds=${ROUNDS} node=${process.version}`);
	for (const kind of kinds) met = (await benchOn(house, kind)) && met;
} finally {
	await house.close();
}
process.exitCode = met ? 0 : 1;

async function benchOn(from: TestHouse, kind: DatabaseKind): Promise<boolean> {
	const database = await from.makeDatabase(kind, 'demo');
	const db = connect(database);
	const results: Result[] = [];
	const big = await makeBigCollege(db);
	const { result, night } = await benchNight(db, big.id);
	results.push(result);
	show(kind, result);
	// To 100,000 students for the lists.
	await addStudents(db, big.id, 2);
	await addStudents(db, big.id, 3);
	await addStudents(db, big.id, 4, 1 / 3);
	if (kind === 'postgres') await db.raw('analyze');
	await nestReports(db);
	// The rival needs every row in one answer; a production server would refuse that.
	const server = await startDirectus({
		database,
		extensions: await from.extensions(),
		env: { QUERY_LIMIT_MAX: '1000000', MAX_BATCH_MUTATION: '100000', PRESSURE_LIMITER_ENABLED: 'false' },
	});
	try {
		const { group, floor } = await hire(server.url, db, big);
		for (const bench of [
			async () => [await benchHierarchy(server.url, night, big.id, group)],
			async () => [await benchScopedList(server.url, floor)],
			async () => await benchSubmit(server.url, db),
		]) {
			for (const one of await bench()) {
				results.push(one);
				show(kind, one);
			}
		}
	} finally {
		await server.stop();
		await db.destroy();
		await from.dropDatabase(database);
	}
	return results.every((one) => (one.bar.at === 'least' ? one.ratio >= one.bar.value : one.ratio <= one.bar.value));
}

/** A working-group member and a floor head of the big college, with static tokens. */
async function hire(base: string, db: Knex, big: BigCollege): Promise<{ group: string; floor: string }> {
	const person = async (name: string, post: object) => {
		const id = randomUUID();
		await db('directus_users').insert({
			id,
			email: `${name}@bench.example`,
			role: MEMBER_ROLE_ID,
			status: 'active',
			provider: 'default',
			token: `token-${name}`,
		});
		await request(base, 'POST', '/items/staff_assignments', ADMIN.token, {
			person: id,
			starts_on: '2020-01-01',
			...post,
		});
		return `token-${name}`;
	};
	return {
		group: await person('big-group', { position: 'working_group', college: big.id }),
		floor: await person('big-floor', { position: 'floor_head', grid: big.floor }),
	};
}

function show(kind: DatabaseKind, result: Result): void {
	report(result, kind);
}
