import { describe, expect, it } from 'vitest';
import { readSnapshot } from '../test/setup/snapshot.ts';
import { PERMISSIONS } from './permissions.ts';
import { BOOKMARKS, COLUMNS, widthsOf } from './presets.ts';

it('opens lists with columns that exist', () => {
	const schema = readSnapshot();
	const unknown = Object.entries(COLUMNS).flatMap(([collection, { fields, sort }]) =>
		[...fields, ...sort.map((field) => field.replace(/^-/, ''))]
			.filter((field) => field !== 'id' && collection !== 'directus_users' && !schema.has(collection, field))
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

describe('what stands for a row elsewhere', () => {
	const schema = readSnapshot();
	const related = schema.relations.filter(({ related_collection: to }) => to?.startsWith('directus_') === false);
	const metaOf = (collection: string, field: string) =>
		schema.fields.find((one) => one.collection === collection && one.field === field)?.meta;
	const templates = schema.relations.flatMap(({ collection, field, related_collection: to }) => {
		const template = metaOf(collection, field)?.display_options?.template;
		return to === null || !template ? [] : [{ collection, field, to, names: namesIn(template) }];
	});

	it('has words, not a key, in every list that opens with it', () => {
		const bare = Object.entries(COLUMNS).flatMap(([collection, { fields }]) =>
			fields
				.filter((field) => schema.relations.some((one) => one.collection === collection && one.field === field))
				.filter((field) => !metaOf(collection, field)?.display_options?.template)
				.map((field) => `${collection}.${field}`),
		);
		expect(bare).toEqual([]);
		expect(related.length).toBeGreaterThan(100);
	});

	it('has a family name first', () => {
		const people = templates.filter(({ to }) => to === 'directus_users');
		expect(people.length).toBeGreaterThan(20);
		expect(people.filter(({ names }) => names.join() !== 'last_name,first_name')).toEqual([]);
	});

	it('names fields that exist, and ends in words', () => {
		const own = schema.collections.flatMap(({ collection, meta }) =>
			namesIn(meta.display_template ?? '').map((name) => ({ to: collection, name })),
		);
		const named = templates.flatMap(({ to, names }) => names.map((name) => ({ to, name })));
		const wrong = [...own, ...named].filter(({ to, name }) => {
			const [first = '', second] = name.split('.');
			const leads = schema.leadsTo(to, first);
			if (to === 'directus_users' || leads === 'directus_users') return false;
			return leads === null ? !schema.has(to, first) || second !== undefined : !schema.has(leads, second ?? '');
		});
		expect(wrong).toEqual([]);
	});

	it('is readable for whoever reads the list: the Studio asks for all of it, and one field too many refuses the list', () => {
		const read = PERMISSIONS.filter(({ action }) => action === 'read');
		const holders = [...new Set(read.map(({ holder }) => holder))];
		const may = (holder: string, collection: string, field: string) =>
			read
				.filter((one) => one.collection === collection && [holder, 'member'].includes(one.holder))
				.some(({ fields }) => fields.includes('*') || fields.includes(field));
		// Everybody reads himself by Directus's own minimum, names included.
		const ours = templates.filter(({ to }) => to !== 'directus_users');
		const refused = ours.flatMap(({ collection, field, to, names }) =>
			holders
				.filter((holder) => may(holder, collection, field))
				.filter((holder) =>
					names.some((name) => {
						const [first = '', second] = name.split('.');
						const next = schema.leadsTo(to, first);
						return (
							!may(holder, to, first) ||
							(second !== undefined && next !== null && next !== 'directus_users' && !may(holder, next, second))
						);
					}),
				)
				.map((holder) => `${collection}.${field} ${holder}`),
		);
		expect(refused).toEqual([]);
	});
});

function namesIn(template: string): string[] {
	return [...template.matchAll(/\{\{\s*([\w.]+)\s*\}\}/g)].map(([, name = '']) => name);
}
