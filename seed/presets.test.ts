import { expect, it } from 'vitest';
import { readSnapshot } from '../test/setup/snapshot.ts';
import { BOOKMARKS, COLUMNS, widthsOf } from './presets.ts';

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

it('gives every moment a column wide enough for its hour', () => {
	const { fields } = readSnapshot();
	const moments = fields.filter(({ type }) => type === 'timestamp' || type === 'dateTime');
	const shown = [...Object.entries(COLUMNS).map(([collection, list]) => ({ collection, ...list })), ...BOOKMARKS];
	const narrow = shown.flatMap(({ collection, fields: columns }) =>
		columns
			.filter((column) => moments.some((one) => one.collection === collection && one.field === column))
			.filter((column) => (widthsOf(columns)[column] ?? 0) < 200)
			.map((column) => `${collection}.${column}`),
	);
	expect(narrow).toEqual([]);
	expect(moments.length).toBeGreaterThan(0);
});
