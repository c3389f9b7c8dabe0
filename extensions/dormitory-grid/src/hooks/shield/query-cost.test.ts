import type { Query } from '@directus/types';
import { describe, expect, it } from 'vitest';
import { findCostlyPath } from './query-cost.ts';
import { TEST_SCHEMA } from './test-schema.ts';

const costly = (query: Query, collection: string) => findCostlyPath(query, collection, TEST_SCHEMA);
/** As it comes out of JSON, where no type of ours holds. */
const parsed = (query: unknown): Query => JSON.parse(JSON.stringify(query));
const equal = { _eq: 'x' };

describe('what people and the Studio ask', () => {
	it.each<[string, unknown, string]>([
		['own columns', { filter: { name: equal }, sort: ['-tag'], fields: ['*'] }, 'people'],
		['columns of what a row belongs to', { filter: { place: { parent: { code: equal } } } }, 'people'],
		['one step into many', { filter: { children: { _some: { code: equal } } } }, 'places'],
		[
			'two conditions on the same many',
			{ filter: { _and: [{ children: { code: equal } }, { children: { id: equal } }] } },
			'places',
		],
		['a count of many', { filter: { place: { 'count(children)': { _gt: 1 } } } }, 'people'],
		['what lies below, twice', { fields: ['id', 'children.children.code'] }, 'places'],
		['a row with all it belongs to', { fields: ['*', 'place.*', 'buddy.*'] }, 'people'],
		['everything once', { fields: ['*.*'] }, 'places'],
		['many, and what each belongs to', { fields: ['children.parent.parent.code'] }, 'places'],
		[
			'a nested read of its own',
			{ fields: ['children.code'], deep: { children: { _filter: { code: equal } } } },
			'places',
		],
		['nothing', {}, 'people'],
	])('%s', (_, query, collection) => {
		expect(costly(parsed(query), collection)).toBeNull();
	});
});

describe('what would read more rows than there are', () => {
	it.each<[string, unknown, string]>([
		['many behind one in a filter', { filter: { place: { children: { code: equal } } } }, 'people'],
		['many behind many in a filter', { filter: { children: { children: { code: equal } } } }, 'places'],
		['many behind many in _some', { filter: { children: { _some: { children: { code: equal } } } } }, 'places'],
		['many behind one in a sort', { sort: ['parent.children.code'] }, 'places'],
		['two different many', { filter: { _or: [{ children: { code: equal } }, { people: { name: equal } }] } }, 'places'],
		[
			'a long way in a filter',
			{ filter: { parent: { parent: { parent: { parent: { parent: { code: equal } } } } } } },
			'places',
		],
		['there and back again in fields', { fields: ['parent.children.id'] }, 'places'],
		['and again', { fields: ['children.parent.children.id'] }, 'places'],
		['the same under an alias', { alias: { x: 'parent', y: 'children' }, fields: ['x.y.id'] }, 'places'],
		['three steps into many', { fields: ['children.children.children.id'] }, 'places'],
		['stars on the way', { fields: ['*.*.*'] }, 'places'],
		['a star on the way', { fields: ['parent.*.id'] }, 'places'],
		['a condition in deep', { deep: { parent: { _filter: { children: { children: { code: equal } } } } } }, 'places'],
		['more than a screen of conditions', { sort: Array.from({ length: 201 }, () => 'name') }, 'people'],
		[
			'one relation under many names',
			{ alias: Object.fromEntries(Array.from({ length: 9 }, (_none, at) => [`a${at}`, 'children'])) },
			'places',
		],
	])('%s', (_, query, collection) => {
		expect(costly(parsed(query), collection)).not.toBeNull();
	});
});
