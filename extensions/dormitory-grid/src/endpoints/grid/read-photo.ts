import type { Request } from 'express';
import type { Language } from '../../constants/languages.ts';
import { MAX_PHOTO_BYTES } from '../../constants/photos.ts';
import { GridBusyError, GridTooLargeError } from '../../errors/index.ts';
import { refusal } from '../../services/refuse.ts';

/** Bodies held in memory at once, and of one sender. */
const MOST_BODIES = 16;
const MOST_A_SENDER = 3;
/** Whoever takes longer for six megabytes lets others wait. */
const LONGEST_MS = 60_000;

const sending = new Map<string, number>();

/**
 * Works on a photo sent as the request's whole body.
 * @param sender a person's id, or a stranger's key
 * @throws GRID_TOO_LARGE, GRID_BUSY
 */
export async function withPhotoBody<Done>(
	req: Request,
	{ sender, language }: { sender: string; language: Language },
	work: (bytes: Buffer) => Promise<Done>,
): Promise<Done> {
	const tooLarge = () =>
		refusal(GridTooLargeError, language, 'errors.GRID_TOO_LARGE.photo', { megabytes: MAX_PHOTO_BYTES / 1024 / 1024 });
	const busy = () => refusal(GridBusyError, language, 'errors.GRID_BUSY.photo');
	if (Number(req.get('content-length') ?? 0) > MAX_PHOTO_BYTES) throw tooLarge();
	const own = sending.get(sender) ?? 0;
	const all = [...sending.values()].reduce((sum, count) => sum + count, 0);
	if (own >= MOST_A_SENDER || all >= MOST_BODIES) throw busy();
	sending.set(sender, own + 1);
	try {
		return await work(await readBody(req, tooLarge, busy));
	} finally {
		const left = (sending.get(sender) ?? 1) - 1;
		if (left === 0) sending.delete(sender);
		else sending.set(sender, left);
	}
}

/** What is too large is read no further; the answer still goes out, because the rest is let through unseen. */
async function readBody(req: Request, tooLarge: () => Error, tooSlow: () => Error): Promise<Buffer> {
	const parts: Buffer[] = [];
	let size = 0;
	return await new Promise<Buffer>((resolve, reject) => {
		const settle = (error: Error | null) => {
			clearTimeout(timer);
			req.off('data', take).off('end', end).off('close', gone).off('error', settle);
			req.resume();
			if (error) reject(error);
			else resolve(Buffer.concat(parts));
		};
		const take = (part: Buffer) => {
			size += part.length;
			if (size > MAX_PHOTO_BYTES) settle(tooLarge());
			else parts.push(part);
		};
		const end = () => settle(null);
		const gone = () => settle(tooSlow());
		const timer = setTimeout(gone, LONGEST_MS);
		// A body that Directus has parsed already (JSON) is none of ours: its stream has ended, and it is no picture.
		if (req.readableEnded) settle(null);
		else req.on('data', take).once('end', end).once('close', gone).once('error', settle);
	});
}
