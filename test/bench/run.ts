import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { connect, DATABASE_KINDS, type DatabaseKind } from '../setup/databases.ts';
import { openHouse, type TestHouse } from '../setup/house/index.ts';
import { ADMIN } from '../setup/server-env.ts';
import { startDirectus } from '../setup/start-directus.ts';
import { MEMBER_ROLE_ID } from '../../extensions/dormitory-grid/src/constants/positions.ts';
import { addStudents, type BigCollege, makeBigCollege } from './college.ts';
import { request } from './http.ts';
import { benchIssueStep, benchManyIssues } from './issues.ts';
import { report, type Result, ROUNDS } from './measure.ts';
import { benchNight } from './night.ts';
import { benchHierarchy, benchScopedList, nestReports } from './reads.ts';
import { benchSubmit } from './submit.ts';

const WORKLOADS = ['night', 'hierarchy', 'list', 'submit', 'issues'] as const;

/**
 * Every workload on both databases: interleaved rounds on one server, medians, ratios. `npm run bench -- postgres submit`
 * runs what it names; GRID_BENCH_ROUNDS sets the rounds. Ends with failure when a bar is not met.
 */
const named = process.argv.slice(2);
const unknown = named.filter((name) => ![...DATABASE_KINDS, ...WORKLOADS].some((known) => known === name));
if (unknown.length > 0)
	throw new Error(
		`no such workload or database: ${unknown.join(', ')}; there are ${[...DATABASE_KINDS, ...WORKLOADS].join(', ')}`,
	);
const chosen = <Name extends string>(all: readonly Name[]): readonly Name[] =>
	all.some((name) => named.includes(name)) ? all.filter((name) => named.includes(name)) : all;
const kinds = chosen(DATABASE_KINDS);
const workloads = chosen(WORKLOADS);
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
	const wants = (...names: (typeof WORKLOADS)[number][]) => names.some((name) => workloads.includes(name));
	const big = wants('night', 'hierarchy', 'list') ? await makeBigCollege(db) : null;
	const closed = big && wants('night', 'hierarchy') ? await benchNight(db, big.id) : null;
	if (closed) {
		results.push(closed.result);
		show(kind, closed.result);
	}
	if (big && wants('list')) {
		// To 100,000 students for the lists.
		await addStudents(db, big.id, 2);
		await addStudents(db, big.id, 3);
		await addStudents(db, big.id, 4, 1 / 3);
	}
	if (kind === 'postgres') await db.raw('analyze');
	await nestReports(db);
	// The rival needs every row in one answer; a production server would refuse that.
	const server = await startDirectus({
		database,
		extensions: await from.extensions(),
		env: { QUERY_LIMIT_MAX: '1000000', MAX_BATCH_MUTATION: '100000' },
	});
	try {
		const tell = (list: Result[]) => {
			for (const one of list) {
				results.push(one);
				show(kind, one);
			}
		};
		if (big && wants('hierarchy', 'list')) {
			const { group, floor } = await hire(server.url, db, big);
			if (closed && wants('hierarchy')) tell([await benchHierarchy(server.url, closed.night, big.id, group)]);
			if (wants('list')) tell([await benchScopedList(server.url, floor)]);
		}
		if (wants('submit')) tell(await benchSubmit(server.url, db));
		if (wants('issues')) tell([await benchIssueStep(server.url, db)]);
	} finally {
		await server.stop();
	}
	try {
		// Without the server, whose clock would move what is due.
		if (wants('issues'))
			for (const one of await benchManyIssues(db)) {
				results.push(one);
				show(kind, one);
			}
	} finally {
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
