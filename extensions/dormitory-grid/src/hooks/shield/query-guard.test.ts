import type { Query } from '@directus/types';
import { describe, expect, it } from 'vitest';
import { findRefusal, listConditionFields } from './query-guard.ts';
import { TEST_SCHEMA, isOpenInTests } from './test-schema.ts';

const refuse = (query: Query, collection = 'people') => findRefusal(query, collection, TEST_SCHEMA, isOpenInTests);
/** As it comes out of JSON, where no type of ours holds. */
const parsed = (query: unknown): Query => JSON.parse(JSON.stringify(query));

describe('stays in the row or goes where everybody may read', () => {
	it.each<[string, unknown]>([
		[
			'own fields',
			{ filter: { name: { _eq: 'x' } }, sort: ['-name'], group: ['tag'], aggregate: { count: ['*'], max: ['tag'] } },
		],
		['a many-to-one field', { filter: { place: { _eq: 5 } } }],
		['its key', { filter: { place: { id: { _in: [5] } } } }],
		['the key of a closed one', { filter: { _and: [{ buddy: { id: { _eq: 1 } } }, { buddy: { _nnull: true } }] } }],
		['sort by a closed key', { sort: ['buddy.id', 'buddy'] }],
		['an open collection', { filter: { place: { code: { _starts_with: '3-' } } }, sort: ['place.parent.code'] }],
		['count in an open collection', { filter: { place: { 'count(children)': { _gt: 1 } } } }],
		['a function of an own field', { group: ['year(day)'], filter: { 'year(day)': { _eq: 2026 } } }],
		['a function through an open one', { group: ['place.year(opened)'] }],
		['a many-to-any into an open one', { filter: { 'item:places': { code: { _eq: '3' } } } }],
		['sort by an aggregate', { aggregate: { count: ['id'] }, group: ['tag'], sort: ['-count.id'] }],
		['fields and aliases anywhere', { fields: ['notes.kind', 'count(notes)'], alias: { mine: 'notes' } }],
		['a nested read with its own filter', { deep: { notes: { _filter: { kind: { _eq: 'x' } }, _sort: ['written'] } } }],
		['the same under an alias', { alias: { mine: 'notes' }, deep: { mine: { _filter: { kind: { _eq: 'x' } } } } }],
		['nothing', {}],
		['null', { filter: null, sort: null, deep: null }],
	])('%s', (_, query) => {
		expect(refuse(parsed(query))).toBeNull();
	});
});

describe('crosses into closed rows', () => {
	it.each<[string, unknown]>([
		['filter', { filter: { notes: { kind: { _eq: 'psy' } } } }],
		['filter without a field behind', { filter: { notes: { _null: true } } }],
		['filter with nothing behind', { filter: { notes: {} } }],
		['filter through many-to-one', { filter: { buddy: { name: { _eq: 'x' } } } }],
		['_some', { filter: { notes: { _some: { kind: { _eq: 'x' } } } } }],
		[
			'inside _or in _and',
			{ filter: { _and: [{ name: { _eq: 'x' } }, { _or: [{ notes: { kind: { _eq: 'x' } } }] }] } },
		],
		['back out of an open one', { filter: { place: { people: { tag: { _eq: 'x' } } } } }],
		['a count', { filter: { 'count(notes)': { _gt: 0 } } }],
		['a count behind an open one', { filter: { place: { 'count(people)': { _gt: 0 } } } }],
		['sort', { sort: ['name', '-notes.kind'] }],
		['sort by the alias alone', { sort: ['notes'] }],
		['sort by a count', { sort: ['-count(notes)'] }],
		['group', { group: ['buddy.name'] }],
		['group by a count', { group: ['count(notes)'] }],
		['aggregate', { aggregate: { max: ['notes.kind'] } }],
		['many-to-any into a closed one', { filter: { 'item:notes': { kind: { _eq: 'x' } } } }],
		['a filter inside deep', { deep: { place: { people: { _filter: { notes: { kind: { _eq: 'x' } } } } } } }],
		['a sort inside deep, under an alias', { alias: { mine: 'buddies' }, deep: { mine: { _sort: ['notes.kind'] } } }],
		[
			'under an alias of deep',
			{ deep: { place: { _alias: { them: 'people' }, them: { _filter: { 'count(notes)': { _gt: 1 } } } } } },
		],
		['deep of a many-to-any', { deep: { 'item:places': { people: { _sort: ['notes.kind'] } } } }],
		['deep of a many-to-any as GraphQL writes it', { deep: { item__places: { people: { _sort: ['notes.kind'] } } } }],
	])('%s', (_, query) => {
		expect(refuse(parsed(query))).toMatchObject({ kind: 'crosses' });
	});

	it('_some into an open one and out of it again', () => {
		const query = parsed({ filter: { children: { _some: { people: { tag: { _eq: 'x' } } } } } });
		expect(refuse(query, 'places')).toMatchObject({ kind: 'crosses', into: 'people' });
	});

	it('names what it refused', () => {
		expect(refuse({ sort: ['place.people.tag'] })).toEqual({
			kind: 'crosses',
			into: 'people',
			path: 'place.people.tag',
		});
	});
});

describe('$FOLLOW', () => {
	it.each<[string, unknown]>([
		['filter', { filter: { '$FOLLOW(notes,person)': { kind: { _eq: 'x' } } } }],
		['behind an open one', { filter: { place: { '$FOLLOW(people,place)': { tag: { _eq: 'x' } } } } }],
		['sort', { sort: ['$FOLLOW(notes,person).kind'] }],
		['fields', { fields: ['$FOLLOW(notes,person).kind'] }],
		['alias', { alias: { x: '$FOLLOW(notes,person)' } }],
		['deep', { deep: { '$FOLLOW(notes,person)': { _limit: 1 } } }],
	])('in %s', (_, query) => {
		expect(refuse(parsed(query))).toMatchObject({ kind: 'follows' });
	});
});

describe('does not trust what it cannot read', () => {
	it.each<[string, unknown]>([
		['dotted filter keys', { filter: { 'notes.kind': { _eq: 'x' } } }],
		['functions of paths', { group: ['year(buddy.day)'] }],
		['nested functions', { filter: { 'year(count(notes))': { _eq: 1 } } }],
		['a path through a plain column', { sort: ['name.kind'] }],
		['a condition in an unknown part of deep', { deep: { nothing: { _filter: { kind: { _eq: 'x' } } } } }],
	])('%s', (_, query) => {
		expect(refuse(parsed(query))).toMatchObject({ kind: 'unreadable' });
	});
});

describe('the fields that conditions begin with', () => {
	it('are listed by collection, on every level', () => {
		const query = parsed({
			filter: { _and: [{ name: { _eq: 'x' } }, { place: { code: { _eq: '3' } } }, { 'year(day)': { _gt: 1 } }] },
			sort: ['-tag', 'count.id'],
			group: ['month(day)'],
			aggregate: { count: ['*'], max: ['tag'] },
			deep: { notes: { _filter: { kind: { _eq: 'x' } } }, mine: { _sort: ['written'] } },
			alias: { mine: 'notes' },
		});
		const fields = listConditionFields(query, 'people', TEST_SCHEMA);
		expect([...fields].map(([collection, names]) => [collection, [...names].sort()])).toEqual([
			['people', ['day', 'id', 'name', 'place', 'tag']],
			['notes', ['kind', 'written']],
		]);
	});
});
