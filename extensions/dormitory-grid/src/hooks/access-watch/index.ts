import { defineHook } from '@directus/extensions-sdk';
import { COLLECTIONS } from '../../constants/collections.ts';
import { readMark } from '../../database/installation.ts';

/** How soon a replica hears that somebody's posts have changed elsewhere. */
const WATCH_MS = 500;

/**
 * Directus keeps each person's policies in a cache of the process, clears it before our commit and tells other replicas
 * only through Redis. So every replica watches one row and clears its cache after the commit (DESIGN.md 2.9, I13).
 */
export default defineHook(({ action }, { database, services, getSchema, logger }) => {
	let seen: string | null = null;
	let timer: NodeJS.Timeout | null = null;

	async function watch(): Promise<void> {
		const version = await readMark(database, 'access_version');
		if (version === seen) return;
		const schema = await getSchema();
		const accountability = { user: null, role: null, roles: [], admin: true, app: true, ip: null };
		await new services.UtilsService({ schema, accountability }).clearCache({ system: true });
		seen = version;
	}

	const look = () => watch().catch((error: unknown) => logger.error(error, '[grid] could not look for changed access'));
	const loop = () => {
		timer = setTimeout(() => void look().finally(loop), WATCH_MS);
		timer.unref();
	};
	action('server.start', loop);
	action('server.stop', () => {
		if (timer) clearTimeout(timer);
	});
	for (const collection of [COLLECTIONS.staffAssignments, COLLECTIONS.staffEndings])
		action(`${collection}.items.create`, look);
});
