import { checkKeys, isForbiddenKey } from './forbidden-keys.ts';

export type ShapeProblem =
	| { kind: 'not-an-object'; parameter: string }
	| { kind: 'not-a-list'; parameter: string }
	| { kind: 'not-a-text'; parameter: string }
	| { kind: 'not-a-number'; parameter: string }
	| { kind: 'not-a-condition'; parameter: string }
	| { kind: 'forbidden-key'; parameter: string; key: string }
	| { kind: 'too-deep'; parameter: string }
	| { kind: 'not-usable-here'; parameter: string };

/** MAX_RELATIONAL_DEPTH is 10; each step costs a key, and `_and`, `_some` and the operator some more. */
const MAX_DEPTH = 40;

const OBJECT_PARAMETERS: ReadonlySet<string> = new Set(['filter', 'deep', 'alias', 'aggregate']);
const LIST_PARAMETERS: ReadonlySet<string> = new Set(['fields', 'sort', 'group', 'groupBy', 'meta']);
const TEXT_PARAMETERS: ReadonlySet<string> = new Set(['search', 'version', 'export']);
const NUMBER_PARAMETERS: ReadonlySet<string> = new Set(['limit', 'offset', 'page']);
/** Parentheses closed and not nested, or Directus's splitFields throws. */
const BALANCED = /^[^()]*(\([^()]*\)[^()]*)*$/;
const DEEP_PARAMETERS: ReadonlySet<string> = new Set([
	'filter',
	'fields',
	'sort',
	'limit',
	'offset',
	'page',
	'search',
	'alias',
	'aggregate',
	'group',
	'groupBy',
]);

/**
 * Is a raw query, as it arrives in the address or in a JSON body, what Directus will take it for? Directus parses the nested
 * parts of `deep` without awaiting them, so there a mistake is not an answer but an unhandled rejection (utils/sanitize-query.js).
 * Asks about no field and no permission: that is the guard's part.
 */
export function findShapeProblem(query: unknown): ShapeProblem | null {
	if (!isPlainObject(query)) return { kind: 'not-an-object', parameter: 'query' };
	for (const [parameter, raw] of Object.entries(query)) {
		if (isForbiddenKey(parameter)) return { kind: 'forbidden-key', parameter, key: parameter };
		const problem = findParameterProblem(parameter, raw);
		if (problem) return problem;
	}
	return null;
}

function findParameterProblem(parameter: string, raw: unknown): ShapeProblem | null {
	// Directus skips a parameter that is absent, empty or null.
	if (raw === undefined || raw === null || raw === '') return null;
	if (OBJECT_PARAMETERS.has(parameter)) return findObjectProblem(parameter, raw);
	if (LIST_PARAMETERS.has(parameter)) return findListProblem(parameter, raw);
	if (TEXT_PARAMETERS.has(parameter) && typeof raw !== 'string') return { kind: 'not-a-text', parameter };
	// Whether the number makes sense, Directus says.
	if (NUMBER_PARAMETERS.has(parameter) && typeof raw === 'object') return { kind: 'not-a-number', parameter };
	return null;
}

function findObjectProblem(parameter: string, raw: unknown): ShapeProblem | null {
	const value = typeof raw === 'string' ? parseJson(raw) : raw;
	if (!isPlainObject(value)) return { kind: 'not-an-object', parameter };
	const keys = checkKeys(value, MAX_DEPTH);
	if (keys.kind === 'forbidden') return { kind: 'forbidden-key', parameter, key: keys.key };
	if (keys.kind === 'too-deep') return { kind: 'too-deep', parameter };
	if (parameter === 'filter') return findFilterProblem(value);
	if (parameter === 'deep') return findDeepProblem(value);
	if (parameter === 'alias') return Object.values(value).every(isText) ? null : { kind: 'not-a-text', parameter };
	return Object.values(value).every(isListOfTexts) ? null : { kind: 'not-a-list', parameter };
}

/** `sort`, `fields`, `groupBy`, `meta`: `a,b` or a list of such texts. */
function findListProblem(parameter: string, raw: unknown): ShapeProblem | null {
	if (!isListOfTexts(raw)) return { kind: 'not-a-list', parameter };
	const texts = typeof raw === 'string' ? [raw] : raw;
	if (!texts.every((text) => BALANCED.test(text))) return { kind: 'not-a-list', parameter };
	const key = texts.flatMap((text) => text.split(/[^\w$]+/)).find(isForbiddenKey);
	return key === undefined ? null : { kind: 'forbidden-key', parameter, key };
}

/** Only what makes `parseFilter` throw: `_and` without a list, null for a condition, a geometry that is no JSON. */
function findFilterProblem(filter: unknown): ShapeProblem | null {
	if (typeof filter !== 'object' || filter === null) return null;
	for (const [key, value] of Object.entries(filter)) {
		if (key === '_and' || key === '_or') {
			if (!Array.isArray(value) || !value.every(isPlainObject)) return { kind: 'not-a-condition', parameter: key };
		}
		if (value === null && !key.startsWith('_')) return { kind: 'not-a-condition', parameter: key };
		if (/^_n?intersects/.test(key) && typeof value === 'string' && parseJson(value) === undefined) {
			return { kind: 'not-a-condition', parameter: key };
		}
		const problem = findFilterProblem(value);
		if (problem) return problem;
	}
	return null;
}

function findDeepProblem(level: Record<string, unknown>): ShapeProblem | null {
	for (const [key, value] of Object.entries(level)) {
		// An index would make lodash build an array, and from there a path leads into Array.prototype.
		if (key === '' || /^\d+$/.test(key)) return { kind: 'not-usable-here', parameter: `deep.${key}` };
		if (key.startsWith('_')) {
			const parameter = key.slice(1);
			if (!DEEP_PARAMETERS.has(parameter)) return { kind: 'not-usable-here', parameter: `deep.${key}` };
			const problem = findParameterProblem(parameter, value);
			if (problem) return problem;
			// Directus asks the database for `$CURRENT_USER.…` while nobody waits for the answer: the condition might come too late.
			if (parameter === 'filter' && JSON.stringify(value).includes('$CURRENT_')) {
				const late = /\$CURRENT_(USER|ROLES?|POLICIES)\./.exec(JSON.stringify(value));
				if (late) return { kind: 'not-usable-here', parameter: `deep: ${late[0]}` };
			}
		} else {
			if (!isPlainObject(value)) return { kind: 'not-an-object', parameter: `deep.${key}` };
			const problem = findDeepProblem(value);
			if (problem) return problem;
		}
	}
	return null;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
	const prototype: unknown = Object.getPrototypeOf(value);
	// qs makes objects without a prototype when asked to, JSON.parse and qs by default those with Object's.
	return prototype === null || prototype === Object.prototype;
}

function isText(value: unknown): value is string {
	return typeof value === 'string';
}

function isListOfTexts(value: unknown): value is string | string[] {
	return isText(value) || (Array.isArray(value) && value.every(isText));
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
