import type { Application, Request } from 'express';
import { describeProblem } from './check-address.ts';
import { READ_ONLY_FEATURES, ROW_ROUTES, SESSION_FEATURES } from './closed-features.ts';
import { checkKeys } from './forbidden-keys.ts';
import { type DocumentProblem, findDocumentProblem } from './graphql-document.ts';
import { findShapeProblem } from './query-shape.ts';
import { answerRefusal } from './refusal.ts';
import { markCsvRequest } from './request-context.ts';
import { MAX_ROWS_A_REQUEST, countLimitedRows, isLimitedPath } from './row-limit.ts';
import { type RowProblem, findRowProblem } from './row-request.ts';

export interface BodyLimits {
	maxBatch: number;
	maxTokens: number;
}

/** GraphQL variables carry whole payloads, nested as their rows are. */
const MAX_VARIABLES_DEPTH = 100;

/** Everything that needs the parsed body and the session: they are there from `middlewares.after` on, and no route has run yet. */
export function checkBodies(app: Application, limits: BodyLimits): void {
	for (const path of SESSION_FEATURES) {
		app.use(path, (req, res, next) => {
			if (!req.accountability?.user) return answerRefusal(res, 'signIn');
			next();
		});
	}

	for (const { path, name } of READ_ONLY_FEATURES) {
		app.use(path, (req, res, next) => {
			const isRead = req.method === 'GET' || req.method === 'SEARCH';
			if (!isRead || !req.accountability?.user) return answerRefusal(res, 'closed', name);
			next();
		});
	}

	app.use('/graphql', (req, res, next) => {
		const problem = findGraphqlProblem(req, limits.maxTokens);
		if (!problem) return next();
		if (problem.kind === 'rows') return answerRefusal(res, 'tooManyRows', String(problem.most));
		if (problem.kind === 'too-large') return answerRefusal(res, 'tooLarge', problem.what);
		if (problem.kind === 'closed-field') return answerRefusal(res, 'closed', problem.field);
		if (problem.kind === 'write-with-conditions') return answerRefusal(res, 'writeWithConditions', problem.argument);
		answerRefusal(res, 'shape', `${problem.kind} ${problem.key}`);
	});

	app.use([...ROW_ROUTES], (req, res, next) => {
		const { method, query, accountability } = req;
		const body: unknown = req.body;
		const problem = findRowProblem({
			method,
			query,
			body,
			isAdmin: accountability?.admin === true,
			maxBatch: limits.maxBatch,
			isLimited: isLimitedPath(req.path),
		});
		if (!problem) return next();
		answerRefusal(res, ...describeRowProblem(problem));
	});

	app.use('/utils/export', (req, res, next) => {
		const body: unknown = req.body;
		if (typeof body !== 'object' || body === null) return next();
		const problem = 'query' in body ? findShapeProblem(body.query) : null;
		if (problem) return answerRefusal(res, 'shape', describeProblem(problem));
		if ('format' in body && String(body.format).startsWith('csv')) markCsvRequest();
		next();
	});
}

function describeRowProblem(problem: RowProblem): [reason: Parameters<typeof answerRefusal>[1], detail?: string] {
	switch (problem.kind) {
		case 'shape':
			return ['shape', describeProblem(problem.problem)];
		case 'write-by-query':
			return ['writeByQuery'];
		case 'write-with-conditions':
			return ['writeWithConditions', problem.parameter];
		case 'rows':
			return ['tooManyRows', String(problem.most)];
		case 'batch':
			return ['tooLarge', String(problem.rows)];
	}
}

type GraphqlProblem = DocumentProblem | Extract<RowProblem, { kind: 'rows' }>;

function findGraphqlProblem(req: Request, maxTokens: number): GraphqlProblem | null {
	const body: unknown = req.body;
	const source: object = req.method === 'GET' ? req.query : typeof body === 'object' && body !== null ? body : {};
	const text: unknown = 'query' in source ? source.query : null;
	if (typeof text === 'string') {
		const problem = findDocumentProblem(text, maxTokens);
		if (problem) return problem;
	}
	const given: unknown = 'variables' in source ? source.variables : null;
	const variables = typeof given === 'string' ? parseVariables(given) : given;
	if (req.accountability?.admin !== true && typeof text === 'string') {
		const rows = countLimitedRows(text, variables, maxTokens);
		if (rows > MAX_ROWS_A_REQUEST) return { kind: 'rows', most: MAX_ROWS_A_REQUEST };
	}
	const keys = checkKeys(variables, MAX_VARIABLES_DEPTH);
	if (keys.kind === 'forbidden') return { kind: 'forbidden-key', key: keys.key };
	return keys.kind === 'too-deep' ? { kind: 'too-large', what: 'nested selections' } : null;
}

function parseVariables(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}
