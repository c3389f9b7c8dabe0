import { defineEndpoint } from '@directus/extensions-sdk';
import { ROUTES } from '../../constants/routes.ts';
import { findRecentNights } from '../../database/find-nights.ts';
import { rejectionCount } from '../../hooks/shield/rejections.ts';
import { readHealth } from '../../services/read-health.ts';
import { showChecks } from '../../services/show-checks.ts';
import { showHierarchy } from '../../services/show-hierarchy.ts';
import { showTonight, showUnit } from '../../services/show-tonight.ts';
import { registerImports } from './imports.ts';
import { registerIssues } from './issues.ts';
import { registerMeasures } from './measures.ts';
import { registerMessages } from './messages.ts';
import { registerPatrols } from './patrols.ts';
import { registerPhotos } from './photos.ts';
import { registerPublic } from './public.ts';
import { registerPreflight } from './preflight.ts';
import { ask, askOpenly, path, readId, sendWithTag } from './ask.ts';
import { registerActivities } from './activities.ts';
import { registerBook } from './book.ts';
import { addDeskRoutes } from './desk-routes.ts';

/** What /items cannot give in one answer; the shapes are in types/api.ts. */
export default defineEndpoint({
	id: 'grid',
	handler: (router, context) => {
		const { database } = context;
		addDeskRoutes(router, database);
		registerIssues(router, database);
		registerImports(router, database);
		registerMeasures(router, database);
		registerMessages(router, database);
		registerPreflight(router, database);
		registerPhotos(router, context);
		registerPatrols(router, database, context.env['PUBLIC_URL']);
		registerActivities(router, database);
		registerPublic(router, context);
		router.get(
			path(ROUTES.tonight),
			ask(database, async ({ actor, now }, _, res) => {
				res.json(await showTonight(database, actor, now));
			}),
		);
		router.get(
			path(`${ROUTES.tonight}/grids/:grid`),
			ask(database, async ({ actor, now }, req, res) => {
				res.json(
					await showUnit(
						database,
						actor,
						readId(req.params['grid'], 'grid', actor),
						readId(req.query['night'], 'night', actor),
						now,
					),
				);
			}),
		);
		router.get(
			path(ROUTES.hierarchy),
			ask(database, async ({ actor, now }, req, res) => {
				const optional = (name: string) =>
					req.query[name] === undefined ? null : readId(req.query[name], name, actor);
				const asked = { night: optional('night'), building: optional('building') };
				sendWithTag(req, res, await showHierarchy(database, actor, asked, now));
			}),
		);
		router.get(
			path(ROUTES.nights),
			ask(database, async ({ college }, req, res) => {
				const limit = Math.min(Math.max(Number(req.query['limit']) || 30, 1), 400);
				res.json({ nights: college === null ? [] : await findRecentNights(database, college, limit) });
			}),
		);
		registerBook(router, database);
		router.get(
			path(ROUTES.myChecks),
			ask(database, async ({ actor, now }, _, res) => {
				res.json(await showChecks(database, actor, now));
			}),
		);
		router.get(
			path(ROUTES.health),
			askOpenly(database, async (now, res) => {
				const health = await readHealth(database, now, rejectionCount());
				res.status(health.status === 'alarm' ? 503 : 200).json(health);
			}),
		);
	},
});
