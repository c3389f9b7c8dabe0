import type { Knex } from 'knex';
import { readFlag } from './column-values.ts';

/** Whoever administers the installation and can log in: by a policy of his own, or by his role's or a role's above it. */
export async function findAdministrators(db: Knex): Promise<string[]> {
	const grants = await db('directus_access as a')
		.join('directus_policies as p', 'p.id', 'a.policy')
		.select('a.role', 'a.user', 'p.admin_access');
	const granted = grants.filter((row) => readFlag(row.admin_access));
	const roles: { id: string; parent: string | null }[] = await db('directus_roles').select('id', 'parent');
	const admin = new Set(granted.flatMap(({ role }) => role ?? []));
	// A role has what the roles above it have; there are few, and no circles.
	for (let before = -1; before !== admin.size;) {
		before = admin.size;
		for (const { id, parent } of roles) if (parent !== null && admin.has(parent)) admin.add(id);
	}
	return await db('directus_users')
		.where({ status: 'active' })
		.where((one) =>
			one.whereIn('role', [...admin]).orWhereIn(
				'id',
				granted.flatMap(({ user }) => user ?? []),
			),
		)
		.pluck('id');
}
