import type { Application } from 'express';
import { CLOSED_FEATURES } from './closed-features.ts';
import { findShapeProblem, type ShapeProblem } from './query-shape.ts';
import { answerRefusal } from './refusal.ts';
import { runRequest } from './request-context.ts';

/** Everything that the address alone tells, before Directus parses it, asks who is there, or opens the database. */
export function checkAddresses(app: Application): void {
	app.use((req, _res, next) => runRequest(req, next));

	app.use((req, res, next) => {
		// Without a listener for upgrades Node hands them over as plain requests.
		if (req.headers.upgrade?.toLowerCase() === 'websocket') return answerRefusal(res, 'closed', 'web sockets');
		next();
	});

	for (const { path, name } of CLOSED_FEATURES) {
		app.use(path, (_req, res) => answerRefusal(res, 'closed', name));
	}

	app.use((req, res, next) => {
		const problem = findShapeProblem(req.query);
		if (problem) return answerRefusal(res, 'shape', describeProblem(problem));
		next();
	});
}

export function describeProblem(problem: ShapeProblem): string {
	return problem.kind === 'forbidden-key'
		? `${problem.kind} ${problem.parameter}.${problem.key}`
		: `${problem.kind} ${problem.parameter}`;
}
