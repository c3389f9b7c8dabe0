import type { NextFunction, Request, RequestHandler, Response, Router } from 'express';
import type { Knex } from 'knex';
import { chooseLanguage } from '../../constants/languages.ts';
import { PROOF_USES } from '../../constants/public.ts';
import { ROUTES } from '../../constants/routes.ts';
import { readClock } from '../../database/read-clock.ts';
import { GridSlowDownError, GridUnknownCodeError } from '../../errors/index.ts';
import { addressOf } from '../../hooks/shield/limit-public.ts';
import { readSecret } from '../../hooks/shield/read-env.ts';
import { createTokenBucket } from '../../hooks/shield/token-bucket.ts';
import { parseInput, wrongField } from '../../services/parse-input.ts';
import { createPhotoFiles, type FilesContext } from '../../services/photos/photo-files.ts';
import { storePhoto } from '../../services/photos/store-photo.ts';
import { countAgainst, proofUsed, spendProof } from '../../services/public/bounds.ts';
import { openDoor, type Visitor } from '../../services/public/door.ts';
import { phoneKey } from '../../services/public/input.ts';
import { listPlaces } from '../../services/public/list-places.ts';
import { printPlaces } from '../../services/public/print-places.ts';
import { makeChallenge } from '../../services/public/proof.ts';
import { raisePublic, sayMeToo } from '../../services/public/raise-public.ts';
import { answerReceipt, showReceipt } from '../../services/public/receipt.ts';
import { publicSecrets } from '../../services/public/secrets.ts';
import { showDoor } from '../../services/public/show-door.ts';
import { refusal } from '../../services/refuse.ts';
import { ask, path, readId } from './ask.ts';
import { withPhotoBody } from './read-photo.ts';
import { baseOf, sendPrint } from './send-print.ts';

/**
 * Codes and receipts of an address that are none: nobody mistypes so often. Past that a wrong one is told to wait; a right
 * one is answered all the same, because a dormitory is one address.
 */
const MISSES = { capacity: 60, perSecond: 0.5, keys: 20_000 };

/** The public channel (types/api-public.ts): nobody logs in, and who is logged in all the same counts as a stranger. */
export function registerPublic(
	router: Router,
	context: FilesContext & { env: Readonly<Record<string, unknown>> },
): void {
	const db = context.database;
	const files = createPhotoFiles(context);
	const secrets = publicSecrets(readSecret(context.env));
	const misses = createTokenBucket(MISSES);
	const visit = (handle: (visitor: Visitor, req: Request, res: Response) => Promise<void>): RequestHandler =>
		welcome(async (req, res) => {
			const language = chooseLanguage(req.get('accept-language'));
			const address = addressOf(req);
			try {
				await handle({ language, address, now: await readClock(db), secrets }, req, res);
			} catch (error) {
				if (!(error instanceof GridUnknownCodeError)) throw error;
				const wait = misses.take(address, performance.now());
				if (wait === 0) throw error;
				throw refusal(
					GridSlowDownError,
					language,
					'errors.GRID_SLOW_DOWN.misses',
					{ seconds: wait },
					{ retry_after: wait },
				);
			}
		});

	// A receipt travels in a body, so that no log of addresses holds one.
	router.post(
		path(`${ROUTES.public}/receipts`),
		visit(async (visitor, req, res) => {
			res.json(await showReceipt(db, visitor, fieldOf(req.body, 'receipt')));
		}),
	);
	router.post(
		path(`${ROUTES.public}/receipts/answer`),
		visit(async (visitor, req, res) => {
			res.json(await answerReceipt(db, visitor, req.body));
		}),
	);
	router.get(
		path(`${ROUTES.public}/:code`),
		visit(async (visitor, req, res) => {
			res.json(await showDoor(db, visitor, req.params['code']));
		}),
	);
	router.get(
		path(`${ROUTES.public}/:code/challenge`),
		visit(async (visitor, req, res) => {
			const use = PROOF_USES.find((one) => one === req.query['for']);
			if (use === undefined) throw wrongField(visitor.language, 'for');
			const { code } = await openDoor(db, visitor, req.params['code']);
			res.json(makeChallenge(secrets.proof, code, use, visitor.now));
		}),
	);
	router.post(
		path(`${ROUTES.public}/:code/issues`),
		visit(async (visitor, req, res) => {
			res.status(201).json(await raisePublic(db, visitor, req.params['code'], req.body));
		}),
	);
	router.post(
		path(`${ROUTES.public}/:code/issues/:ref/me-too`),
		visit(async (visitor, req, res) => {
			res.json(await sayMeToo(db, visitor, req.params['code'], req.params['ref'], req.body));
		}),
	);
	router.post(
		path(`${ROUTES.public}/:code/photos`),
		visit(async (visitor, req, res) => {
			const { language, now } = visitor;
			const clientKey = parseInput(phoneKey, req.get('x-grid-key'), language);
			const { code, college } = await openDoor(db, visitor, req.params['code']);
			// What it costs is paid before its bytes are read.
			await db.transaction(async (trx) => {
				if ((await spendProof(trx, visitor, req.get('x-grid-proof'), code, 'photo')).spent) throw proofUsed(visitor);
				await countAgainst(trx, visitor, code, 'photo');
			});
			const key = secrets.photos(code, clientKey);
			const sender = { sender: `public ${visitor.address}`, language };
			const stored = await withPhotoBody(
				req,
				sender,
				async (bytes) => await storePhoto(db, files, { key, language, college }, bytes, now),
			);
			res.status(201).json({ id: stored.id });
		}),
	);
	registerPlaces(router, db, context.env['PUBLIC_URL']);
}

function registerPlaces(router: Router, db: Knex, publicUrl: unknown): void {
	router.get(
		path(ROUTES.publicPlaces),
		ask(db, async ({ actor }, req, res) => {
			res.json(await listPlaces(db, actor, readId(req.query['building'], 'building', actor)));
		}),
	);
	router.get(
		path(`${ROUTES.publicPlaces}/print`),
		ask(db, async ({ actor }, req, res) => {
			const places = await listPlaces(db, actor, readId(req.query['building'], 'building', actor));
			sendPrint(res, printPlaces(places, baseOf(req, publicUrl), actor.language));
		}),
	);
}

function fieldOf(body: unknown, field: string): unknown {
	return typeof body === 'object' && body !== null ? Object.entries(body).find(([name]) => name === field)?.[1] : null;
}

/** Keeps answers out of caches, and says when to come again where that is known. */
function welcome(handle: (req: Request, res: Response) => Promise<void>): RequestHandler {
	return (req: Request, res: Response, next: NextFunction) => {
		res.set('Cache-Control', 'private, no-store');
		handle(req, res).catch((error: unknown) => {
			const seconds = retryAfter(error);
			if (seconds !== null) res.set('Retry-After', String(seconds));
			next(error);
		});
	};
}

function retryAfter(error: unknown): number | null {
	if (!(error instanceof Error) || !('extensions' in error)) return null;
	const { extensions } = error;
	if (typeof extensions !== 'object' || extensions === null || !('retry_after' in extensions)) return null;
	return typeof extensions.retry_after === 'number' ? extensions.retry_after : null;
}
