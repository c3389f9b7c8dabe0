import type { Relation } from '@directus/types';
import type { Knex } from 'knex';
import { COLLECTIONS as C } from '../constants/collections.ts';
import { findHanging, findLabels } from '../database/hangs-on.ts';
import type { Actor } from '../domain/scope.ts';
import { say, sayList } from '../lang/say.ts';
import type { TextKey } from '../lang/translations/zh-CN.ts';
import { structureError } from './structure.ts';

/** Where something may hang on a row that an administrator deletes in the console, and what to do instead. */
export const DELETABLE: Readonly<Record<string, TextKey>> = {
	[C.colleges]: 'structure.instead.colleges',
	[C.grids]: 'structure.instead.grids',
	[C.rooms]: 'structure.instead.rooms',
	[C.departments]: 'structure.instead.departments',
	[C.majors]: 'structure.instead.majors',
	[C.terms]: 'structure.instead.terms',
	[C.students]: 'structure.instead.students',
	directus_users: 'structure.instead.users',
};

/** The database would take these along with their person: posts that were held and lists that were sent stay. */
const KEPT_OF_PERSONS = [C.staffAssignments, C.nightEditions];

/**
 * Says what hangs on rows that are to be deleted, before a foreign key refuses them with a text of the database. Only to
 * administrators: nobody else may delete them, and this comes before Directus asks for the permission.
 * @throws GRID_STRUCTURE
 */
export async function checkDeletion(
	db: Knex,
	actor: Actor,
	relations: readonly Relation[],
	collection: string,
	keys: readonly (number | string)[],
): Promise<void> {
	const instead = DELETABLE[collection];
	if (!actor.admin || !instead || keys.length === 0) return;
	const kept = collection === 'directus_users' ? KEPT_OF_PERSONS : [];
	const hanging = await findHanging(db, relations, collection, keys, kept);
	if (hanging.length === 0) return;
	const { language } = actor;
	const labels = await findLabels(
		db,
		hanging.map((one) => one.collection),
		language,
	);
	const things = hanging.map((one) =>
		say(language, 'structure.hangs.one', { label: labels.get(one.collection) ?? one.collection, rows: one.rows }),
	);
	throw structureError(language, 'structure.hangs', {
		things: sayList(language, things),
		instead: say(language, instead),
	});
}
