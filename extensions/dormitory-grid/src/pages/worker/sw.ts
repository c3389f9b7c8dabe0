/**
 * Service worker of the leaders' page: keeps its shell and assets, so that it opens without network. Nothing that the
 * server answers about people is ever put into its cache; the page itself keeps what it needs, a person (use-tonight).
 */
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
	clients: { claim: () => Promise<void> };
	skipWaiting: () => Promise<void>;
	addEventListener: ((name: 'install' | 'activate', listener: (event: LastingEvent) => void) => void) &
		((name: 'fetch', listener: (event: FetchEvent) => void) => void);
}
declare const self: WorkerScope;

const CACHE = 'grid-pages-1';
/** After that an old shell is better than none. */
const PATIENCE = 3_000;
const shell = new URL('./tonight', self.location.href).href;
const assets = new URL('./assets/', self.location.href).href;

self.addEventListener('install', (event) => {
	event.waitUntil(
		fetch(shell, { cache: 'no-cache' })
			.then(keepShell)
			.then(() => self.skipWaiting()),
	);
});

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
	const url = request.url.split(/[?#]/)[0];
	if (request.mode === 'navigate' && url === shell) event.respondWith(openShell(event));
	else if (request.url.startsWith(assets)) event.respondWith(openAsset(request));
});

/** The newest shell where the network answers in time. */
async function openShell(event: FetchEvent): Promise<Response> {
	const fresh = fetch(event.request);
	// Held on to from the start: once the page has got the kept shell, the event takes no more work.
	event.waitUntil(fresh.then((response) => keepShell(response.clone())).catch(() => undefined));
	const kept = await caches.match(shell, { cacheName: CACHE });
	if (!kept) return await fresh;
	const late = new Promise<Response>((resolve) => setTimeout(() => resolve(kept), PATIENCE));
	return await Promise.race([fresh.catch(() => kept), late]);
}

async function openAsset(request: Request): Promise<Response> {
	return (await caches.match(request, { cacheName: CACHE })) ?? (await fetch(request));
}

/** Shell and assets belong together: the shell is kept once all of them are, and what no shell names any more goes. */
async function keepShell(response: Response): Promise<void> {
	if (!response.ok || response.redirected) return;
	const cache = await caches.open(CACHE);
	const wanted = assetsOf(await response.clone().text()).map((path) => new URL(path, shell).href);
	const known = new Set((await cache.keys()).map(({ url }) => url));
	await cache.addAll(wanted.filter((url) => !known.has(url)));
	await cache.put(shell, response);
	const stale = [...known].filter((url) => url !== shell && !wanted.includes(url));
	await Promise.all(stale.map((url) => cache.delete(url)));
}
