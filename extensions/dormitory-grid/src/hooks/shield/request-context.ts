import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingMessage } from 'node:http';
import { type Language, chooseLanguage } from '../../constants/languages.ts';

interface RequestContext {
	language: Language;
	/** What is read for this request is written into a CSV file. */
	writesCsv: boolean;
	/** Monotonic milliseconds at which the request was here, to its last byte. */
	arrivedAt: number;
}

/** Hooks get no request; this carries the little of it that they need. */
const requests = new AsyncLocalStorage<RequestContext>();

export function runRequest(req: IncomingMessage, work: () => void): void {
	const language = chooseLanguage(req.headers['accept-language']);
	const request: RequestContext = { language, writesCsv: false, arrivedAt: performance.now() };
	// Whoever sends headers before the close and the body after it has reported after it.
	req.once('end', () => (request.arrivedAt = performance.now()));
	requests.run(request, work);
}

/** The asker's language; outside a request, the house's. */
export function requestLanguage(): Language {
	return requests.getStore()?.language ?? chooseLanguage(null);
}

export function markCsvRequest(): void {
	const request = requests.getStore();
	if (request) request.writesCsv = true;
}

export function isCsvRequest(): boolean {
	return requests.getStore()?.writesCsv ?? false;
}

/** No more than this is granted, however long the queue: nobody waits longer for an answer. */
const LONGEST_WAIT_MS = 10_000;

/** Milliseconds that a request has waited here for its turn; 0 outside a request. */
export function waitedMs(): number {
	const arrivedAt = requests.getStore()?.arrivedAt;
	return arrivedAt === undefined ? 0 : Math.min(performance.now() - arrivedAt, LONGEST_WAIT_MS);
}
