import { parseEnv } from 'node:util';
import { expect, it } from 'vitest';
import { renderEnv, serverEnv } from './env-file.mjs';

const environment = (given, env = {}) => serverEnv({ path: '/grid/.env', settings: parseEnv(renderEnv(given)) }, env);

it('cookies follow the address: over https alone where that is https', () => {
	expect(environment({ PUBLIC_URL: 'https://grid.college.example' })).toMatchObject({
		SESSION_COOKIE_SECURE: 'true',
		REFRESH_TOKEN_COOKIE_SECURE: 'true',
	});
	expect(environment({})).toMatchObject({ SESSION_COOKIE_SECURE: 'false', REFRESH_TOKEN_COOKIE_SECURE: 'false' });
});

it('what somebody has set himself stays', () => {
	const own = { SESSION_COOKIE_SECURE: 'false' };
	expect(environment({ PUBLIC_URL: 'https://grid.college.example' }, own)).toMatchObject(own);
});

it('the passwords that a new installation invents satisfy its own rule', () => {
	const { ADMIN_PASSWORD, GRID_DEMO_PASSWORD } = parseEnv(renderEnv({}));
	expect(ADMIN_PASSWORD.length).toBeGreaterThanOrEqual(10);
	expect(GRID_DEMO_PASSWORD.length).toBeGreaterThanOrEqual(10);
});
