import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { runChild } from '../../bin/lib/run-child.mjs';
import type { Database } from './databases.ts';
import { at, DIRECTUS_CLI } from './paths.ts';
import { serverEnv } from './server-env.ts';

/** What a database's schema is now, in Directus's own words. */
export async function takeSnapshot(database: Database): Promise<string> {
	return await inFolder(async (folder) => {
		const file = join(folder, 'schema.yaml');
		await runDirectus(database, folder, ['schema', 'snapshot', '--yes', file]);
		return readFileSync(file, 'utf8');
	});
}

/** Applies the project's schema, as `npm start` does. */
export async function applySnapshot(database: Database): Promise<void> {
	await inFolder(
		async (folder) => await runDirectus(database, folder, ['schema', 'apply', '--yes', at('snapshots', 'schema.yaml')]),
	);
}

async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
	const folder = mkdtempSync(join(tmpdir(), 'grid-snapshot-'));
	try {
		return await work(folder);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

async function runDirectus(database: Database, folder: string, args: string[]): Promise<void> {
	const { code, output } = await runChild(process.execPath, [DIRECTUS_CLI, ...args], {
		env: serverEnv(database, folder),
	});
	if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}:\n${output}`);
}

interface Column {
	[property: string]: unknown;
	is_primary_key: boolean;
}
interface Part {
	collection: string;
	field?: string;
	type?: string;
	schema?: Column;
}
export type Structure = Record<string, Part>;

/** Names and widths of a vendor's own, no part of what the schema says. */
const VENDORS_OWN: readonly string[] = ['data_type', 'numeric_precision', 'numeric_scale', 'constraint_name'];
/** SQLite keeps a uuid as text of this length. */
const UUID_LENGTH = 36;

/** A snapshot's parts by name, without the vendor's own names: two of one schema are equal, wherever they were taken. */
export function structureOf(snapshot: string): Structure {
	const { collections, fields, relations }: Record<string, Part[]> = parse(snapshot);
	const named = (kind: string, parts: Part[] = []) =>
		parts.map((part): [string, Part] => [`${kind} ${part.collection} ${part.field ?? ''}`, part]);
	return Object.fromEntries(
		[...named('collection', collections), ...named('field', fields), ...named('relation', relations)].map(
			([name, part]) => [name, withoutVendor(part)],
		),
	);
}

function withoutVendor(part: Part): Part {
	const { schema, ...rest } = part;
	if (!schema) return part;
	const kept: Column = { ...schema };
	for (const name of VENDORS_OWN) delete kept[name];
	if (kept['max_length'] === UUID_LENGTH) kept['max_length'] = null;
	// A key is unique, whether or not the vendor says so a second time; its numbers come from the vendor's own sequence.
	if (kept.is_primary_key) delete kept['is_unique'];
	if (kept['has_auto_increment'] === true) delete kept['default_value'];
	return { ...rest, ...(rest.type === 'uuid' ? { type: 'string' } : {}), schema: kept };
}
