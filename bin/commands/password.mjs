import { ensureEnv, serverEnv } from '../lib/env-file.mjs';
import { at } from '../lib/paths.mjs';
import { prepareWorkspace } from '../lib/prepare.mjs';
import { runChild } from '../lib/run-child.mjs';

/** `npm run password -- NAME@…`: a new random password for one account, also for an administrator who has lost his. */
export async function run(args) {
	await prepareWorkspace({ build: false });
	const env = { ...serverEnv(ensureEnv()), NODE_NO_WARNINGS: '1' };
	process.exitCode = (
		await runChild(process.execPath, [at('bin', 'import', 'password.ts'), ...args], { env, show: true })
	).code;
}
