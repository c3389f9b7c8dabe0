import { ADMIN } from '../setup/server-env.ts';
import type { Server } from '../setup/start-directus.ts';

/**
 * Collections of the test's own, so that no rule of the project's is involved: everybody reads all people, and of notes and
 * cards only what his policies say. `grids` of the project is the open collection that people belong to.
 */
export const USERS = {
	/** One policy: all people, notes of unit A, app access. */
	leader: {
		id: '00000000-0000-4000-8000-000000000101',
		token: 'shield-test-leader',
		email: 'leader@college.example.com',
	},
	/** Two policies: of cards all rows without `tag`, and all of unit A. */
	double: {
		id: '00000000-0000-4000-8000-000000000102',
		token: 'shield-test-double',
		email: 'double@college.example.com',
	},
} as const;
export const PASSWORD = 'a-password-of-tests';

interface FieldSpec {
	field: string;
	type: string;
	meta?: object;
	schema?: object;
}

const id: FieldSpec = {
	field: 'id',
	type: 'integer',
	meta: { hidden: true },
	schema: { is_primary_key: true, has_auto_increment: true },
};
const text = (field: string): FieldSpec => ({ field, type: 'string', meta: {}, schema: {} });
const number = (field: string): FieldSpec => ({ field, type: 'integer', meta: {}, schema: {} });
const alias = (field: string): FieldSpec => ({
	field,
	type: 'alias',
	meta: { special: ['o2m'], interface: 'list-o2m' },
});

export async function call(
	server: Server,
	method: string,
	path: string,
	token: string | null,
	body?: unknown,
): Promise<Answer> {
	const response = await fetch(server.url + path, {
		method,
		headers: {
			...(token === null ? {} : { authorization: `Bearer ${token}` }),
			...(body === undefined ? {} : { 'content-type': 'application/json' }),
		},
		...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
	});
	const text = await response.text();
	return { status: response.status, headers: response.headers, text, code: readCode(text), data: readData(text) };
}

export interface Answer {
	status: number;
	headers: Headers;
	text: string;
	/** Of the first error, REST's or GraphQL's. */
	code: string | null;
	data: unknown;
}

function parse(text: string): Record<string, unknown> {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
	} catch {
		return {};
	}
}

function readCode(text: string): string | null {
	const { errors } = parse(text);
	const first: unknown = Array.isArray(errors) ? errors[0] : null;
	return /"code":"(\w+)"/.exec(JSON.stringify(first ?? null))?.[1] ?? null;
}

function readData(text: string): unknown {
	return parse(text)['data'] ?? null;
}

async function admin(server: Server, method: string, path: string, body: unknown): Promise<void> {
	const answer = await call(server, method, path, ADMIN.token, body);
	if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
}

export async function fillShieldData(server: Server): Promise<void> {
	const collections: [string, FieldSpec[]][] = [
		['shield_people', [id, text('name'), text('unit'), text('remark'), number('grid'), alias('notes')]],
		['shield_notes', [id, text('kind'), text('unit'), number('person')]],
		['shield_cards', [id, text('name'), text('unit'), text('tag')]],
	];
	for (const [collection, fields] of collections) {
		await admin(server, 'POST', '/collections', { collection, fields, meta: {}, schema: {} });
	}
	await admin(server, 'POST', '/relations', {
		collection: 'shield_people',
		field: 'grid',
		related_collection: 'grids',
		meta: {},
		schema: {},
	});
	await admin(server, 'POST', '/relations', {
		collection: 'shield_notes',
		field: 'person',
		related_collection: 'shield_people',
		meta: { one_field: 'notes' },
		schema: {},
	});
	const grid = await findBuilding(server);
	await admin(server, 'POST', '/items/shield_people', [
		{ id: 1, name: '甲', unit: 'A', grid },
		{ id: 2, name: '乙', unit: 'B', grid },
		{ id: 3, name: '=HYPERLINK("http://bad.example","x")', unit: 'B', grid: null },
	]);
	await admin(server, 'POST', '/items/shield_notes', [
		{ id: 1, kind: 'ordinary', unit: 'A', person: 1 },
		{ id: 2, kind: 'psy', unit: 'B', person: 2 },
	]);
	await admin(server, 'POST', '/items/shield_cards', [
		{ id: 1, name: '甲', unit: 'A', tag: 'canary-own' },
		{ id: 2, name: '乙', unit: 'B', tag: 'canary-other' },
	]);
	await fillRights(server);
}

/** Building 3 of the notice's plan: `grids` is open to everybody. */
async function findBuilding(server: Server): Promise<number> {
	const { data } = await call(server, 'GET', '/items/grids?filter[code][_eq]=3&fields=id', ADMIN.token);
	const [grid]: unknown[] = Array.isArray(data) ? data : [];
	if (typeof grid !== 'object' || grid === null || !('id' in grid)) throw new Error('the plan has no building 3');
	return Number(grid.id);
}

interface Right {
	collection: string;
	action: string;
	permissions?: object;
	fields?: string[];
}

async function fillRights(server: Server): Promise<void> {
	const own = { unit: { _eq: 'A' } };
	const policies: { id: string; name: string; app_access: boolean; rights: Right[] }[] = [
		{
			id: '00000000-0000-4000-8000-000000000201',
			name: 'people',
			app_access: true,
			rights: [
				{ collection: 'shield_people', action: 'read' },
				{ collection: 'shield_people', action: 'create' },
				{ collection: 'shield_people', action: 'update' },
				{ collection: 'shield_people', action: 'delete' },
				{ collection: 'shield_notes', action: 'read', permissions: own },
				{ collection: 'grids', action: 'read' },
				{ collection: 'directus_users', action: 'read', fields: ['id', 'first_name'] },
			],
		},
		{
			id: '00000000-0000-4000-8000-000000000202',
			name: 'all cards without tag',
			app_access: false,
			rights: [{ collection: 'shield_cards', action: 'read', fields: ['id', 'name', 'unit'] }],
		},
		{
			id: '00000000-0000-4000-8000-000000000203',
			name: 'own cards with tag',
			app_access: false,
			rights: [{ collection: 'shield_cards', action: 'read', permissions: own }],
		},
	];
	for (const { rights, ...policy } of policies) {
		await admin(server, 'POST', '/policies', policy);
		for (const right of rights)
			await admin(server, 'POST', '/permissions', { policy: policy.id, permissions: {}, fields: ['*'], ...right });
	}
	for (const [name, user] of Object.entries(USERS)) {
		const attached = name === 'leader' ? ['201'] : ['202', '203'];
		await admin(server, 'POST', '/users', {
			...user,
			first_name: name,
			password: PASSWORD,
			policies: attached.map((end) => ({ policy: `00000000-0000-4000-8000-000000000${end}` })),
		});
	}
	await admin(server, 'PATCH', '/settings', { auth_login_attempts: null });
}
