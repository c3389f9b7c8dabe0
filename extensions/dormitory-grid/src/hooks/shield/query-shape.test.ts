import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findShapeProblem } from './query-shape.ts';
import { loadSanitizeQuery } from './test-directus.ts';
import { TEST_SCHEMA } from './test-schema.ts';

describe('takes what Directus takes', () => {
	it.each<[string, unknown]>([
		['nothing', {}],
		['empty values', { filter: '', sort: null, deep: undefined }],
		['texts', { filter: '{"name":{"_eq":"x"}}', sort: '-name,id', fields: '*,grid.*', aggregate: '{"count":["*"]}' }],
		[
			'objects',
			{ filter: { _and: [{ name: { _eq: 'x' } }, {}] }, aggregate: { count: '*' }, alias: { a: 'name' }, sort: ['a'] },
		],
		[
			'deep',
			{
				deep: {
					grid: { _filter: '{"code":{"_eq":"3"}}', _limit: '5', rooms: { _sort: 'number', _alias: { a: 'beds' } } },
				},
			},
		],
		['deep as a text', { deep: '{"grid":{"_limit":1}}' }],
		['the asker himself inside deep', { deep: { grid: { _filter: { by: { _eq: '$CURRENT_USER' } } } } }],
		['what is not ours to judge', { limit: 'x', access_token: 'y', whatever: { a: 1 } }],
	])('%s', (_, query) => {
		expect(findShapeProblem(query)).toBeNull();
	});
});

describe('refuses what it must not be', () => {
	it.each<[string, unknown, object]>([
		[
			'a nested filter that does not parse',
			{ deep: { a: { _filter: '{bad' } } },
			{ kind: 'not-an-object', parameter: 'filter' },
		],
		['a filter that does not parse', { filter: '{bad' }, { kind: 'not-an-object', parameter: 'filter' }],
		['a list for a filter', { filter: '[1]' }, { kind: 'not-an-object', parameter: 'filter' }],
		['a text for deep', { deep: 'grid' }, { kind: 'not-an-object', parameter: 'deep' }],
		['null for deep', { deep: 'null' }, { kind: 'not-an-object', parameter: 'deep' }],
		['a text inside deep', { deep: { grid: 'x' } }, { kind: 'not-an-object', parameter: 'deep.grid' }],
		['the same twice', { filter: ['{}', '{}'] }, { kind: 'not-an-object', parameter: 'filter' }],
		['numbers for an aggregate', { aggregate: { max: 1 } }, { kind: 'not-a-list', parameter: 'aggregate' }],
		['null inside deep', { deep: { a: { _aggregate: 'null' } } }, { kind: 'not-an-object', parameter: 'aggregate' }],
		['objects for sort', { sort: { a: ['x'] } }, { kind: 'not-a-list', parameter: 'sort' }],
		['numbers inside deep', { deep: { a: { _fields: [1] } } }, { kind: 'not-a-list', parameter: 'fields' }],
		['a list for a search', { search: ['x'] }, { kind: 'not-a-text', parameter: 'search' }],
		['an open parenthesis', { deep: { a: { _fields: 'count(b' } } }, { kind: 'not-a-list', parameter: 'fields' }],
		['an object for a limit', { deep: { a: { _limit: {} } } }, { kind: 'not-a-number', parameter: 'limit' }],
		['objects for an alias', { alias: { a: { b: 1 } } }, { kind: 'not-a-text', parameter: 'alias' }],
		[
			'an _and without a list',
			{ deep: { a: { _filter: { _and: 1 } } } },
			{ kind: 'not-a-condition', parameter: '_and' },
		],
		['null for a condition', { deep: { a: { _filter: { b: null } } } }, { kind: 'not-a-condition', parameter: 'b' }],
		[
			'a shape that is no JSON',
			{ filter: { a: { _intersects: '{bad' } } },
			{ kind: 'not-a-condition', parameter: '_intersects' },
		],
		['an index in deep', { deep: { a: { 0: { _limit: 1 } } } }, { kind: 'not-usable-here', parameter: 'deep.0' }],
		[
			'an unknown part of deep',
			{ deep: { a: { _deep: { b: {} } } } },
			{ kind: 'not-usable-here', parameter: 'deep._deep' },
		],
		[
			'a late condition',
			{ deep: { a: { _filter: { b: { _eq: '$CURRENT_USER.role' } } } } },
			{ kind: 'not-usable-here' },
		],
		[
			'the poison',
			{ deep: '{"toString":{"call":{"_limit":1}}}' },
			{ kind: 'forbidden-key', parameter: 'deep', key: 'toString' },
		],
		['the poison by __proto__', { filter: '{"__proto__":{"a":1}}' }, { kind: 'forbidden-key', key: '__proto__' }],
		['the poison in an alias', { alias: { constructor: 'id' } }, { kind: 'forbidden-key', key: 'constructor' }],
		['the poison in a sort', { sort: 'grid.toString' }, { kind: 'forbidden-key', key: 'toString' }],
		['the poison in fields', { fields: ['count(valueOf)'] }, { kind: 'forbidden-key', key: 'valueOf' }],
		[
			'depth 50',
			{ deep: JSON.parse(`${'{"a":'.repeat(50)}{}${'}'.repeat(50)}`) },
			{ kind: 'too-deep', parameter: 'deep' },
		],
		['a text for the whole', 'x', { kind: 'not-an-object', parameter: 'query' }],
	])('%s', (_, query, problem) => {
		expect(findShapeProblem(query)).toMatchObject(problem);
	});
});

const sanitizeQuery = await loadSanitizeQuery();

const leaf = fc.oneof(
	fc.string({ maxLength: 4 }),
	fc.integer(),
	fc.constant(null),
	fc.constantFrom('{bad', '{}', '[]', 'null', '$NOW', '$NOW(x)', '$NOW(-1 day)', 'count(a)', '('),
);
const key = fc.constantFrom(
	'a',
	'b',
	'0',
	'',
	'_filter',
	'_sort',
	'_fields',
	'_aggregate',
	'_alias',
	'_meta',
	'_deep',
	'_limit',
	'_and',
	'_eq',
	'call',
);
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
	value: fc.oneof(
		{ maxDepth: 5 },
		leaf,
		fc.dictionary(key, tie('value'), { maxKeys: 3 }),
		fc.array(tie('value'), { maxLength: 2 }),
	),
}));

it('lets nothing through that makes the parser of Directus reject where nobody waits', async () => {
	const escaped: unknown[] = [];
	const note = (reason: unknown): void => void escaped.push(reason);
	process.on('unhandledRejection', note);
	let passed = 0;
	try {
		await fc.assert(
			fc.asyncProperty(fc.dictionary(key, value, { maxKeys: 3 }), fc.boolean(), async (deep, asText) => {
				const raw = { deep: asText ? JSON.stringify(deep) : deep };
				fc.pre(findShapeProblem(raw) === null);
				passed += 1;
				await sanitizeQuery(raw, TEST_SCHEMA, null);
				await new Promise(setImmediate);
				expect(escaped).toEqual([]);
			}),
			{ numRuns: 1000 },
		);
	} finally {
		process.off('unhandledRejection', note);
	}
	expect(passed).toBe(1000);
});
