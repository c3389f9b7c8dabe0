import { type ShapeProblem, findShapeProblem } from './query-shape.ts';
import { MAX_ROWS_A_REQUEST } from './row-limit.ts';

export type RowProblem =
	| { kind: 'shape'; problem: ShapeProblem }
	| { kind: 'write-by-query' }
	| { kind: 'write-with-conditions'; parameter: string }
	| { kind: 'batch'; rows: number }
	| { kind: 'rows'; most: number };

/** Parameters that choose rows. After a write they would be refused, or answered, when the write has already happened. */
const CONDITIONS = ['filter', 'sort', 'search', 'aggregate', 'groupBy', 'page', 'offset', 'deep'] as const;

export interface RowRequest {
	method: string;
	query: Readonly<Record<string, unknown>>;
	body: unknown;
	isAdmin: boolean;
	maxBatch: number;
	/** Rows of a collection whose rows are use cases (row-limit.ts). */
	isLimited: boolean;
}

/** What is wrong with a request on rows once its body is parsed. The query in the address has been looked at before. */
export function findRowProblem(request: RowRequest): RowProblem | null {
	const { method, body, isAdmin, maxBatch, isLimited } = request;
	const isWrite = method === 'POST' || method === 'PATCH' || method === 'DELETE';
	const rows = countRows(body);
	if (rows > maxBatch) return { kind: 'batch', rows };
	if (isWrite && !isAdmin && isLimited && rows > MAX_ROWS_A_REQUEST) return { kind: 'rows', most: MAX_ROWS_A_REQUEST };

	if (isWrite && !isAdmin) {
		const parameter = CONDITIONS.find((condition) => request.query[condition] !== undefined);
		if (parameter !== undefined) return { kind: 'write-with-conditions', parameter };
	}
	const query = readBodyQuery(method, body);
	if (query === undefined) return null;
	const problem = findShapeProblem(query);
	if (problem) return { kind: 'shape', problem };
	// Directus looks the keys up without any permission (getKeysByQuery), so each such write answers a question about every row.
	return isWrite && !isAdmin ? { kind: 'write-by-query' } : null;
}

/** `query` of a SEARCH, of a batch PATCH or DELETE, where Directus parses it; in a POST or a single PATCH it is a field's name. */
function readBodyQuery(method: string, body: unknown): unknown {
	if (typeof body !== 'object' || body === null || Array.isArray(body) || !('query' in body)) return undefined;
	if (method === 'PATCH' && !('data' in body)) return undefined;
	if (method !== 'SEARCH' && method !== 'PATCH' && method !== 'DELETE') return undefined;
	return body.query ?? undefined;
}

function countRows(body: unknown): number {
	if (Array.isArray(body)) return body.length;
	if (typeof body !== 'object' || body === null || !('keys' in body)) return 0;
	return Array.isArray(body.keys) ? body.keys.length : 0;
}
