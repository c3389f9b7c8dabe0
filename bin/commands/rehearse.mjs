import { ensureEnv, serverEnv } from '../lib/env-file.mjs';
import { at } from '../lib/paths.mjs';
import { runChild } from '../lib/run-child.mjs';

/** `npm run rehearse [-- --seconds 60 --silent 5 --seed 1]`: a whole night in a minute, by simulated leaders. */
export async function run(args) {
	const env = { ...serverEnv(ensureEnv()), NODE_NO_WARNINGS: '1' };
	process.exitCode = (
		await runChild(process.execPath, [at('bin', 'rehearse', 'index.ts'), ...args], { env, show: true })
	).code;
}
