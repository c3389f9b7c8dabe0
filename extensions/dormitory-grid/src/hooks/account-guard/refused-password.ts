import { asRecord } from '../ask-actor.ts';

/** Gives Directus's answer to a password that the policy refuses a code of its own and a sentence; others stay as they are. */
export async function nameRefusedPassword(errors: unknown, tell: () => Promise<string>): Promise<unknown> {
	if (!Array.isArray(errors)) return errors;
	const list: unknown[] = errors;
	if (!list.some(isRefusedPassword)) return list;
	const message = await tell();
	return list.map((error) =>
		isRefusedPassword(error) ? { message, extensions: { code: 'GRID_PASSWORD', field: 'password' } } : error,
	);
}

function isRefusedPassword(error: unknown): boolean {
	const { code, field, type } = asRecord(asRecord(error)['extensions']);
	return code === 'FAILED_VALIDATION' && field === 'password' && type === 'regex';
}
