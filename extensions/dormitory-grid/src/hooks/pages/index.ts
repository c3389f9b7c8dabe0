import { fileURLToPath } from 'node:url';
import { defineHook } from '@directus/extensions-sdk';
import { findStudioScript, loadPageFiles } from './page-files.ts';
import { servePages } from './serve-pages.ts';

/** The bundle is one file, dist/api.js: the pages' own build lies beside it. */
const DIRECTORY = fileURLToPath(new URL('./pages', import.meta.url));

/** The light pages under /grid, and the script that keeps the Studio's side bars off a phone's first screen. */
export default defineHook(({ init, embed }, { logger }) => {
	init('middlewares.before', async ({ app }) => {
		try {
			app.use(servePages(await loadPageFiles(DIRECTORY)));
		} catch (error) {
			logger.error(error, 'The light pages are missing from the bundle: build it again');
		}
	});
	const script = findStudioScript(DIRECTORY);
	// Relative to the Studio's base, /admin/.
	if (script) embed('head', `<script src="../grid/assets/${script}"></script>`);
});
