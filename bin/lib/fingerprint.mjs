import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** One hash over files and folders, by content and name; a missing one counts as empty. */
export function fingerprint(paths) {
	const hash = createHash('sha256');
	for (const file of paths.flatMap(listFiles)) hash.update(file).update('\0').update(readFileSync(file)).update('\0');
	return hash.digest('hex');
}

function listFiles(path) {
	if (!existsSync(path)) return [];
	if (statSync(path).isFile()) return [path];
	return readdirSync(path)
		.toSorted()
		.filter((name) => name !== 'node_modules' && name !== 'dist')
		.flatMap((name) => listFiles(join(path, name)));
}

/** Whether a stamp file says that this very input has been dealt with. */
export function isStamped(stamp, value) {
	return existsSync(stamp) && readFileSync(stamp, 'utf8') === value;
}

export function writeStamp(stamp, value) {
	mkdirSync(dirname(stamp), { recursive: true });
	writeFileSync(stamp, value);
}
