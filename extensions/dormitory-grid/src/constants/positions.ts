/** Positions of DOMAIN.md's table; each has an access policy of its own (DESIGN.md 2.9). */
export const POSITIONS = [
	'working_group',
	'instructor',
	'building_head',
	'assistant_building_head',
	'floor_head',
	'unit_leader',
	'room_head',
	'counsellor',
	'responsible_office',
] as const;

export type Position = (typeof POSITIONS)[number];

/** Level of the grid a position answers for: 0 is the working group above the buildings; `null` holds no grid. */
export const POSITION_LEVEL: Readonly<Record<Position, 0 | 1 | 2 | 3 | null>> = {
	working_group: 0,
	instructor: 1,
	building_head: 1,
	assistant_building_head: 1,
	floor_head: 2,
	unit_leader: 3,
	room_head: null,
	counsellor: null,
	responsible_office: null,
};

/** How many may hold the post on one grid at a time (DOMAIN.md, table); `null` is not limited. */
export const POSITION_SEATS: Readonly<Record<Position, number | null>> = {
	working_group: null,
	instructor: 2,
	building_head: 1,
	assistant_building_head: 1,
	floor_head: 1,
	unit_leader: 1,
	room_head: 1,
	counsellor: null,
	responsible_office: null,
};

/** Fixed ids of the access policies, so that seeding twice is seeding once. */
export const POLICY_IDS: Readonly<Record<Position | 'member' | 'administrator', string>> = {
	administrator: '9b0a0000-0000-4000-8000-000000000001',
	member: '9b0a0000-0000-4000-8000-000000000002',
	working_group: '9b0a0000-0000-4000-8000-000000000010',
	instructor: '9b0a0000-0000-4000-8000-000000000011',
	building_head: '9b0a0000-0000-4000-8000-000000000012',
	assistant_building_head: '9b0a0000-0000-4000-8000-000000000013',
	floor_head: '9b0a0000-0000-4000-8000-000000000014',
	unit_leader: '9b0a0000-0000-4000-8000-000000000015',
	room_head: '9b0a0000-0000-4000-8000-000000000016',
	counsellor: '9b0a0000-0000-4000-8000-000000000017',
	responsible_office: '9b0a0000-0000-4000-8000-000000000018',
};

/** Everybody of the college's staff has this role; it carries the `member` policy and nothing else. */
export const MEMBER_ROLE_ID = '9b0a0000-0000-4000-8000-000000000100';
