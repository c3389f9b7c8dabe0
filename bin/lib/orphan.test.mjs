import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { at } from './paths.mjs';

const WORK = `import { endWithParent } from ${JSON.stringify(at('bin', 'lib', 'orphan.mjs'))};
endWithParent(); console.log(process.pid); setInterval(() => undefined, 1000);`;

function isAlive(pid) {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
}

test.skipIf(process.platform === 'win32')('what npm’s shell has started ends with the shell', async () => {
	const env = { ...process.env, npm_lifecycle_event: 'start' };
	// Two commands, so that the shell does not become the program itself.
	const command = `"$0" --input-type=module -e "$1"; true`;
	const shell = spawn('sh', ['-c', command, process.execPath, WORK], { env, stdio: ['ignore', 'pipe', 'inherit'] });
	const [line] = await once(shell.stdout, 'data');
	const pid = Number(String(line));
	expect(isAlive(pid)).toBe(true);
	shell.kill('SIGTERM');
	await once(shell, 'exit');
	for (let waited = 0; waited < 100 && isAlive(pid); waited++) await sleep(100);
	expect(isAlive(pid)).toBe(false);
});
