import { at } from '../lib/paths.mjs';
import { prepareWorkspace } from '../lib/prepare.mjs';
import { preparePostgres } from '../lib/postgres.mjs';
import { runChild } from '../lib/run-child.mjs';
import { withNode } from '../lib/runtime.mjs';

/** `npm run bench [-- workload …]`: prints a line a workload; only ratios of one run mean anything. */
export async function run(args) {
	await prepareWorkspace();
	await preparePostgres();
	const env = { ...withNode(process.execPath), TZ: 'UTC', NODE_NO_WARNINGS: '1' };
	process.exitCode = (
		await runChild(process.execPath, [at('test', 'bench', 'run.ts'), ...args], { env, show: true })
	).code;
}
