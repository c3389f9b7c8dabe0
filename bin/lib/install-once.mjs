import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** An npm that goes on without its parent (killed outright) is waited for this long. */
const PATIENCE_MS = 180_000;

const mark = (folder) => join(folder, '.cache', 'installing');

/** Whether an installation into this folder was begun and not brought to its end. */
export function wasInterrupted(folder) {
	return existsSync(mark(folder));
}

/**
 * Installs into a folder, and leaves a mark while it does: what an interrupted one has left half done is cleared away
 * first, after its npm, should it still be at work, has ended; two at once would pull the folder from under each other.
 * @param {(begun: (pid: number) => void) => Promise<{ code: number, output: string }>} install
 */
export async function installOnce(folder, install) {
	const path = mark(folder);
	if (existsSync(path)) {
		const until = Date.now() + PATIENCE_MS;
		const pid = Number(readFileSync(path, 'utf8'));
		while (isAlive(pid) && Date.now() < until) await new Promise((wake) => setTimeout(wake, 500));
		rmSync(join(folder, 'node_modules'), { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
	}
	mkdirSync(dirname(path), { recursive: true });
	const answer = await install((pid) => writeFileSync(path, String(pid)));
	if (answer.code === 0) rmSync(path, { force: true });
	return answer;
}

function isAlive(pid) {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
}
