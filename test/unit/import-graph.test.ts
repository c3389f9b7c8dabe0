import { readFileSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COLLECTIONS } from '../../extensions/dormitory-grid/src/constants/collections.ts';
import { importsOf, sourceFiles, withoutComments } from '../setup/import-graph.ts';
import { at, ROOT } from '../setup/paths.ts';

/** The direction of DESIGN.md 3: what a room may take from; itself is always allowed. */
const GROUND = ['types', 'constants'];
const SHARED = [...GROUND, 'domain', 'lang'];
const BELOW_ENTRIES = [...SHARED, 'database', 'errors', 'services'];
const ENTRIES = ['hooks', 'endpoints', 'operations'];
const APP = [...SHARED, 'composables'];
const ROOMS: Readonly<Record<string, readonly string[]>> = {
	types: GROUND,
	constants: GROUND,
	lang: GROUND,
	errors: GROUND,
	domain: GROUND,
	database: [...GROUND, 'domain'],
	services: [...SHARED, 'database', 'errors'],
	hooks: [...BELOW_ENTRIES, ...ENTRIES],
	endpoints: [...BELOW_ENTRIES, ...ENTRIES],
	operations: [...BELOW_ENTRIES, ...ENTRIES],
	composables: SHARED,
	modules: APP,
	panels: APP,
	interfaces: APP,
	displays: APP,
	pages: SHARED,
};

/** The clock is a parameter in these rooms; this one file reads it for all of them. */
const CLOCKLESS = ['domain', 'database', 'services'];
const CLOCK = 'database/read-clock.ts';

/** Where names are at home: the list itself, and the row types made from the schema. */
const NAMING = ['constants', 'types'];

const SOURCE = at('extensions', 'dormitory-grid', 'src');
const inSource = (file: string) => relative(SOURCE, file).split(sep).join('/');
const roomOf = (file: string) => inSource(file).split('/')[0] ?? '';
const isTest = (file: string) => /(\.test|\.spec|\/test-[\w-]+)\.ts$/.test(file);
const sources = sourceFiles(SOURCE);
const project = ['bin', 'seed', 'test'].flatMap((folder) => sourceFiles(at(folder)));

describe('the direction of imports', () => {
	it('knows every room', () => {
		expect(sources.map(roomOf).filter((room) => ROOMS[room] === undefined)).toEqual([]);
	});

	it('goes one way', () => {
		const upward = sources
			.filter((file) => !isTest(file))
			.flatMap((file) => relativeImports(file).map((target) => ({ file, target })))
			.filter(({ file, target }) => {
				const room = roomOf(target);
				return room !== roomOf(file) && !ROOMS[roomOf(file)]?.includes(room);
			});
		expect(upward.map(({ file, target }) => `${inSource(file)} -> ${inSource(target)}`)).toEqual([]);
	});

	it('leaves database and framework out of the rules', () => {
		const foreign = sources
			.filter((file) => roomOf(file) === 'domain' && !isTest(file))
			.flatMap((file) => importsOf(file).map((address) => ({ file, address })))
			.filter(
				({ file, address }) =>
					!address.startsWith('.') && !(address === 'temporal-polyfill' && inSource(file) === 'domain/calendar.ts'),
			);
		expect(foreign.map(({ file, address }) => `${inSource(file)} -> ${address}`)).toEqual([]);
	});

	it('says .ts, as Node reads it', () => {
		const bare = [...sources, ...project]
			.flatMap((file) => importsOf(file).map((address) => ({ file, address })))
			.filter(({ address }) => address.startsWith('.') && !/\.(ts|mjs|vue|css|svg|json)(\?\w+)?$/.test(address));
		expect(bare.map(({ file, address }) => `${relative(ROOT, file)} -> ${address}`)).toEqual([]);
	});
});

it('reads the clock at the entries alone', () => {
	const readers = sources
		.filter((file) => CLOCKLESS.includes(roomOf(file)) && !isTest(file) && inSource(file) !== CLOCK)
		.filter((file) =>
			/\bDate\.now\b|\bnew Date\(\s*\)|\bTemporal\.Now\b/.test(withoutComments(readFileSync(file, 'utf8'))),
		);
	expect(readers.map(inSource)).toEqual([]);
});

it('spells the name of a collection in constants alone', () => {
	// Tests may spell out the addresses they ask; commands that run before the install cannot import what is TypeScript.
	const files = [...sources, ...project].filter(
		(file) => !isTest(file) && !file.endsWith('.mjs') && !file.startsWith(at('test')) && !NAMING.includes(roomOf(file)),
	);
	const spelled = files.flatMap((file) => {
		const text = withoutComments(readFileSync(file, 'utf8'));
		return Object.values(COLLECTIONS)
			.filter((name) => spells(text, name))
			.map((name) => `${relative(ROOT, file)}: ${name}`);
	});
	expect(spelled).toEqual([]);
});

/** A name with an underscore is nothing but a collection; a plain word is one as an address, or where SQL wants a table. */
function spells(text: string, name: string): boolean {
	if (new RegExp(`/items/${name}\\b`).test(text)) return true;
	if (new RegExp(`\\b(from|join|update|insert into|exists)\\s+"?${name}\\b`).test(text)) return true;
	if (name.includes('_')) return new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(text);
	return new RegExp(`\\b(db|trx)\\(['"\`]${name}\\b`).test(text);
}

function relativeImports(file: string): string[] {
	return importsOf(file)
		.filter((address) => address.startsWith('.'))
		.map((address) => resolve(dirname(file), address.replace(/\?\w+$/, '')));
}
