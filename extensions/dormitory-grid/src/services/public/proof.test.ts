import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Challenge } from '../../types/api-public.ts';
import { checkProof, makeChallenge } from './proof.ts';

const key = randomBytes(32);
const now = new Date('2026-03-02T08:00:00Z');
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000);

function solve(challenge: Challenge): object {
	for (let number = 0; number <= challenge.maxnumber; number++) {
		if (createHash('sha256').update(`${challenge.salt}${number}`).digest('hex') === challenge.challenge)
			return { ...challenge, number };
	}
	throw new Error('no number solves it');
}
const pack = (proof: object) => Buffer.from(JSON.stringify(proof)).toString('base64');

describe('a proof of work', () => {
	const solved = solve(makeChallenge(key, 'DOOR', 'issue', now));

	it('counts for what it was asked for, for ten minutes', () => {
		expect(checkProof(key, pack(solved), 'DOOR', 'issue', later(9))).toMatchObject({ kind: 'ok' });
		expect(checkProof(key, pack(solved), 'DOOR', 'issue', later(11))).toEqual({ kind: 'expired' });
		expect(checkProof(key, pack(solved), 'DOOR', 'photo', now)).toEqual({ kind: 'wrong' });
		expect(checkProof(key, pack(solved), 'ROOM', 'issue', now)).toEqual({ kind: 'wrong' });
		expect(checkProof(randomBytes(32), pack(solved), 'DOOR', 'issue', now)).toEqual({ kind: 'wrong' });
	});

	it('is not moved to another time or place by rewriting its salt', () => {
		for (const [from, to] of [
			['expires=', 'expires=9'],
			['for=issue.DOOR', 'for=issue.ROOM'],
		] as const) {
			const forged = { ...solved, salt: String(Object(solved).salt).replace(from, to) };
			expect(checkProof(key, pack(forged), to.includes('ROOM') ? 'ROOM' : 'DOOR', 'issue', now)).toEqual({
				kind: 'wrong',
			});
		}
	});

	it('is nothing that was made up', () => {
		for (const proof of [
			null,
			'',
			'{}',
			pack({}),
			pack([]),
			pack({ ...solved, number: -1 }),
			pack({ ...solved, number: '0' }),
			pack({ ...solved, number: 1e9 }),
			pack({ ...solved, signature: '' }),
			pack({ ...solved, salt: {} }),
			'A'.repeat(5000),
		])
			expect(checkProof(key, proof, 'DOOR', 'issue', now)).toEqual({ kind: 'wrong' });
	});
});
