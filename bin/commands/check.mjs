import { Failure } from '../lib/failure.mjs';
import { at } from '../lib/paths.mjs';
import { prepareWorkspace } from '../lib/prepare.mjs';
import { runChild } from '../lib/run-child.mjs';
import { withNode } from '../lib/runtime.mjs';

const CHECKS = [
	['format', ['oxfmt', '--check', '.']],
	['lint', ['oxlint', '--type-aware', '--deny-warnings', '.']],
	['types', ['vue-tsc', '--noEmit', '-p', 'tsconfig.json']],
	['dead code', ['knip', '--no-progress']],
];

/** `npm run check`: format, lint, types, dead code; all of them, then the verdict. */
export async function run(args) {
	await prepareWorkspace({ build: false });
	const env = withNode(process.execPath);
	const failed = [];
	for (const [name, [tool, ...rest]] of CHECKS) {
		if (args.length > 0 && !args.includes(name)) continue;
		console.log(`\n── ${name}`);
		const { code } = await runChild(at('node_modules', '.bin', tool), rest, { env, show: true });
		if (code !== 0) failed.push(name);
	}
	if (failed.length > 0) throw new Failure(`check: ${failed.join(', ')}`);
	console.log('\n✔ check');
}
