/** One request as a person with a static token; anything but success ends the run, because a ratio over errors means nothing. */
export async function request(
	base: string,
	method: string,
	path: string,
	token: string,
	body?: unknown,
): Promise<unknown> {
	const response = await fetch(base + path, {
		method,
		headers: {
			authorization: `Bearer ${token}`,
			...(body === undefined ? {} : { 'content-type': 'application/json' }),
		},
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
	});
	const text = await response.text();
	if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 300)}`);
	return text === '' ? null : JSON.parse(text);
}

export async function sleep(ms: number): Promise<void> {
	await new Promise((wake) => setTimeout(wake, ms));
}
