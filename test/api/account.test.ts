import type { Knex } from 'knex';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PRESETS_A_PERSON } from '../../extensions/dormitory-grid/src/domain/account-limits.ts';
import { COLLECTIONS as C } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { logInByCookie } from '../setup/fixtures/access.ts';
import { administrator } from '../setup/fixtures/college.ts';
import { createPerson, type Person } from '../setup/fixtures/person.ts';
import { openDatabase, sharedServer } from '../setup/test-house.ts';

const PASSWORD = 'a-password-of-tests';
const NEW_PASSWORD = 'another-password';

/** What a person may do to his own account: change his log-in when he has just logged in, and store no more than he needs. */
describe('one’s own account', () => {
	let server: { url: string };
	let db: Knex;
	let person: Person;

	beforeAll(async () => {
		const shared = await sharedServer();
		server = shared;
		db = openDatabase(shared.database);
	});
	beforeEach(async () => {
		person = await createPerson(server, { posts: [{ position: 'working_group' }], password: PASSWORD });
	});

	const logIn = async (password: string) => await logInByCookie(server, { email: person.email, password });
	const change = async (password: string, headers: Record<string, string> = {}) => {
		const session = await logIn(PASSWORD);
		return await session.request('PATCH', '/users/me', { password }, headers);
	};

	it('a short password is refused, and the reason is said in the asker’s language', async () => {
		const session = await logIn(PASSWORD);
		for (const password of ['1', '123456789']) {
			const answer = await session.request('PATCH', '/users/me', { password });
			expect([answer.status, answer.code]).toEqual([400, 'GRID_PASSWORD']);
			expect(answer.errors[0]?.message).toBe('密码未修改：至少需要 10 个字符，请换一个更长的。');
		}
		const english = await administrator(server).request(
			'PATCH',
			`/users/${person.id}`,
			{ password: 'short' },
			{ 'accept-language': 'en-US' },
		);
		expect(english.errors[0]?.message).toContain('at least 10 characters');
		await logIn(PASSWORD);
	});

	it('the own password is changed after a log-in, and by no other open session', async () => {
		// Nobody has logged in: a token is no password.
		const token = await person.patch('/users/me', { password: NEW_PASSWORD });
		expect([token.status, token.code]).toEqual([403, 'GRID_LOGIN_STALE']);
		expect(token.errors[0]?.message).toContain('10 分钟');
		// One's own key, written as PostgreSQL takes it, too.
		const capitals = await person.patch(`/users/${person.id.toUpperCase()}`, { password: NEW_PASSWORD });
		expect(capitals.status).toBe(403);
		const query = `mutation { update_users_me(data: { password: "${NEW_PASSWORD}" }) { id } }`;
		expect((await person.post('/graphql/system', { query })).code).toBe('GRID_LOGIN_STALE');

		const session = await logIn(PASSWORD);
		// Eleven minutes later, on a telephone that was left lying about.
		const mine = () => db('directus_activity').where({ action: 'login', user: person.id });
		const rows: { id: number; timestamp: unknown }[] = await mine().select('id', 'timestamp');
		const earlier = new Date(Date.now() - 11 * 60_000);
		await mine().update({ timestamp: earlier });
		expect((await session.request('PATCH', '/users/me', { password: NEW_PASSWORD })).code).toBe('GRID_LOGIN_STALE');
		expect((await session.request('PATCH', '/users/me', { language: 'zh-CN' })).status).toBe(200);
		for (const { id, timestamp } of rows) await db('directus_activity').where({ id }).update({ timestamp });
		const elsewhere = createOtherBrowser(session);
		expect((await elsewhere('PATCH', '/users/me', { password: NEW_PASSWORD })).code).toBe('GRID_LOGIN_STALE');

		expect((await change(NEW_PASSWORD)).status).toBe(200);
		await logIn(NEW_PASSWORD);
		await expect(logIn(PASSWORD)).rejects.toThrow('401');
		// Somebody else's is the administrator's to give, as before.
		expect((await administrator(server).patch(`/users/${person.id}`, { password: PASSWORD })).status).toBe(200);
		await logIn(PASSWORD);
	});

	it('passwords changed by the dozen wait their turn, and keep nobody else from logging in', async () => {
		const session = await logIn(PASSWORD);
		const another = await createPerson(server, { posts: [{ position: 'working_group' }], password: PASSWORD });
		const flood = Promise.all(
			Array.from({ length: 40 }, async () => await session.request('PATCH', '/users/me', { password: PASSWORD })),
		);
		const began = performance.now();
		await logInByCookie(server, { email: another.email, password: PASSWORD });
		const took = performance.now() - began;
		const answers = await flood;
		expect(took).toBeLessThan(5_000);
		const statuses = answers.map(({ status, code }) => `${status} ${code}`);
		expect(new Set(statuses)).toEqual(new Set(['200 null', '429 GRID_SLOW_DOWN']));
		// One and then two waiting, and whoever came as a place was given back.
		expect(statuses.filter((status) => status.startsWith('200')).length).toBeLessThan(20);
		await logIn(PASSWORD);
	});

	it.each([
		['language', 36],
		['theme_light', 256],
		['theme_dark', 5000],
		['appearance', 21],
		['text_direction', 21],
	])('%s of %i characters is refused', async (field, length) => {
		const answer = await person.patch('/users/me', { [field]: 'x'.repeat(length) });
		expect([answer.status, answer.code]).toEqual([400, 'GRID_INVALID_INPUT']);
		expect(answer.errors[0]?.message).toContain(field);
	});

	it('the page one was on last, and the state of a message, too', async () => {
		const page = await person.patch('/users/me/track/page', { last_page: 'x'.repeat(5000) });
		expect(page.code).toBe('GRID_INVALID_INPUT');
		expect((await person.patch('/users/me/track/page', { last_page: '/content' })).status).toBe(204);
		const message = await administrator(server).must<{ id: number }>('POST', '/notifications', {
			recipient: person.id,
			subject: '测试',
		});
		const path = `/notifications/${message.id}`;
		expect((await person.patch(path, { status: 'x'.repeat(5000) })).code).toBe('GRID_INVALID_INPUT');
		expect((await person.patch(path, { status: 'archived' })).status).toBe(200);
	});

	it('a saved view is small, and there are not too many', async () => {
		const preset = (layout_options: object) => ({ collection: C.students, user: person.id, layout_options });
		const large = { tabular: { note: 'x'.repeat(900_000) } };
		expect((await person.post('/presets', preset(large))).code).toBe('GRID_INVALID_INPUT');
		const kept = await person.must<{ id: number }>('POST', '/presets', preset({ tabular: { page: 1 } }));
		expect((await person.patch(`/presets/${kept.id}`, { layout_options: large })).code).toBe('GRID_INVALID_INPUT');
		expect((await person.patch(`/presets/${kept.id}`, { layout: 'cards' })).status).toBe(200);

		const many = Array.from({ length: PRESETS_A_PERSON }, () => preset({}));
		const refused = await person.post('/presets', many);
		expect([refused.status, refused.code]).toEqual([409, 'GRID_TOO_MANY']);
		expect((await person.post('/presets', many.slice(1))).status).toBe(200);
		expect((await person.post('/presets', preset({}))).code).toBe('GRID_TOO_MANY');
		expect(await person.must<unknown[]>('GET', '/presets?limit=-1&fields=id&filter[user][_nnull]=true')).toHaveLength(
			PRESETS_A_PERSON,
		);
	});
});

/** The same session under another browser's name. */
function createOtherBrowser({ request }: Pick<Person, 'request'>): Person['request'] {
	return async (method, path, body) => await request(method, path, body, { 'user-agent': 'another browser' });
}
