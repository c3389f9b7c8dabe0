import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { ROOT } from './paths.mjs';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
/** What does not end by itself in this time is made to. */
const PATIENCE_MS = 10_000;

/**
 * Runs a program to its end. Its output is kept and only shown when it fails, unless `show` hands it straight on.
 * With `group` it leads a process group of its own, which a signal reaches as a whole: npm and make end, and so does what
 * they have started. Then this process ends as well, once all of it is over.
 * @returns {Promise<{ code: number, output: string }>}
 */
export function runChild(
	program,
	args,
	{ cwd = ROOT, env = process.env, show = false, group = false, begun = () => undefined } = {},
) {
	const grouped = group && process.platform !== 'win32';
	return new Promise((resolve) => {
		const stdio = show ? 'inherit' : ['ignore', 'pipe', 'pipe'];
		const child = spawn(program, args, { cwd, env, stdio, detached: grouped });
		let output = '';
		let stopped = 0;
		if (child.pid !== undefined) begun(child.pid);
		for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk));
		const passOn = (signal) => {
			stopped = 128 + constants.signals[signal];
			if (!grouped) child.kill(signal);
			else if (isGroupAlive(child.pid)) process.kill(-child.pid, signal);
		};
		for (const signal of SIGNALS) process.on(signal, passOn);
		const end = async (code) => {
			if (grouped && stopped > 0) {
				await endGroup(child.pid);
				process.exit(stopped);
			}
			for (const signal of SIGNALS) process.off(signal, passOn);
			resolve({ code, output });
		};
		child.on('error', (error) => {
			output += error.message;
			void end(127);
		});
		child.on('close', (code) => void end(code ?? 1));
	});
}

function isGroupAlive(leader) {
	try {
		process.kill(-leader, 0);
		return true;
	} catch {
		return false;
	}
}

async function endGroup(leader) {
	const until = Date.now() + PATIENCE_MS;
	while (isGroupAlive(leader)) {
		if (Date.now() > until) {
			process.kill(-leader, 'SIGKILL');
			return;
		}
		await new Promise((wake) => setTimeout(wake, 100));
	}
}

/** The last lines of an output, for an error message. */
export function tail(output, lines = 12) {
	return output.trimEnd().split('\n').slice(-lines).join('\n  ');
}
