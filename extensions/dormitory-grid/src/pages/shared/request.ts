export interface ApiError {
	code: string;
	message: string;
	/** Directus puts what a program needs beside the code: `errors[0].extensions`. */
	details: Readonly<Record<string, unknown>>;
}

export type Reply =
	/** Status 304 and no body: what `etag` named still holds. */
	| { kind: 'ok'; status: number; body: unknown; sentAt: number; receivedAt: number; etag: string | null }
	| { kind: 'refused'; status: number; error: ApiError; retryAfter: number | null }
	| { kind: 'unreachable'; why: 'offline' | 'timeout' };

export interface RequestOptions {
	method?: 'GET' | 'POST' | 'PATCH';
	body?: unknown;
	/** A file as the whole body, instead of `body`. */
	file?: Blob;
	/** Milliseconds. */
	timeout?: number;
	/** Of the answer that is known already. */
	etag?: string | null;
	headers?: Readonly<Record<string, string>>;
	/** Without the session, whoever is logged in: an expired one would be refused, and nobody need be known here. */
	stranger?: boolean;
}

/** Two levels up from /grid/tonight: right as well where a proxy serves Directus below a path. */
const root = () => new URL('../', document.baseURI);

/** Asks our own server under the session cookie. Never throws: whatever happens is one of the three kinds. */
export async function request(
	path: string,
	{ method = 'GET', body, file, timeout = 15_000, etag = null, headers = {}, stranger = false }: RequestOptions = {},
): Promise<Reply> {
	const abort = new AbortController();
	const timer = setTimeout(() => abort.abort(), timeout);
	const sentAt = Date.now();
	try {
		const response = await fetch(new URL(path.slice(1), root()), {
			method,
			cache: 'no-store',
			credentials: stranger ? 'omit' : 'same-origin',
			headers: {
				Accept: 'application/json',
				...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
				...(file === undefined ? {} : { 'Content-Type': 'application/octet-stream' }),
				...(etag === null ? {} : { 'If-None-Match': etag }),
				...headers,
			},
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
			...(file === undefined ? {} : { body: file }),
			signal: abort.signal,
		});
		const content = readJson(await response.text());
		if (response.ok || response.status === 304) {
			const known = { status: response.status, body: content, etag: response.headers.get('ETag') };
			return { kind: 'ok', ...known, sentAt, receivedAt: Date.now() };
		}
		return {
			kind: 'refused',
			status: response.status,
			error: readError(content),
			retryAfter: readRetryAfter(response.headers.get('Retry-After'), Date.now()),
		};
	} catch {
		return { kind: 'unreachable', why: abort.signal.aborted ? 'timeout' : 'offline' };
	} finally {
		clearTimeout(timer);
	}
}

/** Whether there is a session at all, ours or the Studio's: nobody logged in is told the same 403 as who may not. */
export async function isLoggedIn(): Promise<boolean> {
	return (await request('/users/me?fields=id', { timeout: 12_000 })).kind === 'ok';
}

/** Seconds until a `Retry-After` header allows another try; it holds seconds or a date. */
export function readRetryAfter(header: string | null, now: number): number | null {
	if (!header) return null;
	const seconds = Number(header);
	if (Number.isFinite(seconds)) return Math.max(0, seconds);
	const date = Date.parse(header);
	return Number.isNaN(date) ? null : Math.max(0, Math.ceil((date - now) / 1000));
}

/** First error of Directus's answer; a proxy's own page has none. */
export function readError(content: unknown): ApiError {
	const [first] = isRecord(content) && Array.isArray(content['errors']) ? content['errors'] : [];
	const details = isRecord(first) && isRecord(first['extensions']) ? first['extensions'] : {};
	const message = isRecord(first) && typeof first['message'] === 'string' ? first['message'] : '';
	return { code: typeof details['code'] === 'string' ? details['code'] : 'UNKNOWN', message, details };
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null;
}

function readJson(text: string): unknown {
	try {
		return text === '' ? null : JSON.parse(text);
	} catch {
		return null;
	}
}
