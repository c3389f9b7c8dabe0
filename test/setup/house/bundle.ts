import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildExtension } from '../../../bin/lib/build.mjs';
import { at } from '../paths.ts';

const NAME = 'dormitory-grid';

/** Builds the bundle if a source has changed since, and copies it: a build that begins meanwhile does not disturb this run. */
export async function prepareBundle(folder: string): Promise<string> {
	await buildExtension();
	const extensions = join(folder, 'extensions');
	mkdirSync(join(extensions, NAME), { recursive: true });
	for (const part of ['package.json', 'dist'])
		cpSync(at('extensions', NAME, part), join(extensions, NAME, part), { recursive: true });
	return extensions;
}
