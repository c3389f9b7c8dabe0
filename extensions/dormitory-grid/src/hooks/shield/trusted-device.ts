import { createHmac, timingSafeEqual } from 'node:crypto';

/** OWASP's device cookie: whoever logged in here before stands in a line of his own, so nobody can hold him up from elsewhere. */
export const DEVICE_COOKIE = 'grid_device';
export const DEVICE_COOKIE_DAYS = 180;

/** `nonce.signature`; the signature binds the device to one account. */
export function signDevice(account: string, nonce: string, secret: string): string {
	return `${nonce}.${sign(account, nonce, secret)}`;
}

/** The nonce, if this cookie was given to this account by this installation. */
export function readDevice(cookie: unknown, account: string, secret: string): string | null {
	if (typeof cookie !== 'string') return null;
	const [nonce, signature, ...more] = cookie.split('.');
	if (!nonce || !signature || more.length > 0) return null;
	const given = Buffer.from(signature);
	const expected = Buffer.from(sign(account, nonce, secret));
	return given.length === expected.length && timingSafeEqual(given, expected) ? nonce : null;
}

function sign(account: string, nonce: string, secret: string): string {
	return createHmac('sha256', secret).update(`grid-device\n${account}\n${nonce}`).digest('base64url');
}
