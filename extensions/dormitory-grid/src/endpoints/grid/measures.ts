import type { Router } from 'express';
import type { Knex } from 'knex';
import { ROUTES } from '../../constants/routes.ts';
import { wallClock } from '../../domain/calendar.ts';
import { MEASURE_TABLES, writeMeasures } from '../../services/measures/measure-file.ts';
import { showMeasures } from '../../services/measures/show-measures.ts';
import { ask, path } from './ask.ts';
import { readFormat, sendFile } from './send-file.ts';

/** Measures of issues: all at once as JSON, each table as a file (types/issue-measures.ts). */
export function registerMeasures(router: Router, database: Knex): void {
	router.get(
		path(ROUTES.issueMeasures),
		ask(database, async ({ actor, now }, req, res) => {
			res.json(await showMeasures(database, actor, req.query, now));
		}),
	);
	for (const table of MEASURE_TABLES) {
		router.get(
			path(`${ROUTES.issueMeasures}/${table}`),
			ask(database, async ({ actor, now }, req, res) => {
				const format = readFormat(req, actor) ?? 'csv';
				const answer = await showMeasures(database, actor, req.query, now);
				const file = writeMeasures(format, table, answer, actor.language, (moment) =>
					wallClock(new Date(moment), answer.time_zone),
				);
				await sendFile(res, file, `issue-${table}-${answer.from}-${answer.to}.${format}`, format);
			}),
		);
	}
}
