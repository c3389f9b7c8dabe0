import { ISSUE_VIEWS } from '../../constants/issues.ts';
import type { Router } from 'express';
import type { Knex } from 'knex';
import { ROUTES } from '../../constants/routes.ts';
import { GridForbiddenError } from '../../errors/index.ts';
import { showIssueDetail, showIssues } from '../../services/issues/show-issues.ts';
import { refusal } from '../../services/refuse.ts';
import { wrongField } from '../../services/parse-input.ts';

import { ask, path, readId, readLimit, sendWithTag } from './ask.ts';

/** The page of issues; the shapes are in types/api-issues.ts. */
export function registerIssues(router: Router, database: Knex): void {
	router.get(
		path(ROUTES.issues),
		ask(database, async ({ actor, now }, req, res) => {
			const { user } = actor;
			if (user === null) throw refusal(GridForbiddenError, actor.language, 'errors.GRID_FORBIDDEN');
			const view = ISSUE_VIEWS.find((one) => one === (req.query['view'] ?? 'mine'));
			if (view === undefined) throw wrongField(actor.language, 'view');
			const limit = readLimit(req, actor);
			sendWithTag(req, res, await showIssues(database, { ...actor, user }, { view, limit }, now));
		}),
	);
	router.get(
		path(`${ROUTES.issues}/:issue`),
		ask(database, async ({ actor, now }, req, res) => {
			res.json(await showIssueDetail(database, actor, readId(req.params['issue'], 'issue', actor), now));
		}),
	);
}
