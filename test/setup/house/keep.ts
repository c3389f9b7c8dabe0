import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { KEPT } from '../paths.ts';

const DAY_MS = 86_400_000;

/**
 * Makes a folder under the kept ones, once. It gets its name only when it is whole, so that a run that was cut off leaves
 * nothing half made, and of two runs that make it at the same time either one's will do.
 */
export async function makeOnce(name: string, make: (folder: string) => Promise<void>): Promise<string> {
	const folder = join(KEPT, name);
	if (existsSync(folder)) {
		const now = new Date();
		utimesSync(folder, now, now);
		return folder;
	}
	const draft = join(KEPT, `draft-${process.pid}-${name}`);
	rmSync(draft, { recursive: true, force: true });
	mkdirSync(draft, { recursive: true });
	try {
		await make(draft);
		try {
			renameSync(draft, folder);
		} catch (error) {
			if (!existsSync(folder)) throw error;
		}
	} finally {
		rmSync(draft, { recursive: true, force: true });
	}
	return folder;
}

/** What no run has used for a day was of an earlier schema or seed. */
export function forgetOld(now: Date): void {
	if (!existsSync(KEPT)) return;
	for (const name of readdirSync(KEPT)) {
		const folder = join(KEPT, name);
		if (now.getTime() - statSync(folder).mtimeMs > DAY_MS) rmSync(folder, { recursive: true, force: true });
	}
}
