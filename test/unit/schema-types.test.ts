import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { renderSchemaTypes } from '../../bin/lib/schema-types.mjs';
import { at } from '../setup/paths.ts';
import { readSnapshot } from '../setup/snapshot.ts';

describe('the row types', () => {
	it('are those of the schema: after a change of it run `npm run schema:types`', () => {
		const written = readFileSync(at('extensions', 'dormitory-grid', 'src', 'types', 'schema.ts'), 'utf8');
		expect(written).toBe(renderSchemaTypes(readSnapshot().text));
	});
});
