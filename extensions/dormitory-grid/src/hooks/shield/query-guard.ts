import type { Query, SchemaOverview } from '@directus/types';
import { type IsOpen, type PathEnd, findTargets, firstField, followPath, splitPath } from './relation-path.ts';

export type QueryRefusal = Exclude<PathEnd, { kind: 'stays' | 'open' }>;

const AGGREGATES: ReadonlySet<string> = new Set([
	'avg',
	'avgDistinct',
	'count',
	'countAll',
	'countDistinct',
	'max',
	'min',
	'sum',
	'sumDistinct',
]);

/** As in Directus's validate-query.js and get-operation.js; anything else that begins with `_` is taken for a field. */
const OPERATOR =
	/^_(n?i?eq|n?eq|n?in|n?i?contains|n?i?starts_with|n?i?ends_with|[gl]te?|n?null|n?empty|n?between|n?intersects(_bbox)?|regex|submitted)$/;

/**
 * The first path of a query that crosses into rows which are not open to everybody, or null. Looks at everything that
 * Directus turns into a join or a count: filter, sort, group, aggregate, and the same inside `deep`. `fields`, `alias` and the
 * keys of `deep` are read with the row rules of the other side and may go anywhere, but not by `$FOLLOW`.
 */
export function findRefusal(
	query: Query,
	collection: string,
	schema: SchemaOverview,
	isOpen: IsOpen,
): QueryRefusal | null {
	for (const level of listLevels(query, collection, schema)) {
		const follow = level.names.find((name) => name.includes('$FOLLOW'));
		if (follow !== undefined) return { kind: 'follows', path: follow };
		// A level that belongs to no relation we can see may still belong to one that Directus sees.
		if (level.collections.length === 0 && level.paths.length > 0)
			return { kind: 'unreadable', path: level.names[0] ?? 'deep' };
		for (const from of level.collections) {
			for (const path of level.paths) {
				const end = followPath(schema, from, path, isOpen);
				if (end.kind !== 'stays' && end.kind !== 'open') return end;
			}
		}
	}
	return null;
}

/** Which fields of which collection the conditions of a query begin with, whatever lies behind them. */
export function listConditionFields(
	query: Query,
	collection: string,
	schema: SchemaOverview,
): Map<string, Set<string>> {
	const found = new Map<string, Set<string>>();
	for (const level of listLevels(query, collection, schema)) {
		for (const from of level.collections) {
			for (const path of level.paths) {
				const field = firstField(path);
				if (field !== null) found.set(from, (found.get(from) ?? new Set()).add(field));
			}
		}
	}
	return found;
}

/** Every path of one level, `deep` apart. */
export function listPaths(query: Query): string[][] {
	const paths: string[][] = [];
	collectFilterPaths(query.filter, [], paths);
	for (const sort of query.sort ?? []) {
		const path = splitPath(sort.replace(/^[-+\s]+/, ''));
		paths.push(AGGREGATES.has(path[0] ?? '') ? path.slice(1) : path);
	}
	for (const group of query.group ?? []) paths.push(splitPath(group.trim()));
	for (const fields of Object.values(query.aggregate ?? {})) {
		for (const field of fields) paths.push(splitPath(field.trim()));
	}
	return paths.filter((path) => path.length > 0 && path[0] !== '*');
}

function collectFilterPaths(filter: unknown, prefix: readonly string[], paths: string[][]): void {
	if (typeof filter !== 'object' || filter === null) {
		if (prefix.length > 0) paths.push([...prefix]);
		return;
	}
	const entries = Object.entries(filter);
	// `{ care: {} }` joins already.
	if (entries.length === 0 && prefix.length > 0) paths.push([...prefix]);
	for (const [key, value] of entries) {
		if (key === '_and' || key === '_or') {
			const conditions: unknown[] = Object.values(value ?? {});
			if (prefix.length > 0) paths.push([...prefix]);
			for (const condition of conditions) collectFilterPaths(condition, prefix, paths);
		} else if (key === '_some' || key === '_none') {
			collectFilterPaths(value, prefix, paths);
		} else if (OPERATOR.test(key)) {
			if (prefix.length > 0) paths.push([...prefix]);
		} else {
			collectFilterPaths(value, [...prefix, key], paths);
		}
	}
}

export type Aliases = ReadonlyMap<string, ReadonlySet<string>>;

/** All aliases of the whole query by name: which level's alias Directus applies differs by relation type, so any may apply. */
export function collectAliases(alias: unknown, deep: unknown): Aliases {
	const found = new Map<string, Set<string>>();
	const add = (aliases: unknown): void => {
		if (typeof aliases !== 'object' || aliases === null) return;
		for (const [name, field] of Object.entries(aliases)) {
			if (typeof field !== 'string') continue;
			found.set(name, (found.get(name) ?? new Set()).add(field));
		}
	};
	const walk = (level: unknown): void => {
		if (typeof level !== 'object' || level === null) return;
		for (const [key, value] of Object.entries(level)) {
			if (key === '_alias') add(value);
			else if (!key.startsWith('_')) walk(value);
		}
	};
	add(alias);
	walk(deep);
	return found;
}

/** One level of a query: the top, or a key of `deep`. */
export interface Level {
	/** Where it reads from; several when Directus could mean any of them, none when we know of none. */
	collections: string[];
	paths: string[][];
	/** Names that are read rather than compared: fields, aliases, and the key itself. */
	names: string[];
}

export function listLevels(query: Query, collection: string, schema: SchemaOverview): Level[] {
	const aliases = collectAliases(query.alias, query.deep);
	const levels: Level[] = [{ collections: [collection], paths: listPaths(query), names: listNames(query) }];
	const walk = (deep: unknown, collections: readonly string[]): void => {
		if (typeof deep !== 'object' || deep === null) return;
		for (const [key, value] of Object.entries(deep)) {
			if (key.startsWith('_')) continue;
			const nested = readDeepQuery(value);
			const targets = findDeepTargets(key, collections, aliases, schema);
			levels.push({ collections: targets, paths: listPaths(nested), names: [key, ...listNames(nested)] });
			walk(value, targets);
		}
	};
	walk(query.deep, [collection]);
	return levels;
}

function listNames(query: Query): string[] {
	return [...(query.fields ?? []), ...Object.entries(query.alias ?? {}).flat()];
}

function findDeepTargets(
	key: string,
	collections: readonly string[],
	aliases: Aliases,
	schema: SchemaOverview,
): string[] {
	// GraphQL writes `item__articles` where REST writes `item:articles`.
	const [name = '', scope] = key.includes(':') ? key.split(':') : key.split('__');
	const names = [key, name, ...(aliases.get(key) ?? []), ...(aliases.get(name) ?? [])];
	const targets = collections.flatMap((collection) =>
		names.flatMap((candidate) => [
			...findTargets(schema, collection, candidate),
			...(scope === undefined ? [] : findTargets(schema, collection, `${candidate}:${scope}`)),
		]),
	);
	return [...new Set(targets)];
}

/** The `_filter`, `_sort` … of one level of `deep`, as getDeepQuery of Directus reads them. */
function readDeepQuery(level: unknown): Query {
	if (typeof level !== 'object' || level === null) return {};
	const own = Object.entries(level).filter(([key]) => key.startsWith('_'));
	const query: Query = Object.fromEntries(own.map(([key, value]) => [key.slice(1), value]));
	return query;
}
