import { describe, expect, it } from 'vitest';
import { countLimitedRows, isLimitedPath } from './row-limit.ts';

const count = (source: string, variables: unknown = {}) => countLimitedRows(source, variables, 5000);
const rows = (length: number) => Array.from({ length }, () => ({ note: 'x' }));

describe('rows that a document creates', () => {
	it.each<[what: string, rows: number, source: string, variables?: unknown]>([
		[
			'one by one',
			2,
			'mutation { a: create_night_followups_item(data: {}) { id } b: create_emergencies_item(data: {}) { id } }',
		],
		[
			'a list in a variable',
			21,
			'mutation($d: [X!]) { create_night_followups_items(data: $d) { id } }',
			{ d: rows(21) },
		],
		[
			'a variable that is one row',
			1,
			'mutation($d: [X!]) { create_night_followups_items(data: $d) { id } }',
			{ d: {} },
		],
		['a list by default', 3, 'mutation($d: [X!] = [{}, {}, {}]) { create_night_handbacks_items(data: $d) { id } }'],
		[
			'the longer of two operations’ defaults',
			3,
			'mutation A($d: [X!] = [{}, {}, {}]) { create_night_handbacks_items(data: $d) { id } } mutation B($d: [X!] = [{}]) { __typename }',
		],
		['a list as it stands', 3, 'mutation { create_night_submissions_items(data: [{}, {}, {}]) { id } }'],
		[
			'two lists',
			30,
			'mutation($d: [X!]) { a: create_edition_openings_items(data: $d) { id } b: create_night_check_results_items(data: $d) { id } }',
			{ d: rows(15) },
		],
		[
			'behind a fragment',
			25,
			'mutation($d: [X!]) { ...f } fragment f on Mutation { create_night_followups_items(data: $d) { id } }',
			{ d: rows(25) },
		],
		['of other collections', 0, 'mutation($d: [X!]) { create_leaves_items(data: $d) { id } }', { d: rows(25) }],
		['of a document that does not parse', 0, 'mutation { create_night_followups_items(data: [{}, {}'],
		['reads', 0, '{ night_followups { id } }'],
	])('%s', (_, expected, source, variables) => expect(count(source, variables)).toBe(expected));
});

it('knows a limited collection by its address, however it is written', () => {
	for (const path of ['/night_followups', '/night_followups/', '/night%5Ffollowups', '/emergencies'])
		expect(isLimitedPath(path)).toBe(true);
	for (const path of ['/', '/leaves', '/%', '/night_followups_more']) expect(isLimitedPath(path)).toBe(false);
});
