import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD, USERS, call, fillShieldData } from './shield-data.ts';
import { ADMIN_TOKEN, type Databases, type Server, openPostgres, openSqlite, startServer } from './shield-fixture.ts';

const LIMITS = { MAX_BATCH_MUTATION: '1000', QUERY_LIMIT_MAX: '5000', LOGIN_STALL_TIME: '50' };

describe.each([
	['SQLite', openSqlite],
	['PostgreSQL', openPostgres],
])('under pressure on %s', { timeout: 60_000 }, (_, openDatabases) => {
	let databases: Databases;
	let open: Server;
	let shut: Server;

	beforeAll(async () => {
		databases = await openDatabases();
		await databases.prepare(fillShieldData);
		// Without the bundle, as Directus comes: no limit on a batch.
		open = await startServer(await databases.copy(), { withBundle: false, env: { LOGIN_STALL_TIME: '50' } });
		shut = await startServer(await databases.copy(), { withBundle: true, env: LIMITS });
	}, 180_000);
	afterAll(async () => {
		await open?.stop();
		await shut?.stop();
		await databases?.close();
	}, 60_000);

	describe('X15: requests that cost more than they may', () => {
		const rows = (count: number) =>
			Array.from({ length: count }, (_row, index) => ({ name: `row ${index}`, unit: 'Z' }));
		const nested = (depth: number) => `${'{"notes":'.repeat(depth)}{"_limit":1}${'}'.repeat(depth)}`;
		const fields = (count: number) =>
			Array.from({ length: count }, (_field, index) => `a${index}: shield_people { id }`).join(' ');

		const send = {
			largeBody: (server: Server) =>
				call(server, 'POST', '/items/shield_people', USERS.leader.token, { name: 'x'.repeat(5 * 1024 * 1024) }),
			depth: (server: Server) => call(server, 'GET', `/items/shield_people?deep=${nested(50)}`, USERS.leader.token),
			tokens: (server: Server) =>
				call(server, 'POST', '/graphql', USERS.leader.token, { query: `{ ${fields(1300)} }` }),
			roots: (server: Server) => call(server, 'POST', '/graphql', USERS.leader.token, { query: `{ ${fields(700)} }` }),
			batch: (server: Server) =>
				call(server, 'POST', '/items/shield_people?fields=id', USERS.leader.token, rows(10_000)),
		};

		it('open without: a batch without end, and a thousand queries in one', async () => {
			expect((await call(open, 'POST', '/items/shield_people?fields=id', USERS.leader.token, rows(1001))).status).toBe(
				200,
			);
			expect((await send.roots(open)).text.match(/"a\d+":/g)).toHaveLength(700);
		});

		it('shut with: each is refused at once', async () => {
			expect((await send.largeBody(shut)).code).toBe('INVALID_PAYLOAD');
			expect((await send.depth(shut)).code).toBe('GRID_QUERY_REFUSED');
			expect((await send.tokens(shut)).text).toMatch(/token limit|Syntax Error|GRAPHQL_VALIDATION/i);
			expect((await send.roots(shut)).code).toBe('GRID_TOO_LARGE');
			expect((await send.batch(shut)).code).toBe('GRID_TOO_LARGE');
			const left = await call(
				shut,
				'GET',
				'/items/shield_people?filter[unit][_eq]=Z&aggregate[count]=id',
				USERS.leader.token,
			);
			expect(left.text).toMatch(/"id":"?0\b/);
		});

		it('shut with: whoever reports meanwhile hardly notices', { timeout: 120_000 }, async () => {
			let ratio = Infinity;
			// Two cores and other people's work: the best of three rounds is what the shield is responsible for.
			for (let round = 0; round < 3 && ratio > 3; round += 1) {
				const alone = await measure(shut);
				let goesOn = true;
				const flood = (async () => {
					while (goesOn) for (const one of Object.values(send)) await one(shut);
				})();
				const beside = await measure(shut);
				goesOn = false;
				await flood;
				ratio = Math.min(ratio, beside / alone);
			}
			expect(shut.isAlive()).toBe(true);
			expect(shut.log()).not.toContain('nobody awaited');
			expect(ratio).toBeLessThanOrEqual(3);
		});
	});

	describe('guessing passwords', () => {
		const login = (server: Server, password: string, cookie = '') =>
			fetch(`${server.url}/auth/login`, {
				method: 'POST',
				headers: { 'content-type': 'application/json', ...(cookie === '' ? {} : { cookie }) },
				body: JSON.stringify({ email: USERS.leader.email, password }),
			});

		it('open without: anybody who knows an address suspends its account', async () => {
			await call(open, 'PATCH', '/settings', ADMIN_TOKEN, { auth_login_attempts: 3 });
			for (let attempt = 0; attempt < 4; attempt += 1) await login(open, 'wrong');
			expect((await login(open, PASSWORD)).status).toBe(401);
		});

		it(
			'shut with: guesses wait, the account stays, and its owner’s telephone never waits',
			{ timeout: 120_000 },
			async () => {
				const first = await login(shut, PASSWORD);
				expect(first.status).toBe(200);
				const device = /grid_device=[^;]+/.exec(first.headers.get('set-cookie') ?? '')?.[0] ?? '';
				expect(first.headers.get('set-cookie')).toMatch(/grid_device=[^;]+;.*HttpOnly; SameSite=Lax/);

				const started = performance.now();
				const guesses = await Promise.all(Array.from({ length: 30 }, () => login(shut, 'wrong')));
				const statuses = guesses.map((guess) => guess.status);
				// Three at once, then after 1, 3, 7 and 15 seconds; the others are sent away.
				expect(statuses.filter((status) => status === 401)).toHaveLength(7);
				expect(statuses.filter((status) => status === 429)).toHaveLength(23);
				expect(performance.now() - started).toBeGreaterThan(14_000);
				const refused = guesses.find((guess) => guess.status === 429);
				expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
				expect(await refused?.text()).toContain('GRID_SLOW_DOWN');

				const owner = performance.now();
				expect((await login(shut, PASSWORD, device)).status).toBe(200);
				expect(performance.now() - owner).toBeLessThan(3_000);
			},
		);
	});
});

/** The 99th percentile in milliseconds of 400 small writes over 4 connections. */
async function measure(server: Server): Promise<number> {
	const times: number[] = [];
	const write = async (): Promise<void> => {
		for (let index = 0; index < 100; index += 1) {
			const started = performance.now();
			const answer = await call(server, 'POST', '/items/shield_people?fields=id', USERS.leader.token, {
				name: 'w',
				unit: 'W',
			});
			if (answer.status !== 200) throw new Error(answer.text);
			times.push(performance.now() - started);
		}
	};
	await Promise.all([write(), write(), write(), write()]);
	times.sort((one, other) => one - other);
	return times[Math.floor(times.length * 0.99)] ?? Infinity;
}
