import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepareWorkspace } from '../lib/prepare.mjs';
import { at, EXTENSION } from '../lib/paths.mjs';

/** `npm run schema:types`: writes the row types from the snapshot. */
export async function run() {
	await prepareWorkspace({ build: false });
	const { renderSchemaTypes } = await import('../lib/schema-types.mjs');
	writeFileSync(
		join(EXTENSION, 'src', 'types', 'schema.ts'),
		renderSchemaTypes(readFileSync(at('snapshots', 'schema.yaml'), 'utf8')),
	);
}
