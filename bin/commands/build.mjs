import { prepareWorkspace } from '../lib/prepare.mjs';

/** `npm run build`: the bundle and the light pages. */
export async function run() {
	await prepareWorkspace();
}
