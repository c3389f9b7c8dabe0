/** What a file is by its first bytes, whatever its name or header says; the three kinds that phones and browsers make. */
export type PhotoType = 'jpeg' | 'png' | 'webp';

const JPEG = [0xff, 0xd8, 0xff];
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const RIFF = [0x52, 0x49, 0x46, 0x46];
const WEBP = [0x57, 0x45, 0x42, 0x50];

/** Pixels a picture may unfold into. A JPEG is made smaller while it is read; the others are unfolded whole. */
export const MAX_PIXELS: Readonly<Record<PhotoType, number>> = { jpeg: 52e6, png: 26e6, webp: 26e6 };

export function photoType(bytes: Uint8Array): PhotoType | null {
	const startsWith = (signature: readonly number[], at = 0) =>
		signature.every((byte, index) => bytes[at + index] === byte);
	if (startsWith(JPEG)) return 'jpeg';
	if (startsWith(PNG)) return 'png';
	return startsWith(RIFF) && startsWith(WEBP, 8) ? 'webp' : null;
}
