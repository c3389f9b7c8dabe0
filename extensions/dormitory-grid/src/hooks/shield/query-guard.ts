import type { Query, SchemaOverview } from '@directus/types';
import { type IsOpen, type PathEnd, findTargets, followPath, splitPath } from './relation-path.ts';

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
	const follow = [...(query.fields ?? []), ...Object.entries(query.alias ?? {}).flat()].find((text) => text.includes('$FOLLOW'));
	if (follow !== undefined) return { kind: 'follows', path: follow };
	const refusal = firstRefusal(listPaths(query), collection, schema, isOpen);
	if (refusal) return refusal;
	const aliases = collectAliases(query.alias, query.deep);
	return findDeepRefusal(query.deep, [collection], aliases, schema, isOpen, 0);
}

function firstRefusal(
	paths: readonly (readonly string[])[],
	collection: string,
	schema: SchemaOverview,
	isOpen: IsOpen,
): QueryRefusal | null {
	for (const path of paths) {
		const end = followPath(schema, collection, path, isOpen);
		if (end.kind !== 'stays' && end.kind !== 'open') return end;
	}
	return null;
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

type Aliases = ReadonlyMap<string, ReadonlySet<string>>;

/** All aliases of the whole query by name: which level's alias Directus applies differs by relation type, so any may apply. */
function collectAliases(alias: unknown, deep: unknown): Aliases {
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

const MAX_LEVELS = 20;

function findDeepRefusal(
	deep: unknown,
	collections: readonly string[],
	aliases: Aliases,
	schema: SchemaOverview,
	isOpen: IsOpen,
	level: number,
): QueryRefusal | null {
	if (typeof deep !== 'object' || deep === null) return null;
	if (level > MAX_LEVELS) return { kind: 'unreadable', path: 'deep' };
	for (const [key, value] of Object.entries(deep)) {
		if (key.startsWith('_')) continue;
		if (key.includes('$FOLLOW')) return { kind: 'follows', path: key };
		const targets = findDeepTargets(key, collections, aliases, schema);
		const nested = readDeepQuery(value);
		const paths = listPaths(nested);
		// A level that belongs to no relation we can see may still belong to one that Directus sees.
		if (targets.length === 0 && paths.length > 0) return { kind: 'unreadable', path: key };
		const texts = [...(nested.fields ?? []), ...Object.entries(nested.alias ?? {}).flat()];
		const follow = texts.find((text) => text.includes('$FOLLOW'));
		if (follow !== undefined) return { kind: 'follows', path: follow };
		for (const target of targets) {
			const refusal = firstRefusal(paths, target, schema, isOpen);
			if (refusal) return refusal;
		}
		const refusal = findDeepRefusal(value, targets, aliases, schema, isOpen, level + 1);
		if (refusal) return refusal;
	}
	return null;
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
