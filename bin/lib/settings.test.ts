import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { parseEnv } from 'node:util';
import { renderEnv } from './env-file.mjs';
import { checkPort, checkSettings, findOverruled, findWrongSettings, publicUrlNote } from './settings.mjs';

describe('settings', () => {
	it('that npm start writes are good, for both databases', () => {
		const pg = { DB_CLIENT: 'pg', DB_HOST: 'db', DB_DATABASE: 'grid', DB_USER: 'grid', DB_PASSWORD: 'p' };
		for (const given of [{}, pg, { PORT: '9000', GRID_DEMO: 'false' }])
			expect(findWrongSettings(parseEnv(renderEnv(given)))).toEqual([]);
	});

	it.each([
		['GRID_DEMO', 'maybe'],
		['GRID_DEMO', 'FALSE'],
		['GRID_REHEARSAL_SENDS', '1'],
		['WEBSOCKETS_ENABLED', 'no'],
		['PORT', 'abc'],
		['PORT', '0'],
		['PORT', '70000'],
		['PORT', '80.5'],
		['QUERY_LIMIT_MAX', 'many'],
		['DB_CLIENT', 'mysql'],
		['LOG_LEVEL', 'loud'],
		['SESSION_COOKIE_TTL', 'a week'],
		['PUBLIC_URL', 'college.example'],
		['ADMIN_EMAIL', 'admin'],
		['TZ', 'China'],
	])('%s=%s is refused by name', (name, value) => {
		const wrong = findWrongSettings({ [name]: value });
		expect(wrong).toHaveLength(1);
		expect(wrong[0]).toContain(`${name}=${value} `);
		expect(() => checkSettings({ [name]: value }, '.env')).toThrow('.env');
	});

	it('name all that PostgreSQL lacks', () => {
		expect(findWrongSettings({ DB_CLIENT: 'pg', DB_HOST: 'db' })).toEqual([
			expect.stringMatching(/needs: DB_DATABASE, DB_USER$/),
		]);
		expect(findWrongSettings({ DB_CLIENT: 'pg', DB_CONNECTION_STRING: 'postgres://db/grid' })).toEqual([]);
	});

	it('of the environment that the file overrules are named, secrets without their values', () => {
		const file = { PORT: '8055', KEY: 'a', TZ: 'UTC', HOST: '0.0.0.0', GRID_DEMO: 'true' };
		const given = { PORT: '8499', KEY: 'hidden', TZ: 'Asia/Shanghai', HOST: 'pc', GRID_DEMO: 'true' };
		expect(findOverruled(file, given)).toEqual(['PORT=8499（8055）', 'KEY']);
		expect(findOverruled(file, {})).toEqual([]);
	});

	it('tell where PUBLIC_URL kept another port, and only on this machine', () => {
		expect(publicUrlNote({ PUBLIC_URL: 'http://localhost:8055', PORT: '8499' })).toContain('PORT=8499');
		expect(publicUrlNote({ PUBLIC_URL: 'http://localhost:8499', PORT: '8499' })).toBeNull();
		expect(publicUrlNote({ PUBLIC_URL: 'https://grid.college.example', PORT: '8499' })).toBeNull();
	});

	it('find a taken port, and name PUBLIC_URL beside it', async () => {
		// Takes connections and never answers.
		const holder = createServer((socket) => socket.resume());
		const port = await new Promise<number>((resolve) => {
			holder.listen(0, '127.0.0.1', () => {
				const address = holder.address();
				resolve(typeof address === 'object' && address ? address.port : 0);
			});
		});
		const settings = { PORT: String(port), HOST: '127.0.0.1' };
		await expect(checkPort(settings, '.env')).rejects.toMatchObject({
			message: expect.stringContaining(`${port}`),
			advice: expect.stringContaining('PUBLIC_URL'),
		});
		await new Promise((resolve) => holder.close(resolve));
		await expect(checkPort(settings, '.env')).resolves.toBeUndefined();
	});
});
