import type { Router } from 'express';
import type { Knex } from 'knex';
import { ROUTES } from '../../constants/routes.ts';
import { showCandidates, showPreflight } from '../../services/preflight.ts';
import { ask, path, readId, sendWithTag } from './ask.ts';

/** Tonight's empty posts, and who could fill them (services/preflight.ts). */
export function registerPreflight(router: Router, db: Knex): void {
	router.get(
		path(ROUTES.preflight),
		ask(db, async ({ actor, college, now }, req, res) => {
			sendWithTag(req, res, await showPreflight(db, actor, { college, now }));
		}),
	);
	router.get(
		path(`${ROUTES.preflight}/candidates`),
		ask(db, async ({ actor, college }, req, res) => {
			res.json(await showCandidates(db, actor, { college, grid: readId(req.query['grid'], 'grid', actor) }));
		}),
	);
}
