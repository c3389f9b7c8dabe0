import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { parseEnv } from 'node:util';
import { envPath } from './env-file.mjs';
import { ROOT } from './paths.mjs';
import { checkPort, checkSettings, findOverruled, publicUrlNote } from './settings.mjs';

/** Commands that work with an installation, and those of them that open its port. */
const WITH_SETTINGS = new Set(['start', 'dev', 'seed', 'doctor', 'rehearse', 'import', 'password']);
const WITH_PORT = new Set(['start', 'dev']);

/** What can be wrong is said before the first long step: before packages, compilers and databases. */
export async function lookBefore(command, given = process.env) {
	if (!WITH_SETTINGS.has(command)) return;
	const path = envPath(given);
	const file = relative(ROOT, path) || path;
	const known = existsSync(path);
	const settings = known ? parseEnv(readFileSync(path, 'utf8')) : given;
	const where = known ? file : '环境变量 / environment';
	checkSettings(settings, where);
	const overruled = known ? findOverruled(settings, given) : [];
	if (overruled.length > 0)
		console.error(
			`⚠ 环境变量与 ${file} 不同，以 ${file} 为准，请在其中更改 / ${file} counts, not the environment: ${overruled.join(', ')}`,
		);
	const note = publicUrlNote(settings);
	if (note) console.error(`⚠ ${note}`);
	if (WITH_PORT.has(command)) await checkPort(settings, where);
}
