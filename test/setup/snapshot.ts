import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { at } from './paths.ts';

interface Snapshot {
	collections: {
		collection: string;
		meta: { translations: { language: string; translation: string }[] | null; display_template: string | null };
	}[];
	fields: {
		collection: string;
		field: string;
		type: string;
		meta: { display_options: { template?: string } | null } | null;
	}[];
	relations: {
		collection: string;
		field: string;
		related_collection: string | null;
		meta: { one_field: string | null };
	}[];
}

/** The schema as it is applied, for tests that hold a table of names against it. */
export function readSnapshot(): Snapshot & {
	text: string;
	has: (collection: string, field: string) => boolean;
	/** The collection that a relation's field leads to, in either direction. */
	leadsTo: (collection: string, field: string) => string | null;
} {
	const text = readFileSync(at('snapshots', 'schema.yaml'), 'utf8');
	const snapshot: Snapshot = parse(text);
	const names = new Set(snapshot.fields.map(({ collection, field }) => `${collection}.${field}`));
	return {
		...snapshot,
		text,
		has: (collection, field) => names.has(`${collection}.${field}`),
		leadsTo(collection, field) {
			const down = snapshot.relations.find((one) => one.collection === collection && one.field === field);
			if (down) return down.related_collection;
			const back = snapshot.relations.find(
				(one) => one.related_collection === collection && one.meta.one_field === field,
			);
			return back?.collection ?? null;
		},
	};
}
