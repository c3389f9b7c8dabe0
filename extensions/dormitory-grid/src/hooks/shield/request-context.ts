import { AsyncLocalStorage } from 'node:async_hooks';
import { type Language, chooseLanguage } from '../../constants/languages.ts';

interface RequestContext {
	language: Language;
	/** What is read for this request is written into a CSV file. */
	writesCsv: boolean;
}

/** Hooks get no request; this carries the little of it that they need. */
const requests = new AsyncLocalStorage<RequestContext>();

export function runRequest(acceptLanguage: string | undefined, work: () => void): void {
	requests.run({ language: chooseLanguage(acceptLanguage), writesCsv: false }, work);
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
