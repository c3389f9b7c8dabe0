import { expect, it } from 'vitest';
import { readSnapshot } from '../test/setup/snapshot.ts';
import { BOOKMARKS, COLUMNS } from './presets.ts';

it('opens lists with columns that exist', () => {
	const schema = readSnapshot();
	const unknown = Object.entries(COLUMNS).flatMap(([collection, { fields, sort }]) =>
		[...fields, ...sort.map((field) => field.replace(/^-/, ''))]
			.filter((field) => field !== 'id' && !schema.has(collection, field))
			.map((field) => `${collection}.${field}`),
	);
	expect(unknown).toEqual([]);
});

it('has bookmarks with columns that exist', () => {
	const schema = readSnapshot();
	const unknown = BOOKMARKS.flatMap(({ collection, fields }) =>
		fields.filter((field) => !schema.has(collection, field)).map((field) => `${collection}.${field}`),
	);
	expect(unknown).toEqual([]);
});
