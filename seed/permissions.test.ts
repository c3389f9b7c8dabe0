import { describe, expect, it } from 'vitest';
import {
	APPEND_ONLY_COLLECTIONS,
	COLLECTIONS as C,
	OPEN_COLLECTIONS,
	STATE_COLLECTIONS,
} from '../extensions/dormitory-grid/src/constants/collections.ts';
import { POLICY_IDS } from '../extensions/dormitory-grid/src/constants/positions.ts';
import { groupBy } from '../test/setup/checker/group-by.ts';
import { readSnapshot } from '../test/setup/snapshot.ts';
import { ruleFilter } from './permission-rules.ts';
import { type Permission, PERMISSIONS } from './permissions.ts';

const schema = readSnapshot();
const name = ({ holder, action, collection, rule }: Permission) => `${holder} ${action} ${collection} (${rule})`;
const of = (choose: (permission: Permission) => boolean) => PERMISSIONS.filter(choose).map(name);
const isOurs = (collection: string) => !collection.startsWith('directus_');

/** Every path that a rule walks, as far as the schema knows it. */
function brokenPaths(collection: string, filter: unknown, path = collection): string[] {
	if (typeof filter !== 'object' || filter === null) return [];
	return Object.entries(filter).flatMap(([key, inner]) => {
		if (key.startsWith('_')) return [];
		const here = `${path}.${key}`;
		if (isOurs(collection) && !schema.has(collection, key)) return [here];
		const next = schema.leadsTo(collection, key);
		return next === null ? [] : brokenPaths(next, inner, here);
	});
}

describe('the table of permissions', () => {
	it('names collections and fields that exist', () => {
		const collections = new Set(schema.collections.map((one) => one.collection));
		const unknown = PERMISSIONS.filter(({ collection }) => isOurs(collection)).flatMap((permission) => [
			...(collections.has(permission.collection) ? [] : [name(permission)]),
			...permission.fields
				.filter((field) => field !== '*' && !schema.has(permission.collection, field))
				.map((field) => `${name(permission)}: ${field}`),
		]);
		expect(unknown).toEqual([]);
	});

	it('has rules that lead through fields that exist', () => {
		const broken = PERMISSIONS.flatMap(({ collection, rule }) => brokenPaths(collection, ruleFilter(rule)));
		expect(broken).toEqual([]);
		expect(brokenPaths(C.rooms, { unit: { nobodys_scopes: { person: {} } } })).toEqual(['rooms.unit.nobodys_scopes']);
	});

	it('says each thing once, of holders that have a policy', () => {
		const rows = PERMISSIONS.map(({ holder, action, collection }) => `${holder} ${action} ${collection}`);
		expect(rows.toSorted()).toEqual([...new Set(rows)].toSorted());
		expect(PERMISSIONS.filter(({ holder }) => !(holder in POLICY_IDS))).toEqual([]);
		expect(of(({ fields }) => fields.length === 0)).toEqual([]);
	});

	it('reads a collection by one list of fields, whatever the post: two lists leak (RELIABILITY.md F4)', () => {
		const lists = groupBy(
			PERMISSIONS.filter(({ action }) => action === 'read'),
			({ collection }) => collection,
		);
		const torn = [...lists].filter(([, rows]) => new Set(rows.map(({ fields }) => fields.join())).size > 1);
		expect(torn.map(([collection]) => collection)).toEqual([]);
	});

	it("shows nobody a student's telephone, the frozen list or the installation's marks", () => {
		expect(
			of(
				({ action, collection, fields }) =>
					action === 'read' && collection === C.students && (fields.includes('phone') || fields.includes('*')),
			),
		).toEqual([]);
		expect(of(({ collection }) => collection === C.nightResidents || collection === C.installation)).toEqual([]);
		expect(of(({ collection, rule }) => collection === C.staffScopes && rule !== 'mine')).toEqual([]);
	});

	it('opens to everybody exactly what the shield lets a filter cross into', () => {
		const open = PERMISSIONS.filter(
			({ holder, action, rule }) => holder === 'member' && action === 'read' && rule === 'everything',
		).map(({ collection }) => collection);
		expect(open.toSorted()).toEqual([...OPEN_COLLECTIONS].toSorted());
	});

	it('gives a post no row of a whole collection, but for what belongs to no place', () => {
		expect(
			of(
				({ holder, action, rule }) =>
					holder !== 'member' && (action === 'read' || action === 'delete') && rule === 'everything',
			),
		).toEqual([
			'working_group read directus_dashboards (everything)',
			'working_group read directus_panels (everything)',
			'working_group read directus_roles (everything)',
		]);
	});

	it('lets nobody write state, and nobody change or delete what was reported', () => {
		const writes = PERMISSIONS.filter(({ action }) => action !== 'read');
		expect(writes.filter(({ collection }) => STATE_COLLECTIONS.includes(collection)).map(name)).toEqual(
			// Offered so that GraphQL knows the entries inside a submission; the state guard refuses them by themselves.
			['unit_leader', 'floor_head', 'instructor', 'building_head', 'assistant_building_head', 'working_group'].map(
				(holder) => `${holder} create night_entries (everything)`,
			),
		);
		expect(
			writes
				.filter(({ collection, action }) => APPEND_ONLY_COLLECTIONS.includes(collection) && action !== 'create')
				.map(name),
		).toEqual([]);
		expect(of(({ action }) => action === 'delete')).toEqual([
			'working_group delete escalation_rules (myCollege)',
			'working_group delete answer_templates (myCollege)',
			'working_group delete night_calendar (myCollege)',
		]);
	});
});
