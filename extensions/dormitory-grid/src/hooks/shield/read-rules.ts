import type { Accountability } from '@directus/types';
import type { Knex } from 'knex';

/** The fields one read rule of a person's policies gives; `*` for all. */
export type ReadRule = readonly string[];

/**
 * The first of these fields that some rule leaves out. Rules add up by row: where another rule shows the row, the field is
 * hidden there, yet Directus filters, sorts and aggregates by it all the same (RELIABILITY.md 0, F4).
 */
export function findHiddenField(fields: Iterable<string>, rules: readonly ReadRule[]): string | null {
	for (const field of fields) {
		if (rules.some((rule) => !rule.includes('*') && !rule.includes(field))) return field;
	}
	return null;
}

/**
 * What all the person's policies say about reading a collection. Leaves out that a policy may hold for some addresses only,
 * and what every app user may read of himself: the first makes this stricter, the second has all fields that matter.
 */
export async function findReadRules(
	db: Knex,
	{ user, roles }: Pick<Accountability, 'user' | 'roles'>,
	collection: string,
): Promise<ReadRule[]> {
	const policies = db('directus_access').select('policy');
	if (roles.length > 0) void policies.whereIn('role', roles);
	else void policies.where((everybody) => everybody.whereNull('role').whereNull('user'));
	if (user) void policies.orWhere('user', user);
	const rows: { fields: unknown }[] = await db('directus_permissions')
		.select('fields')
		.where({ collection, action: 'read' })
		.whereIn('policy', policies);
	return rows.map(({ fields }) => (typeof fields === 'string' ? fields.split(',').map((field) => field.trim()) : []));
}
