import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request, type IncomingHttpHeaders, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import express from 'express';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findStudioScript, loadPageFiles } from './page-files.ts';
import { servePages } from './serve-pages.ts';

const SHELL = `<!doctype html><title>今晚</title>${'x'.repeat(2000)}`;
let directory: string;
let server: Server;
let port: number;

beforeAll(async () => {
	directory = mkdtempSync(join(tmpdir(), 'grid-pages-'));
	mkdirSync(join(directory, 'assets'));
	writeFileSync(join(directory, 'tonight.html'), SHELL);
	writeFileSync(join(directory, 'sw.js'), 'self;');
	writeFileSync(join(directory, 'tonight.webmanifest'), '{}');
	writeFileSync(join(directory, 'notes.txt'), 'not a page');
	writeFileSync(join(directory, 'assets', 'tonight-AbC_12.js'), 'export {};');
	writeFileSync(join(directory, 'assets', 'studio-x1.js'), '');
	const app = express();
	app.use(servePages(await loadPageFiles(directory)));
	app.use((_, res) => res.status(418).end('next'));
	server = createServer(app).listen(0, '127.0.0.1');
	await new Promise((resolve) => server.once('listening', resolve));
	const address = server.address();
	port = typeof address === 'object' && address ? address.port : 0;
});

afterAll(() => {
	server.close();
	rmSync(directory, { recursive: true });
});

interface Answer {
	status: number;
	headers: IncomingHttpHeaders;
	body: Buffer;
}

/** Not fetch: it would tidy up the path, follow the redirect and unpack the body. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
	return new Promise((resolve, reject) => {
		const asked = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
			const chunks: Buffer[] = [];
			response.on('data', (chunk: Buffer) => chunks.push(chunk));
			response.on('end', () =>
				resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
			);
		});
		asked.on('error', reject);
		asked.end();
	});
}

test.each([
	['/grid/sw.js', 'text/javascript; charset=utf-8'],
	['/grid/tonight.webmanifest', 'application/manifest+json'],
])('%s keeps its ending, and is asked for again each time', async (path, type) => {
	const answer = await ask(path);
	expect([answer.status, answer.headers['content-type'], answer.headers['cache-control']]).toEqual([
		200,
		type,
		'no-cache',
	]);
});

describe('the shell', () => {
	test('is asked for again each time, and not sent again while it is the same', async () => {
		const first = await ask('/grid/tonight');
		expect(first.status).toBe(200);
		expect(first.headers['content-type']).toBe('text/html; charset=utf-8');
		expect(first.headers['cache-control']).toBe('no-cache');
		expect(first.body.toString()).toBe(SHELL);
		const second = await ask('/grid/tonight', { 'If-None-Match': String(first.headers.etag) });
		expect(second.status).toBe(304);
		expect(second.body.length).toBe(0);
	});

	test('allows nothing inline and nothing from elsewhere', async () => {
		const policy = String((await ask('/grid/tonight')).headers['content-security-policy']);
		expect(policy).toContain("default-src 'none'");
		expect(policy).toContain("frame-ancestors 'self'");
		expect(policy).not.toContain('unsafe');
	});

	test.each([
		['br', brotliDecompressSync],
		['gzip', gunzipSync],
	])('comes packed as %s, under an ETag of its own', async (coding, unpack) => {
		const answer = await ask('/grid/tonight', { 'Accept-Encoding': coding });
		expect(answer.headers['content-encoding']).toBe(coding);
		expect(answer.headers.vary).toBe('Accept-Encoding');
		expect(answer.headers.etag).toContain(`-${coding}"`);
		expect(unpack(answer.body).toString()).toBe(SHELL);
	});
});

test('hashed assets are kept for good', async () => {
	const answer = await ask('/grid/assets/tonight-AbC_12.js');
	expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
	expect(answer.headers['content-type']).toBe('text/javascript; charset=utf-8');
});

test('HEAD says the same without a body; nothing else is allowed', async () => {
	const head = await ask('/grid/tonight', {}, 'HEAD');
	expect([head.status, head.body.length, head.headers['content-length']]).toEqual([
		200,
		0,
		String(Buffer.byteLength(SHELL)),
	]);
	for (const method of ['POST', 'PUT', 'DELETE']) {
		const answer = await ask('/grid/tonight', {}, method);
		expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD']);
	}
});

test.each([
	['/grid', 'grid/tonight'],
	['/grid/', 'tonight'],
	['/grid/tonight/', '../tonight'],
	['/grid/r/23456789ABCD', '../report#23456789ABCD'],
])('%s leads to %s', async (path, location) => {
	const answer = await ask(path);
	expect([answer.status, answer.headers.location]).toEqual([302, location]);
});

test.each([
	'/grid/assets/../tonight.html',
	'/grid/assets/..%2f..%2fapi.js',
	'/grid/assets/%2e%2e/tonight.html',
	'/grid/assets/../../../../etc/passwd',
	'/grid/assets/missing-1.js',
	'/grid/assets/',
])('%s is not there', async (path) => {
	expect((await ask(path)).status).toBe(404);
});

test.each(['/grid/api/tonight', '/grid/notes', '/grid/notes.txt', '/grid/tonight.html', '/admin', '/gridtonight'])(
	'%s is left to others',
	async (path) => {
		expect((await ask(path)).body.toString()).toBe('next');
	},
);

test('finds the Studio’s script by its name, and does without before the build', () => {
	expect(findStudioScript(directory)).toBe('studio-x1.js');
	expect(findStudioScript(join(directory, 'nowhere'))).toBeNull();
});
