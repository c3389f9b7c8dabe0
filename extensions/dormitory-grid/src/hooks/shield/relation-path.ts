import type { SchemaOverview } from '@directus/types';

/** Where a path of field names leads. Only `stays` and `open` are harmless; the other three are refused. */
export type PathEnd =
	| { kind: 'stays' }
	| { kind: 'open' }
	| { kind: 'crosses'; into: string; path: string }
	| { kind: 'follows'; path: string }
	| { kind: 'unreadable'; path: string };

export type IsOpen = (collection: string) => boolean;

const FUNCTION = /^(\w+)\(\s*([^\s(),.:$]+)\s*(,[^()]*)?\)$/;

/**
 * Follows a path of a filter, sort, group or aggregate as Directus will (get-column-path.js, getRelationInfo), and says
 * whether it leaves for a collection whose rows are not open to everybody. Row rules do not hold on the other side of such a
 * step (RELIABILITY.md 0, F3). A many-to-one field, and the primary key behind it, is the row's own column and stays.
 * What it cannot read it does not trust.
 */
export function followPath(
	schema: SchemaOverview,
	collection: string,
	segments: readonly string[],
	isOpen: IsOpen,
): PathEnd {
	const path = segments.join('.');
	if (path.includes('$FOLLOW')) return { kind: 'follows', path };
	let here = collection;
	let crossed = false;
	for (const [position, segment] of segments.entries()) {
		const rest = segments.slice(position + 1);
		const field = readSegment(segment);
		if (!field) return { kind: 'unreadable', path };
		if (field.isFunction && rest.length > 0) return { kind: 'unreadable', path };

		const steps = findSteps(schema, here, field.name, field.scope);
		if (steps.length === 0) {
			// A plain column; and nothing can come after one.
			if (rest.length > 0 || field.scope !== null) return { kind: 'unreadable', path };
			break;
		}
		if (steps.every((step) => step.isOwnColumn && staysAtKey(schema, step, field, rest))) break;
		const closed = steps.find((step) => step.into === null || !isOpen(step.into));
		if (closed) return { kind: 'crosses', into: closed.into ?? '?', path };
		// Two relations of one name into two collections: which of them Directus takes is not ours to guess.
		const [first, ...others] = new Set(steps.map((step) => step.into));
		if (typeof first !== 'string' || others.length > 0) return { kind: 'unreadable', path };
		here = first;
		crossed = true;
	}
	return { kind: crossed ? 'open' : 'stays' };
}

/** One step along a relation: into one row, or into many; and where to. */
export interface Hop {
	many: boolean;
	into: string[];
}

/** The step that a field is, under whichever of its names; null for a plain column. A count of rows is none. */
export function readHop(schema: SchemaOverview, collections: readonly string[], names: readonly string[]): Hop | null {
	const steps = collections.flatMap((collection) =>
		names.flatMap((name) => {
			const field = readSegment(name);
			return field === null || field.isFunction ? [] : findSteps(schema, collection, field.name, field.scope);
		}),
	);
	if (steps.length === 0) return null;
	return {
		many: steps.some((step) => !step.isOwnColumn),
		into: [...new Set(steps.flatMap((step) => step.into ?? step.allowed))],
	};
}

/** The collections that a nested read of this field (a key of `deep`) reads from. */
export function findTargets(schema: SchemaOverview, collection: string, key: string): string[] {
	const [name = '', scope = null] = key.split(':');
	return findSteps(schema, collection, name, scope).flatMap((step) => step.into ?? step.allowed);
}

/** The field that a path begins with, which lies in the row itself; null when it cannot be read. */
export function firstField(segments: readonly string[]): string | null {
	return readSegment(segments[0] ?? '')?.name ?? null;
}

/** Cuts at the points outside parentheses, as in `grid.year(opened)`. */
export function splitPath(path: string): string[] {
	return path.split(/\.(?![^(]*\))/);
}

interface Segment {
	name: string;
	scope: string | null;
	isFunction: boolean;
}

function readSegment(segment: string): Segment | null {
	if (segment.includes('(') || segment.includes(')')) {
		const name = FUNCTION.exec(segment)?.[2];
		return name === undefined ? null : { name, scope: null, isFunction: true };
	}
	if (segment === '' || segment.includes('.')) return null;
	const [name = '', scope = null, ...more] = segment.split(':');
	return more.length > 0 ? null : { name, scope, isFunction: false };
}

interface Step {
	/** `null` for a many-to-any field without a scope. */
	into: string | null;
	allowed: string[];
	/** The key to the other side lies in this row: many-to-one and many-to-any. */
	isOwnColumn: boolean;
	isToAny: boolean;
}

/** Every relation of that name, from either side, as `getRelation` of @directus/utils would find it. */
function findSteps(schema: SchemaOverview, collection: string, field: string, scope: string | null): Step[] {
	return schema.relations.flatMap((relation): Step[] => {
		if (relation.collection === collection && relation.field === field) {
			const allowed = relation.meta?.one_allowed_collections ?? null;
			if (allowed === null || !relation.meta?.one_collection_field) {
				const into = relation.related_collection;
				return [{ into, allowed: [], isOwnColumn: true, isToAny: false }];
			}
			return [{ into: scope, allowed: scope === null ? allowed : [], isOwnColumn: true, isToAny: true }];
		}
		if (relation.related_collection === collection && relation.meta?.one_field === field) {
			return [{ into: relation.collection, allowed: [], isOwnColumn: false, isToAny: false }];
		}
		return [];
	});
}

function staysAtKey(schema: SchemaOverview, step: Step, field: Segment, rest: readonly string[]): boolean {
	if (field.scope !== null || step.into === null) return field.scope === null && rest.length === 0;
	if (step.isToAny) return false;
	return rest.length === 0 || (rest.length === 1 && rest[0] === schema.collections[step.into]?.primary);
}
