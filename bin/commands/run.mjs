import { runChild } from '../lib/run-child.mjs';
import { prepareWorkspace } from '../lib/prepare.mjs';
import { at } from '../lib/paths.mjs';
import { withNode } from '../lib/runtime.mjs';

/** `node bin/grid.mjs run TOOL …`: a tool of node_modules under the project's Node. */
export async function run([tool, ...args]) {
	await prepareWorkspace({ build: false });
	process.exitCode = (
		await runChild(at('node_modules', '.bin', tool), args, { env: withNode(process.execPath), show: true })
	).code;
}
