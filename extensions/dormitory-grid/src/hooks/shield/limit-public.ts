import { isIPv6 } from 'node:net';
import type { Application, Request } from 'express';
import { ROUTES } from '../../constants/routes.ts';
import { answerRefusal } from './refusal.ts';
import { createTokenBucket } from './token-bucket.ts';

/** A dormitory is one address: a page takes four requests, so a hundred telephones may open it in a minute. */
const ADDRESS = { capacity: 100, perSecond: 6, keys: 20_000 };
/** Codes and receipts that are none: nobody mistypes so often, and nobody guesses with so few. */
const MISSES = { capacity: 60, perSecond: 0.5, keys: 20_000 };
/** Worked on at once; SQLite has one connection, which the staff's reports need. */
const MOST_OF_ONE = 8;
const MOST_AT_ONCE = 32;
/** A report with the longest words; photos have their own limit (endpoints/grid/read-photo.ts). */
const MOST_BYTES = 16 * 1024;

/** Turns away whoever asks the public channel too often or for too much, before anything of it is read, parsed or looked up. */
export function limitPublic(app: Application, clock: () => number): void {
	const addresses = createTokenBucket(ADDRESS);
	const misses = createTokenBucket(MISSES);
	const working = new Map<string, number>();
	let all = 0;

	app.use(ROUTES.public, (req, res, next) => {
		const address = addressOf(req);
		const now = clock();
		const wait = Math.max(addresses.take(address, now), misses.wait(address, now));
		if (wait > 0) return answerRefusal(res, 'publicPace', String(wait));
		const isPhoto = req.path.endsWith('/photos');
		if (!isPhoto && Number(req.get('content-length') ?? 0) > MOST_BYTES)
			return answerRefusal(res, 'tooLarge', `${MOST_BYTES / 1024} KB`);
		// Without a length nobody knows how much is coming.
		if (req.get('transfer-encoding') !== undefined) return answerRefusal(res, 'tooLarge', 'Transfer-Encoding');
		const own = working.get(address) ?? 0;
		if (own >= MOST_OF_ONE || all >= MOST_AT_ONCE) return answerRefusal(res, 'publicPace', '1');
		working.set(address, own + 1);
		all += 1;
		res.once('close', () => {
			all -= 1;
			const left = (working.get(address) ?? 1) - 1;
			if (left > 0) working.set(address, left);
			else working.delete(address);
			if (res.statusCode === 404) misses.take(address, clock());
		});
		next();
	});
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
