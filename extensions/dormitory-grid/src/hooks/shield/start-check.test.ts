import { expect, it } from 'vitest';
import { checkStart, describeFinding } from './start-check.ts';

const SAFE = {
	AI_ENABLED: 'false',
	MCP_ENABLED: false,
	MAX_BATCH_MUTATION: '1000',
	QUERY_LIMIT_MAX: 5000,
	GRAPHQL_INTROSPECTION: 'false',
	IP_TRUST_PROXY: 'loopback',
};

it('finds nothing in a safe environment', () => {
	expect(checkStart(SAFE)).toEqual([]);
	expect(checkStart({ ...SAFE, WEBSOCKETS_ENABLED: 'false', TUS_ENABLED: false, CACHE_ENABLED: '' })).toEqual([]);
});

it('knows what is on by default', () => {
	const findings = checkStart({});
	expect(findings.filter((finding) => finding.kind === 'must').map((finding) => finding.setting)).toEqual([
		'MCP_ENABLED',
		'AI_ENABLED',
	]);
	expect(findings.filter((finding) => finding.kind === 'should')).toHaveLength(4);
});

it.each([
	'WEBSOCKETS_ENABLED',
	'TUS_ENABLED',
	'CACHE_ENABLED',
	'MCP_ENABLED',
	'AI_ENABLED',
	'AUTH_CAMPUS_ALLOW_PUBLIC_REGISTRATION',
])('%s must be off', (setting) => {
	for (const value of ['true', true, 'TRUE', '1']) {
		expect(checkStart({ ...SAFE, [setting]: value })).toMatchObject([
			{ kind: 'must', setting, wanted: `${setting}=false` },
		]);
	}
});

it('public registration must be off', () => {
	expect(checkStart(SAFE, true)).toMatchObject([{ kind: 'must', setting: 'directus_settings.public_registration' }]);
});

it('an https address wants cookies that travel over https alone', () => {
	const https = { ...SAFE, PUBLIC_URL: 'https://grid.college.example' };
	expect(checkStart(https)).toMatchObject([
		{ kind: 'must', setting: 'SESSION_COOKIE_SECURE', wanted: 'SESSION_COOKIE_SECURE=true' },
		{ kind: 'must', setting: 'REFRESH_TOKEN_COOKIE_SECURE' },
	]);
	expect(checkStart({ ...https, SESSION_COOKIE_SECURE: 'true', REFRESH_TOKEN_COOKIE_SECURE: true })).toEqual([]);
	expect(checkStart({ ...SAFE, PUBLIC_URL: 'http://localhost:8055' })).toEqual([]);
});

it('an endless limit is none', () => {
	expect(checkStart({ ...SAFE, MAX_BATCH_MUTATION: Infinity })).toMatchObject([
		{ kind: 'should', setting: 'MAX_BATCH_MUTATION' },
	]);
	expect(checkStart({ ...SAFE, QUERY_LIMIT_MAX: '-1' })).toMatchObject([
		{ kind: 'should', setting: 'QUERY_LIMIT_MAX' },
	]);
});

it('says what to write, in both languages', () => {
	const [finding] = checkStart({ ...SAFE, AI_ENABLED: true });
	expect(finding && describeFinding(finding)).toMatch(/AI_ENABLED=false: .*漏洞.* \/ .*weaknesses/);
});
