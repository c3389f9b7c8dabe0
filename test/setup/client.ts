/** A person or program at the HTTP door, as the pages and the Studio are: what was asked and exactly what came back. */
export interface Answer<Data> {
	status: number;
	/** `data` of Directus's answers, or the whole body of our own routes; `null` with an error. */
	data: Data;
	/** Code of the first error, REST's or GraphQL's. */
	code: string | null;
	errors: readonly ApiError[];
	headers: Headers;
	/** The bytes as they came. */
	text: string;
}

export interface ApiError {
	message: string;
	extensions: { code: string; [detail: string]: unknown };
}

export interface Client {
	url: string;
	token: string | null;
	request: <Data = unknown>(
		method: string,
		path: string,
		body?: unknown,
		headers?: Record<string, string>,
	) => Promise<Answer<Data>>;
	get: <Data = unknown>(path: string) => Promise<Answer<Data>>;
	post: <Data = unknown>(path: string, body: unknown) => Promise<Answer<Data>>;
	patch: <Data = unknown>(path: string, body: unknown) => Promise<Answer<Data>>;
	delete: <Data = unknown>(path: string, body?: unknown) => Promise<Answer<Data>>;
	graphql: <Data = unknown>(query: string, variables?: object) => Promise<Answer<Data>>;
	/** For what a test takes for granted: the data, or an error that says what was asked and answered. */
	must: <Data = unknown>(method: string, path: string, body?: unknown) => Promise<Data>;
}

/** @param token a user's static token or an access token; `null` is a stranger */
export function createClient(server: { url: string }, token: string | null): Client {
	const { url } = server;

	async function request<Data>(
		method: string,
		path: string,
		body?: unknown,
		headers: Record<string, string> = {},
	): Promise<Answer<Data>> {
		const response = await fetch(url + path, {
			method,
			headers: {
				...(token === null ? {} : { authorization: `Bearer ${token}` }),
				...(body === undefined ? {} : { 'content-type': 'application/json' }),
				...headers,
			},
			...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
		});
		const text = await response.text();
		const errors = readErrors(text);
		return {
			status: response.status,
			data: readData(text),
			code: errors[0]?.extensions.code ?? null,
			errors,
			headers: response.headers,
			text,
		};
	}

	return {
		url,
		token,
		request,
		get: async (path) => await request('GET', path),
		post: async (path, body) => await request('POST', path, body),
		patch: async (path, body) => await request('PATCH', path, body),
		delete: async (path, body) => await request('DELETE', path, body),
		graphql: async (query, variables = {}) => await request('POST', '/graphql', { query, variables }),
		async must<Data>(method: string, path: string, body?: unknown): Promise<Data> {
			const answer = await request<Data>(method, path, body);
			if (answer.status >= 300)
				throw new Error(`${method} ${path} ${JSON.stringify(body) ?? ''}\n${answer.status} ${answer.text}`);
			return answer.data;
		},
	};
}

function readData<Data>(text: string): Data {
	const body = parse(text);
	return body !== null && typeof body === 'object' && 'data' in body ? body.data : body;
}

function readErrors(text: string): ApiError[] {
	const body = parse(text);
	return Array.isArray(body?.errors) ? body.errors : [];
}

/** The one place where what came over the wire gets its type: the caller says what he asked for. */
function parse(text: string) {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}
