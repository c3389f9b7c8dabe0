import { existsSync } from 'node:fs';
import { ensureEnv, envPath, serverEnv } from '../lib/env-file.mjs';
import { Failure } from '../lib/failure.mjs';
import { at } from '../lib/paths.mjs';
import { prepareWorkspace } from '../lib/prepare.mjs';
import { runChild } from '../lib/run-child.mjs';

/** `npm run doctor`: looks at what the night depends on, says what it finds, and fails when something is wrong. */
export async function run() {
	if (!existsSync(envPath()))
		throw new Failure('还没有设置 / nothing is set up yet', '请先运行 npm start / run npm start first');
	await prepareWorkspace();
	const env = { ...serverEnv(ensureEnv()), NODE_NO_WARNINGS: '1' };
	process.exitCode = (await runChild(process.execPath, [at('seed', 'doctor.ts')], { env, show: true })).code;
}
