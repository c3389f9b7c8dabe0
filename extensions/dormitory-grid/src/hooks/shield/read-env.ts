import { randomBytes } from 'node:crypto';

type Env = Readonly<Record<string, unknown>>;

/** The limits that Directus counts to only while it works; the shield looks before the work begins. */
export function readLimits(env: Env): { maxBatch: number; maxTokens: number } {
	return {
		maxBatch: readLimit(env['MAX_BATCH_MUTATION'], 1000),
		maxTokens: readLimit(env['GRAPHQL_QUERY_TOKEN_LIMIT'], 5000),
	};
}

function readLimit(value: unknown, otherwise: number): number {
	const limit = Number(value ?? Number.NaN);
	return Number.isFinite(limit) && limit > 0 ? limit : otherwise;
}

/** Without a SECRET Directus forgets its sessions at each start, and we our devices. */
export function readSecret(env: Env): string {
	const secret = env['SECRET'];
	return typeof secret === 'string' && secret !== '' ? secret : randomBytes(32).toString('hex');
}

export function usesHttps(env: Env): boolean {
	const url = env['PUBLIC_URL'];
	return typeof url === 'string' && /^https:/i.test(url);
}
