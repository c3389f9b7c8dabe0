import { prepareDatabase } from '../lib/database.mjs';
import { ensureEnv, serverEnv } from '../lib/env-file.mjs';
import { Failure } from '../lib/failure.mjs';
import { prepareWorkspace } from '../lib/prepare.mjs';
import { step } from '../lib/progress.mjs';
import { answers, localUrl, startServer } from '../lib/server.mjs';
import { tellWhatRuns } from '../lib/tell.mjs';

/** `npm start`: sets up whatever is missing, starts the server, and says what there is to see. */
export async function run() {
	await prepareWorkspace();
	const file = ensureEnv();
	const env = serverEnv(file);
	if (await answers(localUrl(env))) {
		throw new Failure(
			`端口 ${env.PORT} 已有服务在运行 / something already answers on port ${env.PORT}`,
			'请先停止它，或在 .env 中更改 PORT / stop it, or change PORT in .env',
		);
	}
	await prepareDatabase(env);
	const server = await step('启动 Directus / starting Directus', () => startServer(env));
	for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill(signal));
	server.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 0 : 1)));
	await tellWhatRuns(env, { fresh: file.fresh, path: file.path });
}
