import type { Router } from 'express';
import type { Knex } from 'knex';
import { ROUTES } from '../../constants/routes.ts';
import { readCalendarDate } from '../../domain/calendar.ts';
import { showActivities, showCallable } from '../../services/activities/show-activities.ts';
import { wrongField } from '../../services/parse-input.ts';
import { ask, path, readId, readLimit, sendWithTag } from './ask.ts';

/** What the activities page shows (types/activity.ts); activities and their outcomes are created rows. */
export function registerActivities(router: Router, db: Knex): void {
	router.get(
		path(ROUTES.activities),
		ask(db, async ({ actor, now }, req, res) => {
			sendWithTag(req, res, await showActivities(db, actor, { limit: readLimit(req, actor) }, now));
		}),
	);
	router.get(
		path(`${ROUTES.activities}/people`),
		ask(db, async ({ actor }, req, res) => {
			const wish = req.query['on'];
			const on = typeof wish === 'string' ? readCalendarDate(wish) : null;
			if (on === null) throw wrongField(actor.language, 'held_at');
			const grid = readId(req.query['grid'], 'grid', actor);
			res.json(await showCallable(db, actor, { grid, on }));
		}),
	);
}
