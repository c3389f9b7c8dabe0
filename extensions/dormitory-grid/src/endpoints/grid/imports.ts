import type { Router } from 'express';
import type { Knex } from 'knex';
import { ROUTES } from '../../constants/routes.ts';
import { checkKeeper } from '../../services/import-sheet.ts';
import { importLeaves } from '../../services/import-leaves.ts';
import { importStays } from '../../services/import-stays.ts';
import { makeTemplate, showImports } from '../../services/show-imports.ts';
import { SHEET_TYPES } from '../../services/sheets/write-sheet.ts';
import { ask, path, readId } from './ask.ts';
import { withUpload } from './read-upload.ts';

/** Leaves and stays as sheets (services/import-leaves.ts, services/import-stays.ts). */
export function registerImports(router: Router, db: Knex): void {
	router.get(
		path(ROUTES.imports),
		ask(db, async ({ actor, college, now }, _, res) => {
			res.json(await showImports(db, actor, { college, now }));
		}),
	);
	for (const kind of ['leaves', 'stays'] as const) {
		router.get(
			path(`${ROUTES[kind]}/template`),
			ask(db, async ({ actor }, _, res) => {
				const { name, stream } = makeTemplate(actor, kind);
				res.attachment(name).type(SHEET_TYPES.xlsx);
				stream.pipe(res);
				await new Promise((resolve) => res.once('close', resolve));
			}),
		);
	}
	router.post(
		path(`${ROUTES.leaves}/import`),
		ask(db, async ({ actor, college, now }, req, res) => {
			checkKeeper(actor, college);
			res.json(await withUpload(req, actor, async (upload) => await importLeaves(db, actor, { college, now, upload })));
		}),
	);
	router.post(
		path(`${ROUTES.stays}/import`),
		ask(db, async ({ actor, college, now }, req, res) => {
			// Before the body is read: whoever keeps no list has nobody hold ten megabytes for him.
			checkKeeper(actor, college);
			const period = readId(req.query['period'], 'period', actor);
			const asked = { college, period, now };
			res.json(await withUpload(req, actor, async (upload) => await importStays(db, actor, { ...asked, upload })));
		}),
	);
}
