import { COLLECTIONS as C } from '../../../extensions/dormitory-grid/src/constants/collections.ts';
import { POLICY_IDS, type Position, POSITIONS } from '../../../extensions/dormitory-grid/src/constants/positions.ts';
import { readDate } from '../../../extensions/dormitory-grid/src/database/column-values.ts';
import { groupBy } from './group-by.ts';
import { type Check, found } from './violation.ts';

/** I13, as far as rows tell: whoever is in office has scope and policy, whoever is not has neither. */
export const checkAccess: Check = async (db, { now }) => {
	const posts = await db(`${C.staffAssignments} as a`)
		.join(`${C.colleges} as c`, 'c.id', 'a.college')
		.leftJoin(`${C.staffScopes} as s`, 's.assignment', 'a.id')
		.select(
			'a.id',
			'a.person',
			'a.position',
			'a.starts_on',
			'a.ends_on',
			'a.ended_at',
			'c.time_zone',
			's.id as scope',
			's.person as scope_person',
			's.position as scope_position',
		);
	const inOffice = (post: (typeof posts)[number]) => {
		const today = now.toLocaleDateString('en-CA', { timeZone: post.time_zone });
		return (
			post.ended_at === null &&
			(readDate(post.starts_on) ?? '') <= today &&
			today <= (readDate(post.ends_on) ?? '9999-12-31')
		);
	};
	const access = await db('directus_access').whereNotNull('user').select('user', 'policy');
	const held = groupBy(access, (row) => `${row.user}:${row.policy}`);
	const due = new Set(posts.filter(inOffice).map((post) => `${post.person}:${policyOf(post.position)}`));
	const policies = new Set(POSITIONS.map((position) => POLICY_IDS[position]));
	const surplus = access.filter((row) => policies.has(row.policy) && !due.has(`${row.user}:${row.policy}`));
	const orphans = await db(`${C.staffScopes} as s`)
		.leftJoin(`${C.staffAssignments} as a`, 'a.id', 's.assignment')
		.whereNull('a.id')
		.select('s.id', 's.person');
	return [
		...found(
			'I13',
			posts.filter((post) => inOffice(post) !== (post.scope !== null)),
			(post) => `${post.position} ${post.person} ${inOffice(post) ? 'has no scope' : 'still has a scope'}`,
		),
		...found(
			'I13',
			posts.filter(
				(post) => post.scope !== null && (post.scope_person !== post.person || post.scope_position !== post.position),
			),
			(post) => `the scope of post ${post.id} is someone else's`,
		),
		...found(
			'I13',
			[...due].filter((key) => held.get(key)?.length !== 1),
			(key) => `in office with ${held.get(key)?.length ?? 0} accesses: ${key}`,
		),
		...found('I13', surplus, (row) => `${row.user} holds policy ${row.policy} without a post`),
		...found('I13', orphans, (row) => `scope ${row.id} of ${row.person} belongs to no post`),
	];
};

function policyOf(position: Position): string {
	return POLICY_IDS[position];
}
