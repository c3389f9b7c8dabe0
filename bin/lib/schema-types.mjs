import { parse } from 'yaml';

/** Renders src/types/schema.ts from the text of snapshots/schema.yaml, so that the row types cannot drift from the schema. */
export function renderSchemaTypes(snapshotText) {
	const snapshot = parse(snapshotText);
	const tables = snapshot.collections.filter((collection) => collection.schema).map((c) => c.collection);
	const interfaces = tables.map((table) => renderRow(table, fieldsOf(snapshot, table)));
	const userFields = fieldsOf(snapshot, 'directus_users').map(renderField).join('\n');
	const members = tables.map((table) => `\t${table}: ${rowName(table)}[];`).join('\n');
	return [
		'/** Made from snapshots/schema.yaml by `npm run schema:types`; a test holds the two together. Moments are ISO 8601 in UTC, dates YYYY-MM-DD. */',
		...interfaces,
		`/** Our own fields of directus_users. */\nexport interface UserFields {\n${userFields}\n}`,
		`export interface Schema {\n${members}\n}`,
		'',
	].join('\n\n');
}

function fieldsOf(snapshot, table) {
	return snapshot.fields
		.filter((field) => field.collection === table && field.type !== 'alias')
		.toSorted((a, b) => (a.meta?.sort ?? 0) - (b.meta?.sort ?? 0));
}

function renderRow(table, fields) {
	return `export interface ${rowName(table)} {\n${fields.map(renderField).join('\n')}\n}`;
}

function renderField(field) {
	const type = typeOf(field);
	// `unknown` holds null already.
	const nullable = field.schema.is_nullable && type !== 'unknown' ? ' | null' : '';
	return `\t${field.field}: ${type}${nullable};`;
}

function typeOf(field) {
	const choices = field.meta?.interface === 'select-dropdown' ? field.meta.options?.choices : undefined;
	if (choices?.length)
		return choices.map(({ value }) => (typeof value === 'string' ? `'${value}'` : value)).join(' | ');
	switch (field.type) {
		case 'integer':
			return 'number';
		case 'boolean':
			return 'boolean';
		case 'json':
			return 'unknown';
		default:
			return 'string';
	}
}

/** night_entries -> NightEntryRow */
function rowName(table) {
	const singular = table.replace(/ies$/, 'y').replace(/s$/, '');
	return `${singular.replace(/(^|_)([a-z])/g, (_, __, letter) => letter.toUpperCase())}Row`;
}
