import { describe, expect, it } from 'vitest';
import { type RowRequest, findRowProblem } from './row-request.ts';

const check = (request: Partial<RowRequest>) =>
	findRowProblem({ method: 'GET', query: {}, body: {}, isAdmin: false, maxBatch: 100, isLimited: false, ...request });

const query = { filter: { name: { _eq: 'x' } } };

describe('passes', () => {
	it.each<[string, Partial<RowRequest>]>([
		['a read with conditions', { query }],
		['a search', { method: 'SEARCH', body: { query } }],
		['a search of keys', { method: 'SEARCH', body: { keys: [1, 2] } }],
		['a create, with a field called query', { method: 'POST', body: { query: 'x' }, query: { fields: '*' } }],
		['a change, with a field called query', { method: 'PATCH', body: { query: 'x' } }],
		['a change of keys', { method: 'PATCH', body: { keys: [1], data: {} } }],
		['a deletion of keys', { method: 'DELETE', body: [1, 2] }],
		['twenty rows of a night', { method: 'POST', body: Array.from({ length: 20 }), isLimited: true }],
		[
			'an administrator with more',
			{ method: 'POST', body: Array.from({ length: 21 }), isLimited: true, isAdmin: true },
		],
		['an administrator by query', { method: 'PATCH', body: { query, data: {} }, isAdmin: true }],
	])('%s', (_, request) => {
		expect(check(request)).toBeNull();
	});
});

describe('refuses', () => {
	it.each<[string, Partial<RowRequest>, object]>([
		['a search of the wrong shape', { method: 'SEARCH', body: { query: { deep: 'x' } } }, { kind: 'shape' }],
		['a search by a text', { method: 'SEARCH', body: { query: 'x' } }, { kind: 'shape' }],
		[
			'an administrator of the wrong shape',
			{ method: 'DELETE', body: { query: { filter: '{' } }, isAdmin: true },
			{ kind: 'shape' },
		],
		['changing by query', { method: 'PATCH', body: { query, data: {} } }, { kind: 'write-by-query' }],
		['deleting by query', { method: 'DELETE', body: { query } }, { kind: 'write-by-query' }],
		[
			'creating with a sort',
			{ method: 'POST', query: { sort: 'a' } },
			{ kind: 'write-with-conditions', parameter: 'sort' },
		],
		[
			'changing with deep',
			{ method: 'PATCH', query: { deep: {} } },
			{ kind: 'write-with-conditions', parameter: 'deep' },
		],
		[
			'twenty-one rows of a night',
			{ method: 'POST', body: Array.from({ length: 21 }), isLimited: true },
			{ kind: 'rows', most: 20 },
		],
		['too many rows', { method: 'POST', body: Array.from({ length: 101 }) }, { kind: 'batch', rows: 101 }],
		[
			'too many keys',
			{ method: 'PATCH', body: { keys: Array.from({ length: 101 }), data: {} }, isAdmin: true },
			{ kind: 'batch' },
		],
	])('%s', (_, request, problem) => {
		expect(check(request)).toMatchObject(problem);
	});
});
