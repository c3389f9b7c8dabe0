import knex, { type Knex } from 'knex';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findHiddenField, findReadRules } from './read-rules.ts';

describe('findHiddenField', () => {
	it.each<[string[], string[][], string | null]>([
		[['tag'], [['*']], null],
		[['tag'], [], null],
		[['id', 'name'], [['id', 'name'], ['*']], null],
		[['name', 'tag'], [['id', 'name'], ['*']], 'tag'],
		[
			['tag'],
			[
				['id', 'tag'],
				['id', 'name'],
			],
			'tag',
		],
		[['tag'], [[]], 'tag'],
	])('%j of %j: %j', (fields, rules, hidden) => {
		expect(findHiddenField(fields, rules)).toBe(hidden);
	});
});

describe('findReadRules', () => {
	let db: Knex;

	beforeAll(async () => {
		db = knex({ client: 'sqlite3', useNullAsDefault: true, connection: { filename: ':memory:' } });
		await db.schema.createTable('directus_access', (table) =>
			['role', 'user', 'policy'].map((column) => table.string(column)),
		);
		await db.schema.createTable('directus_permissions', (table) =>
			['policy', 'collection', 'action', 'fields'].map((column) => table.string(column)),
		);
		await db('directus_access').insert([
			{ role: 'r1', user: null, policy: 'of-role' },
			{ role: null, user: 'u1', policy: 'of-user' },
			{ role: null, user: 'u2', policy: 'of-another' },
			{ role: null, user: null, policy: 'of-everybody' },
		]);
		await db('directus_permissions').insert([
			{ policy: 'of-role', collection: 'cards', action: 'read', fields: 'id,name' },
			{ policy: 'of-role', collection: 'cards', action: 'update', fields: 'never' },
			{ policy: 'of-role', collection: 'other', action: 'read', fields: 'never' },
			{ policy: 'of-user', collection: 'cards', action: 'read', fields: '*' },
			{ policy: 'of-another', collection: 'cards', action: 'read', fields: 'never' },
			{ policy: 'of-everybody', collection: 'cards', action: 'read', fields: 'id' },
		]);
	});
	afterAll(() => db.destroy());

	it.each<[string, { user: string | null; roles: string[] }, string[][]]>([
		['by role and by person', { user: 'u1', roles: ['r1'] }, [['id', 'name'], ['*']]],
		['by person alone, and what everybody has', { user: 'u1', roles: [] }, [['*'], ['id']]],
		['by role alone', { user: 'u3', roles: ['r1'] }, [['id', 'name']]],
		['of nobody', { user: null, roles: [] }, [['id']]],
	])('%s', async (_, person, rules) => {
		expect(await findReadRules(db, person, 'cards')).toEqual(rules);
	});
});
