import type { Request, RequestHandler, Response } from 'express';
import { PAGE_BASE, ROUTES } from '../../constants/routes.ts';
import type { Coding, PageFile } from './page-files.ts';

/** Stricter than Directus's own: nothing inline, nothing evaluated, nothing from elsewhere; the Studio may frame the page. */
const CONTENT_SECURITY_POLICY = [
	"default-src 'none'",
	"script-src 'self'",
	"style-src 'self'",
	"img-src 'self'",
	"connect-src 'self'",
	"manifest-src 'self'",
	"form-action 'self'",
	"base-uri 'none'",
	"frame-ancestors 'self'",
].join('; ');

/** As short as a QR code should be. */
const DOOR = new RegExp(`^${ROUTES.door}/([\\w-]{1,40})$`);

const A_YEAR = 31_536_000;

/** Serves the light pages before authentication, where an expired cookie would turn the page itself into a 401 (TOOLCHAIN.md). */
export function servePages(files: ReadonlyMap<string, PageFile>): RequestHandler {
	return (req, res, next) => {
		const { path } = req;
		if (path === PAGE_BASE || path === `${PAGE_BASE}/`)
			return redirect(res, path.endsWith('/') ? 'tonight' : 'grid/tonight');
		const door = DOOR.exec(path)?.[1];
		// A fragment stays in the browser: from here on no log holds the code, and the page's addresses are relative as ever.
		if (door !== undefined) return redirect(res, `../report#${door}`);
		const file = files.get(path);
		if (file === undefined) {
			// The page's addresses are relative to it: with a slash at its end they would all be wrong.
			if (path.endsWith('/') && files.has(path.slice(0, -1)))
				return redirect(res, `../${path.split('/').at(-2) ?? ''}`);
			if (path.startsWith(`${ROUTES.assets}/`)) return void res.status(404).set('Cache-Control', 'no-store').end();
			return next();
		}
		if (req.method !== 'GET' && req.method !== 'HEAD') return void res.status(405).set('Allow', 'GET, HEAD').end();
		send(req, res, file);
	};
}

function send(req: Request, res: Response, file: PageFile): void {
	const coding = chooseCoding(req);
	const etag = `"${file.etag}-${coding}"`;
	res.set({
		'Content-Type': file.type,
		'Content-Security-Policy': CONTENT_SECURITY_POLICY,
		'X-Content-Type-Options': 'nosniff',
		'Referrer-Policy': 'same-origin',
		'Cache-Control': file.lasting ? `public, max-age=${A_YEAR}, immutable` : 'no-cache',
		ETag: etag,
		Vary: 'Accept-Encoding',
	});
	if (req.get('If-None-Match')?.includes(etag)) return void res.status(304).end();
	if (coding !== 'identity') res.set('Content-Encoding', coding);
	const body = file.bodies[coding];
	res.set('Content-Length', String(body.length));
	if (req.method === 'HEAD') res.end();
	else res.end(body);
}

function chooseCoding(req: Request): Coding {
	const coding = req.acceptsEncodings('br', 'gzip', 'identity');
	return coding === 'br' || coding === 'gzip' ? coding : 'identity';
}

/** Relative, so that it holds below a proxy's path, too. */
function redirect(res: Response, to: string): void {
	res.status(302).set({ Location: to, 'Cache-Control': 'no-cache' }).end();
}
