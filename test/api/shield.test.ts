import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DATABASE_KINDS } from '../setup/databases.ts';
import { ADMIN } from '../setup/server-env.ts';
import { type Server, startDirectus } from '../setup/start-directus.ts';
import { extensionsFolder, newDatabase } from '../setup/test-house.ts';
import { CRASHES, isSound, uploadPeople } from './shield-crashes.ts';
import { PASSWORD, USERS, call, fillShieldData } from './shield-data.ts';
import { ALLOWED, LEAKS } from './shield-leaks.ts';

/** Each hole is shown open on Directus as it is, and shut on the same database with the bundle. */
describe.each(DATABASE_KINDS)('the shield on %s', async (kind) => {
	const [openDatabase, shutDatabase] = [await newDatabase({ kind }), await newDatabase({ kind })];
	let extensions: string;
	let open: Server;
	let shut: Server;

	beforeAll(async () => {
		extensions = await extensionsFolder();
		open = await startDirectus({ database: openDatabase, extensions: null });
		shut = await startDirectus({ database: shutDatabase, extensions });
		await fillShieldData(open);
		await fillShieldData(shut);
	});
	afterAll(async () => {
		await open?.stop();
		await shut?.stop();
	});

	describe('rows that are not the asker’s', () => {
		it.each(LEAKS)('open without: $name', async ({ ask, leaks }) => {
			expect(await ask(open)).toSatisfy(leaks);
		});
		it.each(LEAKS)('shut with: $name', async ({ ask, leaks }) => {
			const answer = await ask(shut);
			expect(answer.code).toBe('GRID_QUERY_REFUSED');
			expect(leaks(answer)).toBe(false);
			expect(answer.text).not.toMatch(/canary-other|"data":\[|psy"/);
		});
		it.each(ALLOWED)('still works with: $name', async ({ ask, contains }) => {
			const answer = await ask(shut);
			expect(answer.text).toContain(contains);
			expect(answer.code).toBeNull();
		});
	});

	describe('requests that end the process', () => {
		it.each(CRASHES.filter((crash) => kind === 'sqlite' || !crash.onlySqlite))(
			'open without: $name',
			async ({ send }) => {
				const server = await startDirectus({ database: openDatabase, extensions: null });
				try {
					expect(await isSound(server)).toBe(true);
					await send(server).catch(() => null);
					expect(await isSound(server)).toBe(false);
				} finally {
					await server.kill('SIGKILL');
				}
			},
		);
		it.each(CRASHES)('shut with: $name', async ({ send, code }) => {
			expect(JSON.stringify(await send(shut))).toContain(code);
			expect(await isSound(shut)).toBe(true);
		});
		it('leaves no rejection behind', () => {
			expect(shut.log()).not.toContain('nobody awaited');
		});
	});

	describe('features that nobody uses', () => {
		it.each([
			['POST', '/users/register', null],
			['GET', '/USERS/Register/verify-email?token=x', null],
			['POST', '/files/import', USERS.leader.token],
			['POST', '/files/import', ADMIN.token],
			['POST', '/files/tus', ADMIN.token],
			['GET', '/shares/info/00000000-0000-4000-8000-000000000001', null],
			['POST', '/shares/auth', null],
			['POST', '/shares', ADMIN.token],
			['GET', '/shares', null],
			['POST', '/mcp', ADMIN.token],
			['POST', '/ai/chat', ADMIN.token],
			['GET', '/websocket', null],
		])('%s %s', async (method, path, token) => {
			const before = await call(open, method, path, token, method === 'POST' ? {} : undefined);
			expect(before.code).not.toBe('GRID_FEATURE_CLOSED');
			const after = await call(shut, method, path, token, method === 'POST' ? {} : undefined);
			expect([after.status, after.code]).toEqual([404, 'GRID_FEATURE_CLOSED']);
		});

		it('web sockets, by the header', async () => {
			const status = await new Promise((resolve, reject) => {
				const headers = {
					connection: 'Upgrade',
					upgrade: 'websocket',
					'sec-websocket-key': 'x',
					'sec-websocket-version': '13',
				};
				const asked = request(`${shut.url}/graphql`, { headers }, (answer) => resolve(answer.statusCode));
				asked
					.once('upgrade', () => resolve(101))
					.once('error', reject)
					.end();
			});
			expect(status).toBe(404);
		});

		it.each(['generate', 'verify'])('hashing, at a cost that the sender names: %s', async (what) => {
			const path = `/utils/hash/${what}`;
			const hash = '$argon2id$v=19$m=1024,t=2,p=1$c29tZXNhbHRzb21l$Y2hlYXA';
			expect((await call(open, 'POST', path, null, { string: 'x', hash })).code).not.toBe('GRID_FEATURE_CLOSED');
			for (const token of [null, USERS.leader.token])
				expect((await call(shut, 'POST', path, token, { string: 'x', hash })).code).toBe('GRID_FEATURE_CLOSED');
		});

		it('the list of all paths for strangers', async () => {
			expect((await call(open, 'GET', '/server/specs/oas', null)).status).toBe(200);
			for (const path of ['/server/specs/oas', '/server/specs/graphql', '/server/specs/graphql/system'])
				expect((await call(shut, 'GET', path, null)).code).toBe('GRID_SIGN_IN_FIRST');
			expect((await call(shut, 'GET', '/server/specs/oas', USERS.leader.token)).text).toContain('"openapi"');
		});

		it('comments, which mail whomever they mention, without a limit', async () => {
			const comment = { collection: 'shield_people', item: '1', comment: `@${USERS.leader.id}` };
			const mutation =
				'mutation { create_comments_item(data: { collection: "shield_people", item: "1", comment: "x" }) { id } }';
			expect((await call(open, 'POST', '/comments', ADMIN.token, comment)).status).toBe(200);
			expect((await call(open, 'POST', '/graphql/system', ADMIN.token, { query: mutation })).code).toBeNull();
			for (const body of [comment, [comment, comment]])
				expect((await call(shut, 'POST', '/comments', ADMIN.token, body)).code).toBe('GRID_FEATURE_CLOSED');
			const many = mutation.replace('_item(data: {', '_items(data: [{').replace('})', '}])');
			for (const query of [mutation, many])
				expect((await call(shut, 'POST', '/graphql/system', ADMIN.token, { query })).text).toContain(
					'GRID_FEATURE_CLOSED',
				);
			expect((await call(shut, 'GET', '/comments', ADMIN.token)).text).toContain('"data":[]');
		});

		it('many log-ins in one GraphQL request', async () => {
			const query =
				'mutation { a: auth_login(email: "a@b.com", password: "x") { expires } b: auth_login(email: "a@b.com", password: "y") { expires } }';
			const before = await call(open, 'POST', '/graphql/system', null, { query });
			expect(before.text.match(/INVALID_CREDENTIALS/g)).toHaveLength(2);
			expect((await call(shut, 'POST', '/graphql/system', null, { query })).code).toBe('GRID_SIGN_IN_FIRST');
			expect((await call(shut, 'POST', '/graphql/system', USERS.leader.token, { query })).code).toBe(
				'GRID_FEATURE_CLOSED',
			);
			expect(
				(await call(shut, 'POST', '/graphql/system', USERS.leader.token, { query: '{ server_ping }' })).text,
			).toContain('pong');
		});
	});

	describe('files', () => {
		it('formulas in a CSV export', async () => {
			expect((await call(open, 'GET', '/items/shield_people?export=csv', USERS.leader.token)).text).toContain(
				'"=HYPERLINK(',
			);
			const shutText = (await call(shut, 'GET', '/items/shield_people?export=csv', USERS.leader.token)).text;
			expect(shutText).toContain('"\'=HYPERLINK(');
			expect(shutText).toContain('"甲"');
			expect((await call(shut, 'GET', '/items/shield_people?export=json', USERS.leader.token)).text).toContain(
				'"=HYPERLINK(',
			);
		});

		it('an honest import arrives as it was sent', async () => {
			const csv = await uploadPeople('people.csv', 'text/csv', 'name,unit\n"丁, ""x""",C\n戊,C\n')(shut);
			expect(csv).toEqual({ status: 200, text: '' });
			const json = await uploadPeople('people.json', 'application/json', '[{"name":"己","unit":"C"}]')(shut);
			expect(json).toEqual({ status: 200, text: '' });
			const rows = await call(
				shut,
				'GET',
				'/items/shield_people?filter[unit][_eq]=C&fields=name&sort=id',
				USERS.leader.token,
			);
			expect(rows.data).toEqual([{ name: '丁, "x"' }, { name: '戊' }, { name: '己' }]);
		});

		it('keys of an imported file', async () => {
			const answer = await uploadPeople('people.json', 'application/json', '[{"name":"x","__proto__":{"a":1}}]')(shut);
			expect(answer).toMatchObject({ status: 400, text: expect.stringContaining('GRID_IMPORT_REFUSED') });
		});
	});

	it('answers in the language of the asker, before and behind the log-in', async () => {
		for (const path of ['/items/shield_people?deep=x', '/items/shield_people?sort=notes.kind']) {
			const headers = { authorization: `Bearer ${USERS.leader.token}` };
			const english = await fetch(shut.url + path, { headers: { ...headers, 'accept-language': 'en-GB,en;q=0.9' } });
			expect(await english.text()).toMatch(/You cannot|This query/);
			const chinese = await fetch(shut.url + path, { headers });
			expect(await chinese.text()).toMatch(/不能|不正确/);
		}
	});

	it('says once that a proxy in front is not trusted', async () => {
		for (let time = 0; time < 3; time += 1)
			await fetch(`${shut.url}/server/ping`, { headers: { 'x-forwarded-for': '192.0.2.7' } });
		await expect.poll(() => shut.log().match(/IP_TRUST_PROXY=false/g)).toHaveLength(1);
	});

	it('does not start with a door open that it cannot shut', async () => {
		for (const setting of ['WEBSOCKETS_ENABLED', 'AI_ENABLED']) {
			const start = startDirectus({ database: shutDatabase, extensions, env: { [setting]: 'true' } });
			await expect(start).rejects.toThrow(`${setting}=false`);
		}
	});

	it('compresses what the Studio loads, and no answer that carries a token', async () => {
		const sizes = await Promise.all(
			[open, shut].map(async (server) => {
				const page = await (await fetch(`${server.url}/admin/`)).text();
				const script = /src="([^"]+\.js)"/.exec(page)?.[1] ?? '';
				return (await fetch(new URL(script, `${server.url}/admin/`))).headers.get('content-encoding');
			}),
		);
		expect(sizes).toEqual([null, expect.stringMatching(/gzip|br|deflate/)]);
		const login = await call(shut, 'POST', '/auth/login', null, { email: USERS.double.email, password: PASSWORD });
		expect(login.status).toBe(200);
		expect(login.headers.get('content-encoding')).toBeNull();
	});
});
