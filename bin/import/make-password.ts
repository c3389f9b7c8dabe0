import { randomInt } from 'node:crypto';

/** No 0 and O, no 1, l and I: somebody types it from paper. */
const ALPHABET = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';

export function makePassword(): string {
	return Array.from({ length: 12 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}
