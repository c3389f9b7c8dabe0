/** Codes that people read from paper and type: no letter or digit that is taken for another; 32 of them, so a byte gives one evenly. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** On a door: 60 bits. */
export const PLACE_CODE_LENGTH = 12;
/** Whoever knows a receipt may answer for who raised the issue: 100 bits. */
export const RECEIPT_LENGTH = 20;

/** @param bytes random, at least as many as characters */
export function codeFrom(bytes: Uint8Array, length: number): string {
	return Array.from(bytes.subarray(0, length), (byte) => ALPHABET.charAt(byte & 31)).join('');
}

/** As it was typed, with gaps and in lower case; `null`: no code of that length. */
export function readCode(text: unknown, length: number): string | null {
	if (typeof text !== 'string' || text.length > 4 * length) return null;
	const code = text.replaceAll(/[\s-]/g, '').toUpperCase();
	return code.length === length && Array.from(code).every((sign) => ALPHABET.includes(sign)) ? code : null;
}
