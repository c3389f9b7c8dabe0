import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { installOnce, wasInterrupted } from './install-once.mjs';

const folder = mkdtempSync(join(tmpdir(), 'grid-child-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** As npm does: a child that starts another and does not hand signals on; each says its number. */
const GRANDCHILD = `require('node:fs').writeFileSync(process.argv[1], String(process.pid)); setInterval(() => {}, 1000)`;
const CHILD = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(GRANDCHILD)}, process.argv[1]], { stdio: 'ignore' }); setInterval(() => {}, 1000)`;

const isAlive = (pid: number) => {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
};

async function until(holds: () => boolean): Promise<void> {
	for (let tries = 0; !holds(); tries++) {
		if (tries > 150) throw new Error('did not come to pass');
		await sleep(100);
	}
}

describe.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('%s', (signal) => {
	it('ends what a long step has started, too', async () => {
		const said = join(folder, `${signal}.pid`);
		const program = `
			const { runChild } = await import(${JSON.stringify(join(import.meta.dirname, 'run-child.mjs'))});
			await runChild(process.execPath, ['-e', ${JSON.stringify(CHILD)}, ${JSON.stringify(said)}], { group: true });
			console.log('went on');`;
		const outer = spawn(process.execPath, ['--input-type=module', '-e', program], {
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		let output = '';
		for (const stream of [outer.stdout, outer.stderr])
			stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
		await until(() => existsSync(said) && readFileSync(said, 'utf8') !== '');
		const grandchild = Number(readFileSync(said, 'utf8'));
		const ended = new Promise((resolve) => outer.once('exit', resolve));
		outer.kill(signal);
		expect(await ended).toBe({ SIGTERM: 143, SIGINT: 130, SIGHUP: 129 }[signal]);
		expect(isAlive(grandchild)).toBe(false);
		expect(output).toBe('');
	});
});

describe('an installation that was cut off', () => {
	const home = join(folder, 'home');
	const rest = join(home, 'node_modules', 'half', 'package.json');

	it('is cleared away and done again, once its npm has ended', async () => {
		mkdirSync(join(home, 'node_modules', 'half'), { recursive: true });
		writeFileSync(rest, '{}');
		const npm = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 1500)'], { stdio: 'ignore' });
		await installOnce(home, async (begun) => {
			begun(npm.pid ?? 0);
			return await Promise.resolve({ code: 1, output: '' });
		});
		expect(wasInterrupted(home)).toBe(true);
		const seen: boolean[] = [];
		await installOnce(home, async () => {
			seen.push(isAlive(npm.pid ?? 0), existsSync(rest));
			return await Promise.resolve({ code: 0, output: '' });
		});
		expect(seen).toEqual([false, false]);
		expect(wasInterrupted(home)).toBe(false);
	});

	it('is the only case in which anything is cleared away', async () => {
		mkdirSync(join(home, 'node_modules', 'half'), { recursive: true });
		writeFileSync(rest, '{}');
		await installOnce(home, async () => await Promise.resolve({ code: 0, output: '' }));
		expect(existsSync(rest)).toBe(true);
	});
});
