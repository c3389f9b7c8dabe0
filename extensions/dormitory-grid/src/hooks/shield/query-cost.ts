import type { Query, SchemaOverview } from '@directus/types';
import { type Aliases, collectAliases, type Level, listLevels } from './query-guard.ts';
import { readHop, splitPath } from './relation-path.ts';

/** The paths of one level that compare; the Studio's longest filters have a few dozen. */
const MAX_CONDITIONS = 200;
/** Steps of one path of a filter, sort, group or aggregate. */
const MAX_STEPS = 4;
/** Steps into many rows along one path of `fields`. */
const MAX_MANY = 2;
/** Nested reads of one request, each a statement. */
const MAX_NESTED = 40;
const MAX_ALIASES = 8;

/**
 * The first path that would make one request read far more rows than there are, or null. On SQLite everything waits behind one
 * connection, the close of the night, too: no reader may keep it (RELIABILITY.md, X15).
 * A step into many rows multiplies what stands before it, so it may only come first: then a request reads each row of the
 * other side once. Two different such steps side by side in conditions multiply each other, so there may be one.
 */
export function findCostlyPath(query: Query, collection: string, schema: SchemaOverview): string | null {
	const aliases = collectAliases(query.alias, query.deep);
	if (aliases.size > MAX_ALIASES) return 'alias';
	const nested = new Set<string>();
	for (const level of listLevels(query, collection, schema)) {
		const path = findCostlyCondition(level, schema) ?? findCostlyRead(level, schema, aliases, nested);
		if (path !== null) return path;
		if (nested.size > MAX_NESTED) return 'fields';
	}
	return null;
}

function findCostlyCondition(level: Level, schema: SchemaOverview): string | null {
	if (level.paths.length > MAX_CONDITIONS) return `${level.paths.length} > ${MAX_CONDITIONS}`;
	const firsts = new Set<string>();
	for (const path of level.paths) {
		const steps = follow(schema, level.collections, path, new Map());
		if (steps.length > MAX_STEPS || steps.slice(1).includes('many')) return path.join('.');
		if (steps[0] === 'many') firsts.add(path[0] ?? '');
		if (firsts.size > 1) return [...firsts].join(', ');
	}
	return null;
}

function findCostlyRead(level: Level, schema: SchemaOverview, aliases: Aliases, nested: Set<string>): string | null {
	for (const name of level.names) {
		const path = splitPath(name);
		const star = path.indexOf('*');
		// `*.*` opens every relation of the row once; a star further on opens all that those have.
		if (star !== -1 && star < path.length - 1 && name !== '*.*') return name;
		const steps = follow(schema, level.collections, path, aliases);
		const firstOne = steps.indexOf('one');
		const many = steps.filter((step) => step === 'many').length;
		if (many > MAX_MANY || (firstOne !== -1 && steps.slice(firstOne).includes('many'))) return name;
		for (let end = 1; end <= steps.length; end++) nested.add(path.slice(0, end).join('.'));
	}
	return null;
}

/** What each step of a path leads into, as far as it follows relations. */
function follow(
	schema: SchemaOverview,
	from: readonly string[],
	path: readonly string[],
	aliases: Aliases,
): ('one' | 'many')[] {
	const steps: ('one' | 'many')[] = [];
	let here = from;
	for (const segment of path) {
		const hop = readHop(schema, here, [segment, ...(aliases.get(segment) ?? [])]);
		if (hop === null) break;
		steps.push(hop.many ? 'many' : 'one');
		here = hop.into;
	}
	return steps;
}
