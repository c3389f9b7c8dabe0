import { spawn } from 'node:child_process';
import { ROOT } from './paths.mjs';

/**
 * Runs a program to its end. Its output is kept and only shown when it fails, unless `show` hands it straight on.
 * @returns {Promise<{ code: number, output: string }>}
 */
export function runChild(program, args, { cwd = ROOT, env = process.env, show = false } = {}) {
	return new Promise((resolve) => {
		const child = spawn(program, args, { cwd, env, stdio: show ? 'inherit' : ['ignore', 'pipe', 'pipe'] });
		let output = '';
		for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk));
		const passOn = (signal) => child.kill(signal);
		process.on('SIGINT', passOn).on('SIGTERM', passOn);
		const end = (code) => {
			process.off('SIGINT', passOn).off('SIGTERM', passOn);
			resolve({ code, output });
		};
		child.on('error', (error) => {
			output += error.message;
			end(127);
		});
		child.on('close', (code) => end(code ?? 1));
	});
}

/** The last lines of an output, for an error message. */
export function tail(output, lines = 12) {
	return output.trimEnd().split('\n').slice(-lines).join('\n  ');
}
