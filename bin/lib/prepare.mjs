import { prepareAddons } from './addons.mjs';
import { buildExtension } from './build.mjs';
import { installPackages } from './install.mjs';

/** What every command needs of a fresh clone: packages, native addons, the built bundle. */
export async function prepareWorkspace({ build = true } = {}) {
	await installPackages();
	await prepareAddons();
	if (build) await buildExtension();
}
