import { createServer, type Server } from 'node:http';
import express from 'express';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { delayLogins } from './delay-logins.ts';
import { DEVICE_COOKIE, signDevice } from './trusted-device.ts';

const SECRET = 'a secret of tests';
const PASSWORD = 'right';

let server: Server;
let url: string;
/** Whose password was looked at, and when. */
const looked: { account: string; at: number }[] = [];

beforeAll(async () => {
	const app = express();
	app.use(express.json(), (req, _, next) => {
		req.cookies = { [DEVICE_COOKIE]: req.get('x-device') };
		req.accountability = {
			user: null,
			role: null,
			roles: [],
			admin: false,
			app: false,
			ip: req.get('x-address') ?? null,
		};
		next();
	});
	delayLogins(app, { secret: SECRET, secureCookie: false, now: () => new Date() });
	app.post('/auth/login', (req, res) => {
		looked.push({ account: req.body.email, at: performance.now() });
		res.status(req.body.password === PASSWORD ? 200 : 401).json({});
	});
	server = createServer(app).listen(0, '127.0.0.1');
	await new Promise((resolve) => server.once('listening', resolve));
	const address = server.address();
	url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/auth/login`;
});
afterAll(() => void server.close());

async function logIn(account: string, device: number, password = PASSWORD): Promise<number> {
	const headers = {
		'content-type': 'application/json',
		'x-device': signDevice(account, `device-${device}`, SECRET),
	};
	const body = JSON.stringify({ email: account, password });
	return (await fetch(url, { method: 'POST', headers, body })).status;
}

it('who knows his password and sends it again and again has it looked at sixteen times a second, and holds up nobody', async () => {
	// As many telephones of one account as a program can make up; each alone has nothing to wait for.
	const flood = Promise.all(Array.from({ length: 40 }, async (_, device) => await logIn('program', device)));
	while (!looked.some(({ account }) => account === 'program')) await new Promise((wake) => setTimeout(wake, 5));
	const began = performance.now();
	expect(await logIn('leader', 0)).toBe(200);
	expect(performance.now() - began).toBeLessThan(2_000);
	const statuses = await flood;
	expect(new Set(statuses)).toEqual(new Set([200, 429]));
	const moments = looked.filter(({ account }) => account === 'program').map(({ at }) => at);
	for (const [index, at] of moments.entries()) {
		const fifth = moments[index + 4];
		// A timer may come a little early.
		if (fifth !== undefined) expect(fifth - at).toBeGreaterThan(200);
	}
});

it('whoever floods with wrong passwords from sixty addresses keeps no known telephone waiting', async () => {
	const strangers = Promise.all(
		Array.from({ length: 60 }, async (_, index) => {
			const body = JSON.stringify({ email: `nobody-${index}`, password: 'wrong' });
			const headers = { 'content-type': 'application/json', 'x-address': `10.0.0.${index}` };
			return await fetch(url, { method: 'POST', headers, body });
		}),
	);
	while (!looked.some(({ account }) => account.startsWith('nobody'))) await new Promise((wake) => setTimeout(wake, 5));
	const began = performance.now();
	expect(await logIn('counsellor', 1)).toBe(200);
	expect(performance.now() - began).toBeLessThan(1_000);
	await strangers;
});
