import { createRequire } from 'node:module';
import type sharp from 'sharp';
import { PHOTO_SIDE } from '../../constants/photos.ts';
import { MAX_PIXELS, type PhotoType } from '../../domain/photo.ts';

export type Reencoded =
	| { kind: 'picture'; jpeg: Buffer; width: number; height: number }
	| { kind: 'too_many_pixels' }
	| { kind: 'unreadable' }
	| { kind: 'busy' };

/** Pictures waiting for their turn; each is unfolded into memory. */
const LONGEST_QUEUE = 12;
const LONGEST_SECONDS = 15;

let loaded: typeof sharp | null = null;
let waiting = 0;
let last: Promise<unknown> = Promise.resolve();

/** Directus's own copy: native, so it is found beside Directus at run time and never bundled. */
function load(): typeof sharp {
	if (loaded) return loaded;
	const library = createRequire(import.meta.url)('sharp') as typeof sharp;
	library.concurrency(1);
	return (loaded = library);
}

/**
 * Makes a picture anew from its pixels alone: upright, no side longer than {@link PHOTO_SIDE}, JPEG, and without
 * anything else that the file carried (place, camera, thumbnail, whatever was hidden behind the picture). One at a time.
 */
export async function reencodePhoto(bytes: Buffer, type: PhotoType): Promise<Reencoded> {
	if (waiting >= LONGEST_QUEUE) return { kind: 'busy' };
	waiting += 1;
	const work = last.then(async () => await reencode(bytes, type));
	last = work.catch(() => undefined);
	try {
		return await work;
	} finally {
		waiting -= 1;
	}
}

async function reencode(bytes: Buffer, type: PhotoType): Promise<Reencoded> {
	try {
		const { data, info } = await load()(bytes, { limitInputPixels: MAX_PIXELS[type], failOn: 'error', pages: 1 })
			.rotate()
			.resize({ width: PHOTO_SIDE, height: PHOTO_SIDE, fit: 'inside', withoutEnlargement: true })
			// A picture with holes in it is seen on white.
			.flatten({ background: '#ffffff' })
			.jpeg({ quality: 80 })
			.timeout({ seconds: LONGEST_SECONDS })
			.toBuffer({ resolveWithObject: true });
		return { kind: 'picture', jpeg: data, width: info.width, height: info.height };
	} catch (error) {
		const isTooLarge = error instanceof Error && /pixel limit/i.test(error.message);
		return { kind: isTooLarge ? 'too_many_pixels' : 'unreadable' };
	}
}
