/** A person at a screen: logs in as the page does, and speaks to the same routes. */
export interface Answer<Body> {
	status: number;
	body: Body;
}

export interface Person {
	email: string;
	get: <Body>(path: string) => Promise<Answer<Body>>;
	post: <Body>(path: string, body: unknown) => Promise<Answer<Body>>;
}

/** Tries again after these waits when the server is busy; the same request sent twice is one (client_key). */
const RETRY_AFTER_MS = [500, 1500, 4000];

export async function logIn(base: string, email: string, password: string): Promise<Person> {
	const answer = await send<{ data?: { access_token: string } }>(base, 'POST', '/auth/login', { email, password });
	const token = answer.body.data?.access_token;
	if (token === undefined) throw new Error(`${email}: log-in answered ${answer.status}`);
	return {
		email,
		get: async (path) => await send(base, 'GET', path, undefined, token),
		post: async (path, body) => await send(base, 'POST', path, body, token),
	};
}

async function send<Body>(
	base: string,
	method: string,
	path: string,
	body?: unknown,
	token?: string,
): Promise<Answer<Body>> {
	for (let attempt = 0; ; attempt++) {
		const wait = RETRY_AFTER_MS[attempt];
		try {
			const response = await fetch(base + path, {
				method,
				headers: {
					'content-type': 'application/json',
					'accept-language': 'en-US',
					...(token ? { authorization: `Bearer ${token}` } : {}),
				},
				...(body === undefined ? {} : { body: JSON.stringify(body) }),
			});
			const text = await response.text();
			const busy = response.status === 503 || response.status === 429;
			if (!busy || wait === undefined)
				return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Body };
		} catch (error) {
			if (wait === undefined) throw error;
		}
		await sleep(wait);
	}
}

export async function sleep(ms: number): Promise<void> {
	await new Promise((wake) => setTimeout(wake, Math.max(0, ms)));
}
