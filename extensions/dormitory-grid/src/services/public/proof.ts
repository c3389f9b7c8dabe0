import { createHash, createHmac, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { PROOF_MAX, type ProofUse } from '../../constants/public.ts';
import type { Challenge } from '../../types/api-public.ts';

/** Proof of work in ALTCHA's form: nothing is kept of a challenge but in its own signed words, until it is spent. */

const LASTS_MS = 10 * 60_000;

export type ProofCheck = { kind: 'ok'; challenge: string; expires: Date } | { kind: 'wrong' } | { kind: 'expired' };

export function makeChallenge(key: Buffer, place: string, use: ProofUse, now: Date): Challenge {
	const expires = Math.ceil((now.getTime() + LASTS_MS) / 1000);
	const salt = `${randomBytes(12).toString('hex')}?expires=${expires}&for=${use}.${place}`;
	const challenge = sha256(`${salt}${randomInt(PROOF_MAX + 1)}`);
	return { algorithm: 'SHA-256', challenge, maxnumber: PROOF_MAX, salt, signature: sign(key, challenge) };
}

/** @param proof as a page sends it: the solved challenge as JSON in Base64 */
export function checkProof(key: Buffer, proof: unknown, place: string, use: ProofUse, now: Date): ProofCheck {
	const solved = readProof(proof);
	if (solved === null) return { kind: 'wrong' };
	const { challenge, salt, number, signature } = solved;
	// The signature first: whoever made up a challenge of his own makes us hash no more than that.
	if (!same(signature, sign(key, challenge)) || !same(challenge, sha256(`${salt}${number}`))) return { kind: 'wrong' };
	const terms = new URLSearchParams(salt.slice(salt.indexOf('?') + 1));
	const expires = new Date(Number(terms.get('expires')) * 1000);
	if (terms.get('for') !== `${use}.${place}`) return { kind: 'wrong' };
	return expires > now ? { kind: 'ok', challenge, expires } : { kind: 'expired' };
}

interface Solved {
	challenge: string;
	salt: string;
	number: number;
	signature: string;
}

function readProof(proof: unknown): Solved | null {
	if (typeof proof !== 'string' || proof.length > 1000) return null;
	try {
		const read: unknown = JSON.parse(Buffer.from(proof, 'base64').toString('utf8'));
		if (typeof read !== 'object' || read === null) return null;
		const { challenge, salt, number, signature } = { ...read } as Partial<Record<string, unknown>>;
		if (typeof challenge !== 'string' || typeof salt !== 'string' || typeof signature !== 'string') return null;
		if (typeof number !== 'number' || !Number.isInteger(number) || number < 0 || number > PROOF_MAX) return null;
		return { challenge, salt, number, signature };
	} catch {
		return null;
	}
}

function sha256(text: string): string {
	return createHash('sha256').update(text).digest('hex');
}

function sign(key: Buffer, challenge: string): string {
	return createHmac('sha256', key).update(challenge).digest('hex');
}

function same(given: string, wanted: string): boolean {
	const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
	return a.length === b.length && timingSafeEqual(a, b);
}
