import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from './failure.mjs';
import { fingerprint, isStamped, writeStamp } from './fingerprint.mjs';
import { at, EXTENSION } from './paths.mjs';
import { step } from './progress.mjs';
import { tail } from './run-child.mjs';
import { runNpm, withNode } from './runtime.mjs';

/** Builds the bundle and the light pages, when a source has changed since. */
export async function buildExtension() {
	const sources = fingerprint([
		join(EXTENSION, 'src'),
		join(EXTENSION, 'package.json'),
		join(EXTENSION, 'extension.config.js'),
		at('package-lock.json'),
	]);
	const stamp = join(EXTENSION, 'dist', '.built-from');
	if (isStamped(stamp, sources) && existsSync(join(EXTENSION, 'dist', 'api.js'))) return;
	await step('构建扩展 / building the extension', async () => {
		const { code, output } = await runNpm(['run', 'build', '--workspace', 'dormitory-grid-extension'], {
			env: withNode(process.execPath),
		});
		if (code !== 0) throw new Failure('构建失败 / the build failed', tail(output, 30));
	});
	writeStamp(stamp, sources);
}
