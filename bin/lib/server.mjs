import { spawn } from 'node:child_process';
import { Failure } from './failure.mjs';
import { DIRECTUS_CLI, ROOT } from './paths.mjs';
import { tail } from './run-child.mjs';

/** Longer than any start that was seen; a start that takes more has failed. */
const START_LIMIT_MS = 120_000;

/**
 * Starts Directus and waits until it answers.
 * @returns {Promise<import('node:child_process').ChildProcess>}
 */
export async function startServer(env) {
	const child = spawn(process.execPath, [DIRECTUS_CLI, 'start'], {
		cwd: ROOT,
		env: { ...env, NODE_NO_WARNINGS: '1' },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let output = '';
	let ready = false;
	for (const stream of [child.stdout, child.stderr]) {
		stream.on('data', (chunk) => {
			if (ready) process.stdout.write(chunk);
			else output += chunk;
		});
	}
	const until = Date.now() + START_LIMIT_MS;
	while (Date.now() < until) {
		if (child.exitCode !== null) throw new Failure('服务未能启动 / the server did not start', tail(output, 20));
		if (await answers(localUrl(env))) {
			ready = true;
			return child;
		}
		await new Promise((wake) => setTimeout(wake, 200));
	}
	child.kill();
	throw new Failure('服务没有响应 / the server does not answer', tail(output, 20));
}

export function localUrl(env) {
	return `http://127.0.0.1:${env.PORT ?? 8055}`;
}

export async function answers(base) {
	try {
		// Whatever holds the port may take connections and never answer.
		return (await fetch(`${base}/server/ping`, { signal: AbortSignal.timeout(2000) })).ok;
	} catch {
		return false;
	}
}
