import type { Query } from '@directus/types';
import * as fc from 'fast-check';
import knex from 'knex';
import { expect, it } from 'vitest';
import { findRefusal } from './query-guard.ts';
import { loadApplyQuery } from './test-directus.ts';
import { TEST_SCHEMA, isOpenInTests } from './test-schema.ts';

const applyQuery = await loadApplyQuery();

/**
 * The judge here is Directus's own query builder: whatever the guard lets through, the SQL made of it may use no column of a
 * joined closed table but the key behind a many-to-one field, and may count or select from none.
 */
const builder = knex({ client: 'sqlite3', useNullAsDefault: true, connection: { filename: ':memory:' } });

/** The SQL that leaks, null for SQL that does not, undefined when Directus builds none. */
function findLeak(query: Query, collection: string): string | null | undefined {
	let sql: string;
	try {
		const select = builder(collection);
		applyQuery(builder, collection, select, query, TEST_SCHEMA, [], []);
		sql = select.toSQL().sql;
	} catch {
		return undefined;
	}
	const inner = /from `(people|notes)`/.exec(sql.slice(sql.indexOf('from `') + 6));
	if (inner) return sql;
	for (const [, table = '', alias = ''] of sql.matchAll(/join `(\w+)` as `(\w+)`/g)) {
		if (isOpenInTests(table)) continue;
		const columns = [...sql.matchAll(new RegExp(`\`${alias}\`\\.\`(\\w+)\``, 'g'))].map((match) => match[1]);
		if (columns.some((column) => column !== 'id')) return sql;
	}
	return null;
}

const COLLECTIONS = Object.keys(TEST_SCHEMA.collections);
const STRANGE = [
	'count(notes)',
	'count(people)',
	'count(children)',
	'year(day)',
	'item:places',
	'item:notes',
	'place:notes',
];
const STRANGER = [
	'notes.kind',
	'$FOLLOW(notes,person)',
	'$FOLLOW(people,place)',
	'_some',
	'_none',
	'_and',
	'nothing',
	'',
];

/** A walk along the relations from a collection, now and then leaving the road. */
function walk(collection: string, choices: readonly number[]): string[] {
	let here: string | null = collection;
	const path: string[] = [];
	for (const choice of choices) {
		const own: string[] = here === null ? [] : Object.keys(TEST_SCHEMA.collections[here]?.fields ?? {});
		const odd = choice % 7 === 0 ? [...STRANGE, ...STRANGER] : STRANGE;
		const names = choice % 4 === 0 || own.length === 0 ? odd : own;
		const field = names[choice % names.length] ?? 'id';
		path.push(field);
		const relation = TEST_SCHEMA.relations.find(
			(candidate) =>
				(candidate.collection === here && candidate.field === field.split(':')[0]) ||
				(candidate.related_collection === here && candidate.meta?.one_field === field),
		);
		if (!relation) {
			if (choice % 3 !== 0) break;
			continue;
		}
		const across: string | null = relation.collection === here ? relation.related_collection : relation.collection;
		here = field.includes(':') ? (field.split(':')[1] ?? null) : across;
	}
	return path;
}

const choices = fc.array(fc.nat(1000), { minLength: 1, maxLength: 5 });
const operation = fc.constantFrom<object>(
	{ _eq: 1 },
	{ _null: true },
	{ _in: [1] },
	{ _gt: 1 },
	{ _contains: '1' },
	{},
);

const question = fc.constantFrom(...COLLECTIONS).chain((collection) => {
	const path = choices.map((steps) => walk(collection, steps));
	const text = path.map((names) => names.join('.'));
	const condition = fc
		.tuple(path, operation, fc.constantFrom(null, '_some', '_none', '_and'), fc.nat(3))
		.map(([names, leaf, wrap, at]) =>
			names.reduceRight<object>((inner, field, position) => {
				if (wrap === null || position !== at) return { [field]: inner };
				return { [field]: { [wrap]: wrap === '_and' ? [inner] : inner } };
			}, leaf),
		);
	const filter = fc.oneof(
		condition,
		fc.tuple(condition, condition).map(([first, second]) => ({ ...first, ...second })),
		fc.array(condition, { maxLength: 3 }).map((conditions) => ({ _or: conditions })),
	);
	const sort = fc.tuple(fc.constantFrom('', '-', '--'), text).map((parts) => parts.join(''));
	const aggregate = fc.dictionary(
		fc.constantFrom('max', 'count', 'countDistinct', 'notes'),
		fc.array(text, { maxLength: 2 }),
		{
			maxKeys: 2,
		},
	);
	const query = fc.oneof(
		{ weight: 3, arbitrary: fc.record({ filter }) },
		{ weight: 2, arbitrary: fc.record({ sort: fc.array(sort, { minLength: 1, maxLength: 2 }) }) },
		fc.record(
			{ filter, sort: fc.array(sort), group: fc.array(text, { maxLength: 2 }), aggregate },
			{ requiredKeys: [] },
		),
	);
	return fc.record({
		collection: fc.constant(collection),
		query: query.map((value): Query => JSON.parse(JSON.stringify(value))),
	});
});

it('lets no query through from which Directus would build a way into closed rows', () => {
	const seen = { passed: 0, refused: 0, leaking: 0 };
	fc.assert(
		fc.property(question, ({ query: asked, collection }) => {
			const refusal = findRefusal(asked, collection, TEST_SCHEMA, isOpenInTests);
			const leak = findLeak(asked, collection);
			if (leak) seen.leaking += 1;
			if (refusal) seen.refused += 1;
			else if (leak === null) seen.passed += 1;
			expect(refusal === null ? (leak ?? null) : null).toBeNull();
		}),
		{ numRuns: 6000 },
	);
	// Otherwise the property would say nothing.
	expect(Math.min(seen.passed, seen.refused, seen.leaking)).toBeGreaterThan(200);
});

it('never throws, whatever it is given', () => {
	fc.assert(
		fc.property(fc.json({ maxDepth: 6 }), fc.constantFrom(...COLLECTIONS), (text, collection) => {
			const value: unknown = JSON.parse(text);
			const asked: Query = JSON.parse(JSON.stringify({ filter: value, deep: value }));
			findRefusal(asked, collection, TEST_SCHEMA, isOpenInTests);
		}),
	);
});
