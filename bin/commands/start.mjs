import { prepareDatabase } from '../lib/database.mjs';
import { ensureEnv, serverEnv } from '../lib/env-file.mjs';
import { prepareWorkspace } from '../lib/prepare.mjs';
import { step } from '../lib/progress.mjs';
import { startServer } from '../lib/server.mjs';
import { tellWhatRuns } from '../lib/tell.mjs';

/** `npm start`: sets up whatever is missing, starts the server, and says what there is to see. */
export async function run() {
	await prepareWorkspace();
	const file = ensureEnv();
	const env = serverEnv(file);
	await prepareDatabase(env);
	const server = await step('启动 Directus / starting Directus', () => startServer(env));
	let stopping = false;
	for (const signal of ['SIGINT', 'SIGTERM']) {
		process.on(signal, () => {
			if (!stopping) console.log('\n… 正在停止，等待进行中的请求 / stopping, once running requests are answered');
			stopping = true;
			server.kill(signal);
		});
	}
	server.on('exit', (code, signal) => {
		if (stopping) console.log('✔ 已停止 / stopped');
		process.exit(code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 0 : 1));
	});
	await tellWhatRuns(env, { fresh: file.fresh, path: file.path });
}
