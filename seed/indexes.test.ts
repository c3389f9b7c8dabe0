import { describe, expect, it } from 'vitest';
import { readSnapshot } from '../test/setup/snapshot.ts';
import { indexName, INDEXES } from './indexes.ts';

/** PostgreSQL cuts longer names without a word, and the index would be made again under another. */
const LONGEST_NAME = 63;

describe('keys and indexes beside the snapshot', () => {
	it('stand on columns that exist', () => {
		const schema = readSnapshot();
		const unknown = INDEXES.filter(({ table }) => !table.startsWith('directus_')).flatMap(({ table, columns }) =>
			columns.filter((column) => !schema.has(table, column)).map((column) => `${table}.${column}`),
		);
		expect(unknown).toEqual([]);
	});

	it('are never of one column, which Directus would take for its own and drop', () => {
		expect(INDEXES.filter(({ columns }) => columns.length < 2).map(indexName)).toEqual([]);
	});

	it('have short names of their own', () => {
		const names = INDEXES.map(indexName);
		expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
		expect(names.filter((name) => name.length > LONGEST_NAME)).toEqual([]);
	});
});
