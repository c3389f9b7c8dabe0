import { createHash } from 'node:crypto';
import type { Accountability } from '@directus/types';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { Knex } from 'knex';
import { chooseLanguage } from '../../constants/languages.ts';
import { PAGE_BASE } from '../../constants/routes.ts';
import { findAsker } from '../../database/find-actor.ts';
import { findCollegeOf } from '../../database/find-nights.ts';
import { readClock } from '../../database/read-clock.ts';
import type { Actor } from '../../domain/scope.ts';
import { GridForbiddenError } from '../../errors/index.ts';
import { readKey, wrongField } from '../../services/parse-input.ts';
import { refusal } from '../../services/refuse.ts';

interface Asked {
	actor: Actor;
	/** The asker's college. */
	college: number | null;
	now: Date;
}

/** Routes are registered below the endpoint's own name. */
export function path(route: string): string {
	return route.slice(PAGE_BASE.length);
}

/** Loads the person who asks, keeps every answer out of caches, and passes errors on to Directus's error handler. */
export function ask(db: Knex, handle: (asked: Asked, req: Request, res: Response) => Promise<void>): RequestHandler {
	return caught(async (req, res) => {
		const accountability = (req as Request & { accountability?: Accountability }).accountability;
		if (!accountability?.user)
			throw refusal(GridForbiddenError, chooseLanguage(req.get('accept-language')), 'errors.GRID_FORBIDDEN');
		const { actor, now } = await findAsker(db, accountability.user, accountability.admin);
		const college = await findCollegeOf(db, actor);
		await handle({ actor, college: college?.id ?? null, now }, req, res);
	});
}

/** A route that anybody may ask, logged in or not. */
export function askOpenly(db: Knex, handle: (now: Date, res: Response) => Promise<void>): RequestHandler {
	return caught(async (_, res) => await handle(await readClock(db), res));
}

/** An id in a path or query; anything else is refused by name. */
export function readId(value: unknown, field: string, actor: Actor): number {
	const id = readKey(value);
	if (id === null) throw wrongField(actor.language, field);
	return id;
}

/** How many are asked for; `undefined`: the page leaves it to the server. */
export function readLimit(req: Request, actor: Actor): number | undefined {
	return req.query['limit'] === undefined ? undefined : readId(req.query['limit'], 'limit', actor);
}

/** Answers 304 while nothing but the clock has moved; the `Date` header carries the server's time then. */
export function sendWithTag(req: Request, res: Response, body: { now: string }): void {
	const { now, ...content } = body;
	const text = JSON.stringify(content);
	const tag = `"${createHash('sha1').update(text).digest('base64url')}"`;
	res.set('ETag', tag);
	if (req.get('if-none-match')?.includes(tag)) res.status(304).end();
	// The content is long: it is written out once, and the clock is put before it.
	else res.type('json').send(`{"now":${JSON.stringify(now)},${text.slice(1)}`);
}

function caught(handle: (req: Request, res: Response) => Promise<void>): RequestHandler {
	return (req: Request, res: Response, next: NextFunction) => {
		res.set('Cache-Control', 'private, no-store');
		handle(req, res).catch(next);
	};
}
