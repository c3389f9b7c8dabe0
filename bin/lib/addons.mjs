import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Failure } from './failure.mjs';
import { at, CACHE } from './paths.mjs';
import { step } from './progress.mjs';
import { runChild, tail } from './run-child.mjs';
import { withNode } from './runtime.mjs';

/**
 * The two native parts of Directus, compiled under the Node that will run them: an addon built for another Node loads
 * and then ends the process without a word, so each is tried by using it. Kept outside node_modules, by version and ABI.
 */
const ADDONS = [
	{
		name: 'isolated-vm',
		file: join('out', 'isolated_vm.node'),
		probe: `const { Isolate } = require('isolated-vm'); const isolate = new Isolate({ memoryLimit: 8 }); if (isolate.createContextSync().evalSync('1 + 1') !== 2) process.exit(1)`,
	},
	{
		name: 'sqlite3',
		file: join('build', 'Release', 'node_sqlite3.node'),
		probe: `const { Database } = require('sqlite3'); new Database(':memory:').get('select 1 as one', (error, row) => process.exit(!error && row.one === 1 ? 0 : 1))`,
	},
];

export async function prepareAddons() {
	for (const addon of ADDONS) {
		if (await works(addon)) {
			keep(addon);
			continue;
		}
		if (existsSync(cached(addon))) {
			copy(cached(addon), installed(addon));
			if (await works(addon)) continue;
		}
		await compile(addon);
		keep(addon);
	}
}

async function compile({ name, ...addon }) {
	await step(`编译 / compiling ${name} (about a minute, once)`, async () => {
		const gyp = at('node_modules', 'node-gyp', 'bin', 'node-gyp.js');
		const home = dirname(dirname(process.execPath));
		const headers = existsSync(join(home, 'include', 'node', 'node.h')) ? [`--nodedir=${home}`] : [];
		// An npm setting that names another Node's headers would win over ours.
		const { npm_config_nodedir: _, ...env } = withNode(process.execPath);
		const { code, output } = await runChild(process.execPath, [gyp, 'rebuild', ...headers, '-j', '2'], {
			cwd: at('node_modules', name),
			env,
			group: true,
		});
		if (code === 0 && (await works({ name, ...addon }))) return;
		const lacking = await missingTools();
		throw new Failure(
			`${name} 未能编译 / could not be compiled`,
			lacking.length > 0
				? `缺少 / missing: ${lacking.join(', ')} — 例如 / for example: apt-get install python3 make g++`
				: tail(output),
		);
	});
}

async function missingTools() {
	const lacking = [];
	for (const tool of ['python3', 'make', 'g++']) {
		if ((await runChild(tool, ['--version'])).code === 127) lacking.push(tool);
	}
	return lacking;
}

/** In a process of its own: a wrong addon takes its process along. */
async function works({ name, file, probe }) {
	if (!existsSync(installed({ name, file }))) return false;
	return (await runChild(process.execPath, ['--no-node-snapshot', '-e', probe])).code === 0;
}

function keep(addon) {
	if (!existsSync(cached(addon))) copy(installed(addon), cached(addon));
}

function installed({ name, file }) {
	return at('node_modules', name, file);
}

function cached({ name, file }) {
	const { version } = JSON.parse(readFileSync(at('node_modules', name, 'package.json'), 'utf8'));
	const { platform, arch, versions } = process;
	return join(CACHE, 'addons', `${name}-${version}-${platform}-${arch}-${versions.modules}`, file);
}

function copy(from, to) {
	mkdirSync(dirname(to), { recursive: true });
	copyFileSync(from, to);
}
