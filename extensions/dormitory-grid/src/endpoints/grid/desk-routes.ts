import type { Request, Router } from 'express';
import type { Knex } from 'knex';
import { ROUTES } from '../../constants/routes.ts';
import type { Actor } from '../../domain/scope.ts';
import { showCounsellor } from '../../services/show-counsellor.ts';
import { showDesk, showDeskUnit } from '../../services/show-desk.ts';
import { showReplay } from '../../services/show-replay.ts';
import { showSheet } from '../../services/show-sheet.ts';
import { showStudentNights } from '../../services/show-student-nights.ts';
import { ask, path, readId, sendWithTag } from './ask.ts';

/** The counsellor's page, the working group's desk and the printed sheet; the shapes are in types/api-desk.ts and api.ts. */
export function addDeskRoutes(router: Router, database: Knex): void {
	router.get(
		path(ROUTES.counsellor),
		ask(database, async ({ actor, now }, req, res) => {
			sendWithTag(req, res, await showCounsellor(database, actor, optionalId(req, 'night', actor), now));
		}),
	);
	router.get(
		path(`${ROUTES.students}/:student/nights`),
		ask(database, async ({ actor, now }, req, res) => {
			const student = readId(req.params['student'], 'student', actor);
			const term = optionalId(req, 'term', actor);
			sendWithTag(req, res, await showStudentNights(database, actor, { student, term }, now));
		}),
	);
	router.get(
		path(ROUTES.desk),
		ask(database, async ({ actor, now }, req, res) => {
			sendWithTag(req, res, await showDesk(database, actor, optionalId(req, 'night', actor), now));
		}),
	);
	router.get(
		path(`${ROUTES.desk}/units/:unit`),
		ask(database, async ({ actor, now }, req, res) => {
			const unit = readId(req.params['unit'], 'unit', actor);
			const night = readId(req.query['night'], 'night', actor);
			sendWithTag(req, res, await showDeskUnit(database, actor, { unit, night }, now));
		}),
	);
	router.get(
		path(ROUTES.sheet),
		ask(database, async ({ actor, now }, req, res) => {
			sendWithTag(req, res, await showSheet(database, actor, readId(req.query['floor'], 'floor', actor), now));
		}),
	);
	router.get(
		path(ROUTES.replay),
		ask(database, async ({ actor, now }, req, res) => {
			sendWithTag(req, res, await showReplay(database, actor, readId(req.query['night'], 'night', actor), now));
		}),
	);
}

function optionalId(req: Request, name: string, actor: Actor): number | null {
	return req.query[name] === undefined ? null : readId(req.query[name], name, actor);
}
