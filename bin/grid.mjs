#!/usr/bin/env node
// The project's one command line; `npm start`, `npm test` and the others come through here. Needs nothing but Node 20 and npm.
import { lookBefore } from './lib/before.mjs';
import { Failure } from './lib/failure.mjs';
import { endWithParent } from './lib/orphan.mjs';
import { enterRuntime } from './lib/runtime.mjs';

const [command = 'help', ...args] = process.argv.slice(2);
const COMMANDS = {
	start: () => import('./commands/start.mjs'),
	test: () => import('./commands/test.mjs'),
	check: () => import('./commands/check.mjs'),
	build: () => import('./commands/build.mjs'),
	dev: () => import('./commands/dev.mjs'),
	seed: () => import('./commands/seed.mjs'),
	import: () => import('./commands/import.mjs'),
	password: () => import('./commands/password.mjs'),
	rehearse: () => import('./commands/rehearse.mjs'),
	bench: () => import('./commands/bench.mjs'),
	doctor: () => import('./commands/doctor.mjs'),
	run: () => import('./commands/run.mjs'),
	'schema:snapshot': () => import('./commands/schema-snapshot.mjs'),
	'schema:types': () => import('./commands/schema-types.mjs'),
};

endWithParent();
try {
	const load = COMMANDS[command];
	if (!load)
		throw new Failure(
			`没有这个命令 / no such command: ${command}`,
			`可用 / available: ${Object.keys(COMMANDS).join(', ')}`,
		);
	// Once is enough: the child under Node 22 is told that its parent has looked.
	if (!process.env.GRID_LOOKED) await lookBefore(command);
	process.env.GRID_LOOKED = '1';
	// Directus needs Node 22; the rest of the work goes on under it, in a child of this process if need be.
	if (await enterRuntime(process.argv.slice(1))) {
		const { run } = await load();
		await run(args);
	}
} catch (error) {
	if (!(error instanceof Failure)) throw error;
	console.error(`\n✘ ${error.message}${error.advice ? `\n  ${error.advice}` : ''}`);
	process.exitCode = error.exitCode;
}
