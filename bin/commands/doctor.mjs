import { existsSync, statSync } from 'node:fs';
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
	const file = ensureEnv();
	const env = { ...serverEnv(file), NODE_NO_WARNINGS: '1' };
	const open = process.platform !== 'win32' && (statSync(file.path).mode & 0o077) !== 0;
	console.log(
		open
			? `✘ ${file.path}: 其他用户可读 / readable by others — chmod 600`
			: '✔ 设置文件仅本人可读 / the settings file is private',
	);
	const { code } = await runChild(process.execPath, [at('seed', 'doctor.ts')], { env, show: true });
	process.exitCode = open || code !== 0 ? 1 : 0;
}
