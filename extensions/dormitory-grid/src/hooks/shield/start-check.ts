import { usesHttps } from './read-env.ts';

export interface StartFinding {
	/** `must`: the server does not start. `should`: it starts and says so. */
	kind: 'must' | 'should';
	setting: string;
	/** What to write, as in `.env`. */
	wanted: string;
	reason: { 'zh-CN': string; 'en-US': string };
}

type Env = Readonly<Record<string, unknown>>;

const OPEN_ADVISORY = {
	'zh-CN': 'Directus 11.17.4 的这项功能有未修复的漏洞，且本系统不使用',
	'en-US': 'this feature of Directus 11.17.4 has open weaknesses, and nothing here uses it',
};

/** Features with advisories that are fixed in 12.x only (RELIABILITY.md 3.2); the last two are on by default. */
const MUST_BE_OFF = ['WEBSOCKETS_ENABLED', 'TUS_ENABLED', 'CACHE_ENABLED', 'MCP_ENABLED', 'AI_ENABLED'] as const;
const ON_BY_DEFAULT: ReadonlySet<string> = new Set(['MCP_ENABLED', 'AI_ENABLED']);

/**
 * Which settings leave a door open that the shield cannot shut. `env` is Directus's own (hook context) or a parsed `.env`;
 * pass `directus_settings.public_registration` where it is known. Used at every start and by `npm run doctor`.
 */
export function checkStart(env: Env, publicRegistration = false): StartFinding[] {
	const findings: StartFinding[] = [];
	for (const setting of MUST_BE_OFF) {
		if (isOn(env[setting], ON_BY_DEFAULT.has(setting))) {
			findings.push({ kind: 'must', setting, wanted: `${setting}=false`, reason: OPEN_ADVISORY });
		}
	}
	for (const [setting, value] of Object.entries(env)) {
		if (/^AUTH_.+_ALLOW_PUBLIC_REGISTRATION$/.test(setting) && isOn(value, false)) {
			findings.push({ kind: 'must', setting, wanted: `${setting}=false`, reason: NO_REGISTRATION });
		}
	}
	if (publicRegistration) {
		findings.push({
			kind: 'must',
			setting: 'directus_settings.public_registration',
			wanted: 'public_registration = false',
			reason: NO_REGISTRATION,
		});
	}
	if (usesHttps(env)) {
		for (const setting of ['SESSION_COOKIE_SECURE', 'REFRESH_TOKEN_COOKIE_SECURE']) {
			if (!isOn(env[setting], false))
				findings.push({ kind: 'must', setting, wanted: `${setting}=true`, reason: OPEN_COOKIE });
		}
	}
	for (const [setting, wanted] of [
		['MAX_BATCH_MUTATION', '1000'],
		['QUERY_LIMIT_MAX', '5000'],
	] as const) {
		if (!isLimited(env[setting]))
			findings.push({ kind: 'should', setting, wanted: `${setting}=${wanted}`, reason: NO_LIMIT });
	}
	if (isOn(env['IP_TRUST_PROXY'], true)) {
		findings.push({ kind: 'should', setting: 'IP_TRUST_PROXY', wanted: 'IP_TRUST_PROXY=false', reason: ANY_ADDRESS });
	}
	if (isOn(env['GRAPHQL_INTROSPECTION'], true)) {
		findings.push({
			kind: 'should',
			setting: 'GRAPHQL_INTROSPECTION',
			wanted: 'GRAPHQL_INTROSPECTION=false',
			reason: TELLS_SCHEMA,
		});
	}
	return findings;
}

const NO_REGISTRATION = {
	'zh-CN': '账号由任职产生，任何人不得自行注册',
	'en-US': 'accounts come from assignments; nobody registers himself',
};
const OPEN_COOKIE = {
	'zh-CN': '网址是 https，登录凭证不得以明文传送',
	'en-US': 'the address is https, so a session must not travel in the clear',
};
const NO_LIMIT = {
	'zh-CN': '没有上限时，一个请求可以占用整个数据库',
	'en-US': 'without a limit one request can occupy the whole database',
};
const ANY_ADDRESS = {
	'zh-CN': '否则任何人都能伪造来源地址，绕过登录延时；有反向代理时写代理的层数或地址',
	'en-US':
		'otherwise anybody can invent his address and pass the log-in delay; behind a proxy write its address or their number',
};
const TELLS_SCHEMA = {
	'zh-CN': '会向所有人说明字段和选项',
	'en-US': 'it tells everybody the fields and their choices',
};

/** One clear sentence a finding, Chinese first. */
export function describeFinding(finding: StartFinding): string {
	return `[grid] ${finding.wanted}: ${finding.reason['zh-CN']} / ${finding.reason['en-US']} (${finding.setting})`;
}

function isOn(value: unknown, unset: boolean): boolean {
	if (value === undefined || value === null || value === '') return unset;
	return value === true || value === 1 || (typeof value === 'string' && /^\s*(true|1)\s*$/i.test(value));
}

function isLimited(value: unknown): boolean {
	const limit = Number(value ?? Number.NaN);
	return Number.isFinite(limit) && limit > 0;
}
