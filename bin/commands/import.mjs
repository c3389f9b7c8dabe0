import { resolve } from 'node:path';
import { ensureEnv, serverEnv } from '../lib/env-file.mjs';
import { at } from '../lib/paths.mjs';
import { prepareWorkspace } from '../lib/prepare.mjs';
import { runChild } from '../lib/run-child.mjs';

/** `npm run import -- FILE [--write]`: departments, rooms, people or students of one's own from a sheet (README.md). */
export async function run(args) {
	await prepareWorkspace({ build: false });
	const env = { ...serverEnv(ensureEnv()), NODE_NO_WARNINGS: '1' };
	// npm runs scripts from the project's folder; a file is named from where the person stands.
	const from = process.env.INIT_CWD ?? process.cwd();
	const named = args.map((arg) => (/\.(csv|xlsx)$/i.test(arg) ? resolve(from, arg) : arg));
	process.exitCode = (
		await runChild(process.execPath, [at('bin', 'import', 'index.ts'), ...named], { env, show: true })
	).code;
}
