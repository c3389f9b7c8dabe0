import { watch } from 'node:fs';
import { join } from 'node:path';
import { buildExtension } from '../lib/build.mjs';
import { prepareDatabase } from '../lib/database.mjs';
import { ensureEnv, serverEnv } from '../lib/env-file.mjs';
import { EXTENSION } from '../lib/paths.mjs';
import { prepareWorkspace } from '../lib/prepare.mjs';
import { startServer } from '../lib/server.mjs';
import { tellWhatRuns } from '../lib/tell.mjs';

/** Changes that come together are built together. */
const SETTLE_MS = 300;

/** `npm run dev`: the server, rebuilt and restarted when a source changes. */
export async function run() {
	await prepareWorkspace();
	const file = ensureEnv();
	const env = { ...serverEnv(file), LOG_LEVEL: 'info' };
	await prepareDatabase(env);
	let server = await startServer(env);
	await tellWhatRuns(env, file);
	let timer;
	let running = Promise.resolve();
	const restart = async () => {
		try {
			await buildExtension();
			const stopped = new Promise((resolve) => server.once('exit', resolve));
			server.kill('SIGTERM');
			await stopped;
			server = await startServer(env);
			console.log('✔ 已重启 / restarted');
		} catch (error) {
			console.error(`✘ ${error.message}\n  ${error.advice ?? ''}`);
		}
	};
	watch(join(EXTENSION, 'src'), { recursive: true }, () => {
		clearTimeout(timer);
		timer = setTimeout(() => {
			running = running.then(restart);
		}, SETTLE_MS);
	});
	for (const signal of ['SIGINT', 'SIGTERM']) {
		process.on(signal, () => {
			server.once('exit', () => process.exit(0));
			server.kill('SIGTERM');
		});
	}
}
