/**
 * Service worker of the light pages: keeps their shells and assets, so that they open without network. Nothing that the
 * server answers about people is ever put into its cache; the page itself keeps what it needs, a person (use-tonight).
 */
import { OFFLINE_PAGES } from '../page-table.ts';
import { assetsOf } from './assets-of.ts';

/** As much of a service worker's scope as is used here: its library and the DOM's do not go into one program. */
interface LastingEvent extends Event {
	waitUntil: (work: Promise<unknown>) => void;
}
interface FetchEvent extends LastingEvent {
	request: Request;
	respondWith: (response: Promise<Response>) => void;
}
interface WorkerScope {
	location: Location;
	clients: {
		claim: () => Promise<void>;
		matchAll: (which: { includeUncontrolled: boolean }) => Promise<readonly { url: string }[]>;
	};
	skipWaiting: () => Promise<void>;
	addEventListener: ((name: 'install' | 'activate', listener: (event: LastingEvent) => void) => void) &
		((name: 'fetch', listener: (event: FetchEvent) => void) => void);
}
declare const self: WorkerScope;

const CACHE = 'grid-pages-1';
/** After that an old shell is better than none. */
const PATIENCE = 3_000;
const pageAt = (name: string) => new URL(`./${name}`, self.location.href).href;
/** Leaders report from a corridor: their page is always kept; the others once they have been opened. */
const tonight = pageAt('tonight');
const shells: readonly string[] = OFFLINE_PAGES.map(pageAt);
const assets = new URL('./assets/', self.location.href).href;

self.addEventListener('install', (event) => {
	event.waitUntil(install().then(() => self.skipWaiting()));
});

async function install(): Promise<void> {
	const open = (await self.clients.matchAll({ includeUncontrolled: true })).map(({ url }) => plain(url));
	for (const shell of shells)
		if (shell === tonight || open.includes(shell)) await keepShell(shell, await fetch(shell, { cache: 'no-cache' }));
}

function plain(url: string): string {
	return url.split(/[?#]/)[0] ?? url;
}

self.addEventListener('activate', (event) => {
	event.waitUntil(
		caches
			.keys()
			.then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name))))
			.then(() => self.clients.claim()),
	);
});

self.addEventListener('fetch', (event) => {
	const { request } = event;
	if (request.method !== 'GET') return;
	const url = plain(request.url);
	if (request.mode === 'navigate' && shells.includes(url)) event.respondWith(openShell(event, url));
	else if (request.url.startsWith(assets)) event.respondWith(openAsset(request));
});

/** The newest shell where the network answers in time. */
async function openShell(event: FetchEvent, shell: string): Promise<Response> {
	const fresh = fetch(event.request);
	// Held on to from the start: once the page has got the kept shell, the event takes no more work.
	event.waitUntil(fresh.then((response) => keepShell(shell, response.clone())).catch(() => undefined));
	const kept = await caches.match(shell, { cacheName: CACHE });
	if (!kept) return await fresh;
	const late = new Promise<Response>((resolve) => setTimeout(() => resolve(kept), PATIENCE));
	return await Promise.race([fresh.catch(() => kept), late]);
}

async function openAsset(request: Request): Promise<Response> {
	return (await caches.match(request, { cacheName: CACHE })) ?? (await fetch(request));
}

/** Shell and assets belong together: the shell is kept once all of them are, and what no shell names any more goes. */
async function keepShell(shell: string, response: Response): Promise<void> {
	if (!response.ok || response.redirected) return;
	const cache = await caches.open(CACHE);
	const wanted = await assetsIn(shell, response.clone());
	const known = new Set((await cache.keys()).map(({ url }) => url));
	await cache.addAll(wanted.filter((url) => !known.has(url)));
	await cache.put(shell, response);
	const needed = new Set<string>(wanted);
	for (const other of shells) {
		const kept = other === shell ? undefined : await cache.match(other);
		if (kept) for (const url of [other, ...(await assetsIn(other, kept))]) needed.add(url);
	}
	const stale = [...known].filter((url) => url !== shell && !needed.has(url));
	await Promise.all(stale.map((url) => cache.delete(url)));
}

async function assetsIn(shell: string, response: Response): Promise<string[]> {
	return assetsOf(await response.text()).map((path) => new URL(path, shell).href);
}
