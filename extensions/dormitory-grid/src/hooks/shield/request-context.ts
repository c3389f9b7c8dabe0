import { AsyncLocalStorage } from 'node:async_hooks';
import { type Language, chooseLanguage } from '../../constants/languages.ts';

interface RequestContext {
	language: Language;
	/** What is read for this request is written into a CSV file. */
	writesCsv: boolean;
	/** Monotonic milliseconds at which the request came in. */
	arrivedAt: number;
}

/** Hooks get no request; this carries the little of it that they need. */
const requests = new AsyncLocalStorage<RequestContext>();

export function runRequest(acceptLanguage: string | undefined, work: () => void): void {
	requests.run({ language: chooseLanguage(acceptLanguage), writesCsv: false, arrivedAt: performance.now() }, work);
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

/** No more than this is granted to a request that was slow in coming: a body sent drop by drop does not stop the clock. */
const LONGEST_WAIT_MS = 10_000;

/** Milliseconds that a request has waited here for its turn; 0 outside a request. */
export function waitedMs(): number {
	const arrivedAt = requests.getStore()?.arrivedAt;
	return arrivedAt === undefined ? 0 : Math.min(performance.now() - arrivedAt, LONGEST_WAIT_MS);
}
