import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { checkProof, makeChallenge } from '../../../services/public/proof.ts';
import { prove } from './prove.ts';

it('what the page works out is what the server asks for', async () => {
	const key = randomBytes(32);
	const now = new Date('2026-03-02T08:00:00Z');
	const proof = await prove(makeChallenge(key, 'DOOR', 'issue', now));
	expect(checkProof(key, proof, 'DOOR', 'issue', now)).toMatchObject({ kind: 'ok' });
	expect(await prove({ ...makeChallenge(key, 'DOOR', 'issue', now), maxnumber: 10, challenge: 'x' })).toBeNull();
});
