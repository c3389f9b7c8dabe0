import type { Knex } from 'knex';
import { readJson } from '../extensions/dormitory-grid/src/database/column-values.ts';
import { bumpAccessVersion } from '../extensions/dormitory-grid/src/database/staff.ts';
import { MEMBER_ROLE_ID, POLICY_IDS } from '../extensions/dormitory-grid/src/constants/positions.ts';
import { insertAll, insertMissing } from './lib/rows.ts';
import { ruleFilter } from './permission-rules.ts';
import { PERMISSIONS } from './permissions.ts';

const POLICIES: { key: keyof typeof POLICY_IDS; name: string; icon: string; description: string }[] = [
	{
		key: 'administrator',
		name: '系统管理员 Administrator',
		icon: 'verified',
		description: 'Everything; give it to whoever runs the installation',
	},
	{
		key: 'member',
		name: '成员 Member',
		icon: 'badge',
		description: 'Everybody of the staff: logs in, reads the structure',
	},
	{
		key: 'working_group',
		name: '工作小组 Working group',
		icon: 'groups',
		description: 'Comes and goes with the assignment',
	},
	{ key: 'instructor', name: '指导老师 Instructor', icon: 'school', description: 'Comes and goes with the assignment' },
	{
		key: 'building_head',
		name: '楼长 Building head',
		icon: 'apartment',
		description: 'Comes and goes with the assignment',
	},
	{
		key: 'assistant_building_head',
		name: '楼长助理 Assistant building head',
		icon: 'apartment',
		description: 'Comes and goes with the assignment',
	},
	{ key: 'floor_head', name: '层长 Floor head', icon: 'layers', description: 'Comes and goes with the assignment' },
	{
		key: 'unit_leader',
		name: '三级网格员 Unit leader',
		icon: 'meeting_room',
		description: 'Comes and goes with the assignment',
	},
	{ key: 'room_head', name: '寝室长 Room head', icon: 'bed', description: 'Comes and goes with the assignment' },
	{
		key: 'counsellor',
		name: '辅导员 Counsellor',
		icon: 'support_agent',
		description: 'Comes and goes with the assignment',
	},
	{
		key: 'responsible_office',
		name: '责任部门 Responsible office',
		icon: 'handyman',
		description: 'Comes and goes with the assignment',
	},
];

/** Policies and the staff's role are made once and may be renamed; the permissions are owned by the table and replaced with it. */
export async function seedPolicies(db: Knex, now: Date): Promise<void> {
	await insertMissing(
		db,
		'directus_policies',
		'id',
		POLICIES.map(({ key, name, icon, description }) => ({
			id: POLICY_IDS[key],
			name,
			icon,
			description,
			admin_access: key === 'administrator',
			app_access: key === 'administrator' || key === 'member',
			enforce_tfa: false,
		})),
	);
	await insertMissing(db, 'directus_roles', 'id', [
		{
			id: MEMBER_ROLE_ID,
			name: '网格人员 Grid staff',
			icon: 'badge',
			description: 'Everybody who holds a post; what he may do follows from his posts',
		},
	]);
	await insertMissing(db, 'directus_access', 'id', [
		{ id: MEMBER_ROLE_ID, role: MEMBER_ROLE_ID, policy: POLICY_IDS.member, sort: 1 },
	]);

	await replacePermissions(db, now);
}

/** Nothing is written when the rows are the table's already, so that seeding twice keeps even their ids. */
async function replacePermissions(db: Knex, now: Date): Promise<void> {
	const policies = Object.values(POLICY_IDS);
	const wanted = PERMISSIONS.map(({ holder, collection, action, rule, fields }) => ({
		policy: POLICY_IDS[holder],
		collection,
		action,
		permissions: JSON.stringify(ruleFilter(rule)),
		validation: null,
		presets: null,
		fields: fields.join(','),
	}));
	const present: Record<string, unknown>[] = await db('directus_permissions')
		.whereIn('policy', policies)
		.select('policy', 'collection', 'action', 'permissions', 'validation', 'presets', 'fields');
	const order = (rows: readonly Record<string, unknown>[]) =>
		JSON.stringify(rows.map((row) => JSON.stringify({ ...row, permissions: readJson(row['permissions']) })).toSorted());
	if (order(present) === order(wanted)) return;
	await db('directus_permissions').whereIn('policy', policies).delete();
	await insertAll(db, 'directus_permissions', wanted);
	// A running server keeps policies in its memory: this is what makes it look again (hooks/access-watch).
	await bumpAccessVersion(db, now);
}
