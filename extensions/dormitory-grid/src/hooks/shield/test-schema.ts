import type { FieldOverview, Relation, SchemaOverview } from '@directus/types';

/**
 * A small schema for this folder's tests: `people` and `notes` are closed, `places` (a tree) is open to everybody.
 * people.place and people.buddy are many-to-one, people.notes and places.people one-to-many, people.item many-to-any.
 */
const FIELDS = {
	people: ['id', 'name', 'tag', 'day', 'place', 'buddy', 'item', 'item_collection', 'notes*', 'buddies*'],
	places: ['id', 'code', 'parent', 'opened', 'people*', 'children*'],
	notes: ['id', 'kind', 'person', 'written'],
};

const NUMBERS = new Set(['id', 'place', 'buddy', 'parent', 'person']);
const DATES = new Set(['day', 'opened', 'written']);

function describeField(mark: string): FieldOverview {
	const field = mark.replace('*', '');
	const plain = NUMBERS.has(field) ? 'integer' : DATES.has(field) ? 'dateTime' : 'string';
	const type = mark.endsWith('*') ? 'alias' : plain;
	return {
		field,
		defaultValue: null,
		nullable: true,
		generated: false,
		type,
		dbType: null,
		precision: null,
		scale: null,
		special: [],
		note: null,
		alias: type === 'alias',
		validation: null,
		searchable: true,
	};
}

function relate(collection: string, field: string, related: string | null, oneField: string | null): Relation {
	return {
		collection,
		field,
		related_collection: related,
		schema: null,
		meta: {
			id: 1,
			many_collection: collection,
			many_field: field,
			one_collection: related,
			one_field: oneField,
			one_collection_field: related === null ? `${field}_collection` : null,
			one_allowed_collections: related === null ? ['places', 'notes'] : null,
			one_deselect_action: 'nullify',
			junction_field: null,
			sort_field: null,
		},
	};
}

export const TEST_SCHEMA: SchemaOverview = {
	collections: Object.fromEntries(
		Object.entries(FIELDS).map(([collection, marks]) => [
			collection,
			{
				collection,
				primary: 'id',
				singleton: false,
				sortField: null,
				note: null,
				accountability: null,
				fields: Object.fromEntries(marks.map((mark) => [mark.replace('*', ''), describeField(mark)])),
			},
		]),
	),
	relations: [
		relate('people', 'place', 'places', 'people'),
		relate('people', 'buddy', 'people', 'buddies'),
		relate('people', 'item', null, null),
		relate('places', 'parent', 'places', 'children'),
		relate('notes', 'person', 'people', 'notes'),
	],
};

export const isOpenInTests = (collection: string): boolean => collection === 'places';
