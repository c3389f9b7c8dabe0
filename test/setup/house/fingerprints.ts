import { fingerprint } from '../../../bin/lib/fingerprint.mjs';
import { importClosure } from '../import-graph.ts';
import { at } from '../paths.ts';
import { TEST_ZONE } from '../server-env.ts';

/** Of Directus with our schema: it changes with the packages and the snapshot. */
export function schemaFingerprint(): string {
	const makers = ['postgres.ts', 'templates.ts'].map((file) => at('test', 'setup', 'house', file));
	return short(fingerprint([at('snapshots', 'schema.yaml'), at('package-lock.json'), ...makers]));
}

/** Of the seeded templates. The day belongs to it, because the seed reckons from today; the zone, because SQLite keeps dates in it. */
export function seedFingerprint(today: string): string {
	return `${short(fingerprint([...importClosure(at('seed', 'run.ts')), at('seed')]))}-${today}-${TEST_ZONE.replace('/', '-')}`;
}

function short(hash: string): string {
	return hash.slice(0, 16);
}
