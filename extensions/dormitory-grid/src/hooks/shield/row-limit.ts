import { COLLECTIONS } from '../../constants/collections.ts';
import { type ArgumentNode, type DocumentNode, type FieldNode, type ValueNode, parse, visit } from 'graphql';

/**
 * Each row is a use case of its own inside one transaction, and SQLite has one connection: a thousand rows whose last is
 * wrong would have everybody wait for nothing. What a phone keeps to send later fits several times over.
 */
export const MAX_ROWS_A_REQUEST = 20;

const LIMITED: readonly string[] = [
	COLLECTIONS.nightSubmissions,
	COLLECTIONS.nightFollowups,
	COLLECTIONS.emergencies,
	COLLECTIONS.nightHandbacks,
	COLLECTIONS.nightCheckResults,
	COLLECTIONS.editionOpenings,
	COLLECTIONS.emergencyAcks,
	COLLECTIONS.issueSteps,
	COLLECTIONS.patrols,
	COLLECTIONS.activities,
	COLLECTIONS.activityResults,
];

/** @param path below `/items`, as it came */
export function isLimitedPath(path: string): boolean {
	const name = path.split('/')[1] ?? '';
	try {
		return LIMITED.includes(decodeURIComponent(name));
	} catch {
		return false;
	}
}

/** How many rows of the limited collections a GraphQL document creates; one that does not parse creates none. */
export function countLimitedRows(source: string, variables: unknown, maxTokens: number): number {
	if (!LIMITED.some((collection) => source.includes(`create_${collection}_item`))) return 0;
	let document: DocumentNode;
	try {
		document = parse(source, { maxTokens, noLocation: true });
	} catch {
		return 0;
	}
	const lengths = readLengths(document, variables);
	let rows = 0;
	visit(document, {
		Field: (field) => {
			rows += countCreated(field, lengths);
		},
	});
	return rows;
}

function countCreated({ name, arguments: given = [] }: FieldNode, lengths: ReadonlyMap<string, number>): number {
	if (LIMITED.some((collection) => name.value === `create_${collection}_item`)) return 1;
	if (!LIMITED.some((collection) => name.value === `create_${collection}_items`)) return 0;
	const data = given.find((argument: ArgumentNode) => argument.name.value === 'data')?.value;
	if (data === undefined) return 0;
	return data.kind === 'Variable' ? (lengths.get(data.name.value) ?? 0) : lengthOf(data);
}

/** By variable: how many rows it holds, in the request or else by its own default. */
function readLengths(document: DocumentNode, variables: unknown): Map<string, number> {
	const lengths = new Map<string, number>();
	for (const definition of document.definitions) {
		if (definition.kind !== 'OperationDefinition') continue;
		for (const { variable, defaultValue } of definition.variableDefinitions ?? []) {
			const name = variable.name.value;
			// Which of several operations is asked for is not looked at: the longest counts.
			if (defaultValue) lengths.set(name, Math.max(lengths.get(name) ?? 0, lengthOf(defaultValue)));
		}
	}
	if (typeof variables !== 'object' || variables === null) return lengths;
	for (const [name, value] of Object.entries(variables)) lengths.set(name, Array.isArray(value) ? value.length : 1);
	return lengths;
}

function lengthOf(value: ValueNode): number {
	return value.kind === 'ListValue' ? value.values.length : 1;
}
