import { type DocumentNode, type SelectionSetNode, parse } from 'graphql';
import { isForbiddenKey } from './forbidden-keys.ts';

export type DocumentProblem =
	| { kind: 'too-large'; what: 'root fields' | 'nested selections' }
	| { kind: 'forbidden-key'; key: string }
	| { kind: 'closed-field'; field: string }
	| { kind: 'write-with-conditions'; argument: string };

/**
 * Each root field is a query or a write of its own, each nested selection one more statement: a request may ask for so many.
 * The Studio asks for all panels of a dashboard at once.
 */
const MAX_ROOT_FIELDS = 60;
const MAX_SELECTIONS = 200;

/**
 * Mutations that need no session and can be repeated under aliases in one request (GHSA-g293-vf99-xv36): their REST routes
 * have the log-in delay, these do not. Then what the REST side keeps closed as well.
 */
const CLOSED_FIELDS =
	/^(auth_login|auth_refresh|auth_password_request|auth_password_reset|users_invite_accept|users_register(_verify)?|utils_hash_(generate|verify)|import_file|((create|update|delete)_)?shares(_\w+)?)$/;

/** May go through GraphQL, but only once a request: each sends mail. */
const ONCE_FIELDS = /^users_invite$/;

/** Conditions on what a write gives back; they would be refused after the write has happened. */
const READ_ARGUMENTS: ReadonlySet<string> = new Set(['filter', 'sort', 'search', 'page', 'offset', 'groupBy']);

/** What is wrong with a GraphQL document, by its text alone. One that does not parse is left to Directus, which says where. */
export function findDocumentProblem(source: string, maxTokens: number): DocumentProblem | null {
	let document: DocumentNode;
	try {
		document = parse(source, { maxTokens, noLocation: true });
	} catch {
		return null;
	}
	const fragments = new Map<string, SelectionSetNode>();
	for (const definition of document.definitions) {
		if (definition.kind === 'FragmentDefinition') fragments.set(definition.name.value, definition.selectionSet);
	}
	for (const definition of document.definitions) {
		if (!('selectionSet' in definition)) continue;
		const isWrite = definition.kind === 'OperationDefinition' && definition.operation === 'mutation';
		const problem = isWrite
			? findWriteProblem(definition.selectionSet, fragments)
			: findNameProblem(definition.selectionSet);
		if (problem) return problem;
		if (definition.kind !== 'OperationDefinition') continue;
		const size = measure(definition.selectionSet, fragments);
		if (size.fields > MAX_ROOT_FIELDS) return { kind: 'too-large', what: 'root fields' };
		if (size.selections > MAX_SELECTIONS) return { kind: 'too-large', what: 'nested selections' };
	}
	return null;
}

/** Aliases become keys of `deep` in Directus (parse-query.js), so they obey the same rule as keys. */
function findNameProblem(selections: SelectionSetNode): DocumentProblem | null {
	for (const selection of selections.selections) {
		if (selection.kind === 'Field') {
			const names = [
				selection.name.value,
				selection.alias?.value ?? '',
				...(selection.arguments ?? []).map((argument) => argument.name.value),
			];
			const key = names.find(isForbiddenKey);
			if (key !== undefined) return { kind: 'forbidden-key', key };
			if (CLOSED_FIELDS.test(selection.name.value)) return { kind: 'closed-field', field: selection.name.value };
		}
		const problem =
			'selectionSet' in selection && selection.selectionSet ? findNameProblem(selection.selectionSet) : null;
		if (problem) return problem;
	}
	return null;
}

function findWriteProblem(
	root: SelectionSetNode,
	fragments: ReadonlyMap<string, SelectionSetNode>,
): DocumentProblem | null {
	const problem = findNameProblem(root);
	if (problem) return problem;
	const seen = new Set<string>();
	const calls: string[] = [];
	const walk = (selections: SelectionSetNode): DocumentProblem | null => {
		for (const selection of selections.selections) {
			if (selection.kind === 'Field') {
				calls.push(selection.name.value);
				const argument = (selection.arguments ?? []).find(({ name }) => READ_ARGUMENTS.has(name.value));
				if (argument) return { kind: 'write-with-conditions', argument: argument.name.value };
				if (ONCE_FIELDS.test(selection.name.value) && calls.filter((name) => ONCE_FIELDS.test(name)).length > 1) {
					return { kind: 'closed-field', field: selection.name.value };
				}
			}
			let inner: SelectionSetNode | undefined;
			if (selection.kind !== 'FragmentSpread') inner = selection.selectionSet;
			else if (!seen.has(selection.name.value)) {
				seen.add(selection.name.value);
				inner = fragments.get(selection.name.value);
			}
			const found = inner ? walk(inner) : null;
			if (found) return found;
		}
		return null;
	};
	return walk(root);
}

interface Size {
	/** Fields on this level, fragments opened. */
	fields: number;
	/** Nested selections below it. */
	selections: number;
}

/** Counts with every fragment opened as often as it is used, without opening it more than once. */
function measure(root: SelectionSetNode, fragments: ReadonlyMap<string, SelectionSetNode>): Size {
	const known = new Map<string, Size>();
	const count = (selections: SelectionSetNode): Size => {
		const size: Size = { fields: 0, selections: 0 };
		for (const selection of selections.selections) {
			if (selection.kind === 'Field') {
				size.fields += 1;
				if (selection.selectionSet) size.selections += 1 + count(selection.selectionSet).selections;
				continue;
			}
			const inner =
				selection.kind === 'InlineFragment' ? count(selection.selectionSet) : countFragment(selection.name.value);
			size.fields += inner.fields;
			size.selections += inner.selections;
		}
		return size;
	};
	const countFragment = (name: string): Size => {
		const found = known.get(name);
		if (found) return found;
		const selections = fragments.get(name);
		// A fragment that opens itself never ends.
		known.set(name, { fields: Infinity, selections: Infinity });
		const size = selections ? count(selections) : { fields: 0, selections: 0 };
		known.set(name, size);
		return size;
	};
	return count(root);
}
