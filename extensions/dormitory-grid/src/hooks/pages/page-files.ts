import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import { PAGE_BASE, ROUTES } from '../../constants/routes.ts';

export type Coding = 'br' | 'gzip' | 'identity';

export interface PageFile {
	type: string;
	/** Hashed names never change their content; a page's own address does with every build. */
	lasting: boolean;
	etag: string;
	bodies: Readonly<Record<Coding, Buffer>>;
}

const TYPES: Readonly<Record<string, string>> = {
	'.html': 'text/html; charset=utf-8',
	'.js': 'text/javascript; charset=utf-8',
	'.css': 'text/css; charset=utf-8',
	'.svg': 'image/svg+xml',
	'.png': 'image/png',
	'.webmanifest': 'application/manifest+json',
};

/**
 * The built pages by address, read once and compressed once: some 150 KB. Only what is in this map is ever served, so
 * no path of a request reaches the file system.
 */
export async function loadPageFiles(directory: string): Promise<Map<string, PageFile>> {
	const shells = await Promise.all(
		list(directory).map(async (name) => [pageAddress(name), await readPage(directory, name, false)] as const),
	);
	const folder = join(directory, 'assets');
	const assets = await Promise.all(
		list(folder).map(async (name) => [`${ROUTES.assets}/${name}`, await readPage(folder, name, true)] as const),
	);
	return new Map([...shells, ...assets]);
}

/** Name of the script that the Studio loads in its head; `null` before the pages are built. */
export function findStudioScript(directory: string): string | null {
	try {
		return list(join(directory, 'assets')).find((name) => /^studio-[\w-]+\.js$/.test(name)) ?? null;
	} catch {
		return null;
	}
}

/** Pages go without their ending; service worker, manifest and icons are asked for with it. */
function pageAddress(name: string): string {
	return `${PAGE_BASE}/${extname(name) === '.html' ? name.slice(0, -'.html'.length) : name}`;
}

function list(directory: string): string[] {
	return readdirSync(directory, { withFileTypes: true })
		.filter((entry) => entry.isFile() && extname(entry.name) in TYPES)
		.map((entry) => entry.name);
}

async function readPage(directory: string, name: string, lasting: boolean): Promise<PageFile> {
	const identity = readFileSync(join(directory, name));
	return {
		type: TYPES[extname(name)] ?? 'application/octet-stream',
		lasting,
		etag: createHash('sha256').update(identity).digest('base64url').slice(0, 22),
		bodies: {
			identity,
			gzip: await promisify(gzip)(identity, { level: 9 }),
			br: await promisify(brotliCompress)(identity),
		},
	};
}
