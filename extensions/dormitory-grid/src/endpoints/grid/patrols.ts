import type { Router } from 'express';
import type { Knex } from 'knex';
import { ROUTES } from '../../constants/routes.ts';
import { readCalendarDate } from '../../domain/calendar.ts';
import { wrongField } from '../../services/parse-input.ts';
import { printLabels } from '../../services/patrols/print-labels.ts';
import { showPatrolOverview, showPatrols, showWalk } from '../../services/patrols/show-patrols.ts';
import { ask, path, readId, sendWithTag } from './ask.ts';
import { baseOf, sendPrint } from './send-print.ts';

/** What the patrol page shows (types/patrol.ts); walks themselves are created rows. */
export function registerPatrols(router: Router, db: Knex, publicUrl: unknown): void {
	router.get(
		path(ROUTES.patrols),
		ask(db, async ({ actor, now }, req, res) => {
			sendWithTag(req, res, await showPatrols(db, actor, now));
		}),
	);
	router.get(
		path(`${ROUTES.patrols}/grids/:grid`),
		ask(db, async ({ actor, now }, req, res) => {
			sendWithTag(req, res, await showWalk(db, actor, readId(req.params['grid'], 'grid', actor), now));
		}),
	);
	router.get(
		path(`${ROUTES.patrols}/labels`),
		ask(db, async ({ actor }, req, res) => {
			const building = readId(req.query['building'], 'building', actor);
			sendPrint(res, await printLabels(db, actor, building, baseOf(req, publicUrl)));
		}),
	);
	router.get(
		path(`${ROUTES.patrols}/overview`),
		ask(db, async ({ actor, now }, req, res) => {
			const wish = req.query['date'];
			const date = typeof wish === 'string' ? readCalendarDate(wish) : null;
			if (wish !== undefined && date === null) throw wrongField(actor.language, 'date');
			sendWithTag(req, res, await showPatrolOverview(db, actor, { date, now }));
		}),
	);
}
