import { defineConfig } from 'vitest/config';
import { DATABASE_KINDS, type DatabaseKind } from './test/setup/databases.ts';
import { TEST_ZONE } from './test/setup/server-env.ts';

if (!process.version.startsWith('v22.'))
	throw new Error(`Directus needs Node 22, this is ${process.version}: use npm test`);

// For this process and all that it starts, before the first date is read.
process.env['TZ'] = TEST_ZONE;

const SECOND = 1000;

/** Files that need a database but no server: data access, seeds, the invariants' checker. */
const DATABASE_TESTS = '{extensions,seed,bin,test}/**/*.db.test.ts';
const OUTSIDE = ['**/node_modules/**', '**/dist/**', '.cache/**', '.runtime/**'];

/**
 * Groups run one after another. In a group two files go beside each other, each worker with a shared server of its own
 * (test/setup/house): what a file counts is its own. What measures times runs alone.
 */
const group = (groupOrder: number, maxWorkers: number) => ({ sequence: { groupOrder }, maxWorkers });

/** Ends at a file's end what its helpers have started. */
const setupFiles = ['./test/setup/clean-up.ts'];

/** The same files on SQLite and on PostgreSQL; a name that ends in `.postgres.test.ts` runs on that one alone. */
const onBoth = (
	name: string,
	include: string,
	exclude: string[],
	[groupOrder, workers]: readonly [order: number, workers: number],
	timeouts: { testTimeout: number; hookTimeout: number },
) =>
	DATABASE_KINDS.map((databaseKind: DatabaseKind) => ({
		test: {
			name: `${name}-${databaseKind}`,
			include: [include],
			exclude: [
				...OUTSIDE,
				...exclude,
				...DATABASE_KINDS.filter((kind) => kind !== databaseKind).map((kind) => `**/*.${kind}.test.ts`),
			],
			provide: { databaseKind },
			setupFiles,
			...group(groupOrder, workers),
			...timeouts,
		},
	}));

/** Closes a night every two seconds, and looks how late each was (I9). */
const RACE = 'test/fault/x07-race.test.ts';

/** Specs that measure how soon a page can be used. */
const TIMED = 'test/e2e/**/*.timed.spec.ts';

const inBrowser = {
	setupFiles,
	provide: { databaseKind: 'sqlite' as const },
	testTimeout: 120 * SECOND,
	hookTimeout: 180 * SECOND,
};

export default defineConfig({
	test: {
		globalSetup: ['./test/setup/global-setup.ts'],
		// A failed test is a failed test: no second try hides one.
		retry: 0,
		projects: [
			{
				test: {
					name: 'unit',
					include: [
						'{extensions/**/src,bin,seed}/**/*.test.{ts,mjs}',
						'test/unit/**/*.test.ts',
						'test/setup/**/*.test.ts',
					],
					exclude: [...OUTSIDE, DATABASE_TESTS],
					testTimeout: 20 * SECOND,
					...group(0, 2),
				},
			},
			{
				test: {
					name: 'db',
					setupFiles,
					include: [DATABASE_TESTS],
					exclude: OUTSIDE,
					testTimeout: 60 * SECOND,
					hookTimeout: 180 * SECOND,
					...group(1, 2),
				},
			},
			...onBoth('api', 'test/api/**/*.test.ts', ['test/api/shield*.test.ts'], [2, 2], {
				testTimeout: 240 * SECOND,
				hookTimeout: 180 * SECOND,
			}),
			{
				test: {
					name: 'shield',
					setupFiles,
					include: ['test/api/shield*.test.ts'],
					exclude: OUTSIDE,
					testTimeout: 60 * SECOND,
					hookTimeout: 180 * SECOND,
					...group(3, 1),
				},
			},
			...onBoth('fault', 'test/fault/**/*.test.ts', [RACE], [4, 2], {
				testTimeout: 240 * SECOND,
				hookTimeout: 180 * SECOND,
			}),
			...onBoth('fault-race', RACE, [], [5, 1], { testTimeout: 240 * SECOND, hookTimeout: 180 * SECOND }),
			{
				test: {
					name: 'e2e',
					include: ['test/e2e/**/*.spec.ts'],
					exclude: [...OUTSIDE, TIMED],
					...inBrowser,
					...group(6, 2),
				},
			},
			{
				test: {
					name: 'e2e-timed',
					include: [TIMED],
					exclude: OUTSIDE,
					...inBrowser,
					...group(7, 1),
				},
			},
		],
	},
});
