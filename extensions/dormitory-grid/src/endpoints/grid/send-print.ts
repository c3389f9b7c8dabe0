import type { Request, Response } from 'express';

/** The installation's address as people reach it: as it is set, else as it was asked. Without a slash at its end. */
export function baseOf(req: Request, publicUrl: unknown): string {
	const isAbsolute = typeof publicUrl === 'string' && /^https?:\/\//.test(publicUrl);
	return isAbsolute ? publicUrl.replace(/\/$/, '') : `${req.protocol}://${req.get('host') ?? ''}`;
}

/** A document to be printed: it runs nothing and loads nothing. */
export function sendPrint(res: Response, document: string): void {
	res.set('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'");
	res.set('X-Content-Type-Options', 'nosniff').type('html').send(document);
}
