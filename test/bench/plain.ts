import { ADMIN } from '../setup/server-env.ts';
import { request } from './http.ts';

/** A collection as anybody would make it in the console: the rival of our rows. @param columns `name:type` */
export async function makePlainCollection(base: string, collection: string, columns: readonly string[]): Promise<void> {
	const fields = [
		{ field: 'id', type: 'uuid', meta: { special: ['uuid'], hidden: true }, schema: { is_primary_key: true } },
		...columns.map((column) => {
			const [field, type] = column.split(':');
			return { field, type, schema: {}, meta: type === 'json' ? { special: ['cast-json'] } : {} };
		}),
	];
	await request(base, 'POST', '/collections', ADMIN.token, { collection, schema: {}, meta: {}, fields });
}

/** Whoever has the policy creates and reads it, whole. */
export async function openTo(base: string, collection: string, policy: string): Promise<void> {
	for (const action of ['create', 'read'])
		await request(base, 'POST', '/permissions', ADMIN.token, {
			policy,
			collection,
			action,
			permissions: {},
			fields: ['*'],
		});
}
