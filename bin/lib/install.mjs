import { Failure } from './failure.mjs';
import { fingerprint, isStamped, writeStamp } from './fingerprint.mjs';
import { installOnce } from './install-once.mjs';
import { at } from './paths.mjs';
import { step } from './progress.mjs';
import { tail } from './run-child.mjs';
import { runNpm, withNode } from './runtime.mjs';

/** Installs exactly what the lock file names, when it is not there yet or the lock file has changed. */
export async function installPackages() {
	const lock = fingerprint([at('package-lock.json')]);
	const stamp = at('node_modules', '.grid-installed');
	if (isStamped(stamp, lock)) return;
	await step('安装依赖 / installing packages (about a minute)', async () => {
		const { code, output } = await installOnce(at(), async (begun) => {
			return await runNpm(['ci', '--no-audit', '--no-fund'], { env: withNode(process.execPath), begun });
		});
		if (code !== 0) throw new Failure('依赖安装失败 / the packages could not be installed', tail(output));
	});
	writeStamp(stamp, lock);
}
