import type { Relation } from '@directus/types';
import type { Knex } from 'knex';
import type { Language } from '../constants/languages.ts';
import { groupBy } from '../domain/group-by.ts';
import { readJson } from './column-values.ts';

export interface Hanging {
	collection: string;
	rows: number;
}

/**
 * The rows that keep others from being deleted: whatever a foreign key would not let go of, by collection. Rows that are
 * to be deleted in the same statement hold nothing back.
 * @param alsoFrom relations whose rows would go along without a word, and must not
 */
export async function findHanging(
	db: Knex,
	relations: readonly Relation[],
	collection: string,
	keys: readonly (number | string)[],
	alsoFrom: readonly string[] = [],
): Promise<Hanging[]> {
	const holding = relations.filter(
		(relation) =>
			relation.related_collection === collection &&
			!relation.collection.startsWith('directus_') &&
			(['NO ACTION', 'RESTRICT'].includes(relation.schema?.on_delete ?? '') || alsoFrom.includes(relation.collection)),
	);
	const found: Hanging[] = [];
	for (const [from, links] of groupBy(holding, (relation) => relation.collection)) {
		const query = db(from).where((any) => {
			for (const { field } of links) void any.orWhereIn(field, [...keys]);
		});
		if (from === collection) void query.whereNotIn('id', [...keys]);
		const rows = Number((await query.count({ rows: '*' }).first())?.['rows'] ?? 0);
		if (rows > 0) found.push({ collection: from, rows });
	}
	return found;
}

/** What a collection is called in the console. */
export async function findLabels(
	db: Knex,
	collections: readonly string[],
	language: Language,
): Promise<Map<string, string>> {
	const rows: { collection: string; translations: unknown }[] = await db('directus_collections')
		.whereIn('collection', [...collections])
		.select('collection', 'translations');
	return new Map(
		rows.map(({ collection, translations }) => {
			const list = readJson(translations) as { language: string; translation: string }[] | null;
			return [collection, list?.find((row) => row.language === language)?.translation ?? collection];
		}),
	);
}
