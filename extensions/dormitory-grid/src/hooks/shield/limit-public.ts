import { isIPv6 } from 'node:net';
import type { Application, Request, RequestHandler, Response } from 'express';
import { ROUTES } from '../../constants/routes.ts';
import { PLACE_CODE_LENGTH, readCode } from '../../domain/public-code.ts';
import { answerRefusal } from './refusal.ts';
import { createTokenBucket } from './token-bucket.ts';

/** A dormitory is one address: a page takes four requests, so a hundred telephones may open it in a minute. */
const PACE = { capacity: 100, perSecond: 6, keys: 20_000 };
/** Codes that have answered: a college has some thousands of doors. */
const MOST_KNOWN = 20_000;
/** Worked on at once; SQLite has one connection, which the staff's reports need. */
const MOST_OF_ONE = 8;
const MOST_AT_ONCE = 32;
/** A report with the longest words; photos have their own limits (endpoints/grid/read-photo.ts). */
const MOST_BYTES = 16 * 1024;
/** That much is there at once, or never. */
const LONGEST_BODY_MS = 10_000;

/**
 * Turns away whoever asks the public channel too often or for too much, before anything of it is read, parsed or looked up.
 * @returns what has to stand in `middlewares.after`, where bodies are there: one on its way holds nobody up
 */
export function limitPublic(app: Application, clock: () => number): (app: Application) => void {
	const strangers = createTokenBucket(PACE);
	const doors = createTokenBucket(PACE);
	const known = new Set<string>();
	const work = createWork();

	app.use(ROUTES.public, (req, res, next) => {
		const address = addressOf(req);
		const door = doorOf(req);
		// Whoever tries codes that are none uses up what they share, and no door that others of his address stand at.
		const isKnown = door === RECEIPTS || known.has(door);
		const wait = isKnown ? doors.take(`${address} ${door}`, clock()) : strangers.take(address, clock());
		if (wait > 0) return answerRefusal(res, 'publicPace', String(wait));
		const length = Number(req.get('content-length') ?? 0);
		if (!isPhoto(req) && length > MOST_BYTES) return answerRefusal(res, 'tooLarge', `${MOST_BYTES / 1024} KB`);
		// Without a length nobody knows how much is coming.
		if (req.get('transfer-encoding') !== undefined) return answerRefusal(res, 'tooLarge', 'Transfer-Encoding');
		res.once('close', () => {
			if (isKnown || door === '' || res.statusCode >= 400) return;
			if (known.size >= MOST_KNOWN) known.clear();
			known.add(door);
		});
		if (length === 0) return work(req, res, next);
		if (!isPhoto(req)) endIfSlow(req, res);
		next();
	});
	return (later) => {
		later.use(ROUTES.public, (req, res, next) => {
			const isCounted = Number(req.get('content-length') ?? 0) === 0;
			// A photo is still to come, and counted where it is read.
			if (isCounted || isPhoto(req)) next();
			else work(req, res, next);
		});
	};
}

/** A door's code as it stands in the address; '' where there is none. */
function doorOf(req: Request): string {
	const [, first = ''] = req.path.split('/');
	return first === RECEIPTS ? RECEIPTS : (readCode(first, PLACE_CODE_LENGTH) ?? '');
}
/** Their codes travel in the body, so they have a pace of their own. */
const RECEIPTS = 'receipts';

const isPhoto = (req: Request) => req.path.endsWith('/photos');

function endIfSlow(req: Request, res: Response): void {
	const timer = setTimeout(() => req.destroy(), LONGEST_BODY_MS);
	const stop = () => clearTimeout(timer);
	req.once('end', stop);
	res.once('close', stop);
}

/** Lets so many be worked on at once. */
function createWork(): RequestHandler {
	const working = new Map<string, number>();
	let all = 0;
	return (req, res, next) => {
		const address = addressOf(req);
		const own = working.get(address) ?? 0;
		if (own >= MOST_OF_ONE || all >= MOST_AT_ONCE) return answerRefusal(res, 'publicPace', '1');
		working.set(address, own + 1);
		all += 1;
		res.once('close', () => {
			all -= 1;
			const left = (working.get(address) ?? 1) - 1;
			if (left > 0) working.set(address, left);
			else working.delete(address);
		});
		next();
	};
}

/** Whoever has an address of the new kind has a whole network of them: its first half stands for him. */
export function addressOf(req: Request): string {
	const { ip = 'unknown' } = req;
	if (ip.startsWith('::ffff:')) return ip.slice('::ffff:'.length);
	return isIPv6(ip) ? expand(ip) : ip;
}

function expand(ip: string): string {
	const [head = '', tail] = ip.split('%', 1).join('').split('::');
	const parts = head === '' ? [] : head.split(':');
	const rest = tail === undefined || tail === '' ? [] : tail.split(':');
	const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - parts.length - rest.length)).fill('0');
	return [...parts, ...zeros, ...rest]
		.slice(0, 4)
		.map((part) => Number.parseInt(part, 16).toString(16))
		.join(':');
}
