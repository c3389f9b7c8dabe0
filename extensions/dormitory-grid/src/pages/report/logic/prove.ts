import type { Challenge } from '../../../types/api-public.ts';
import { sha256 } from './sha-256.ts';

/** So many are tried before the page may draw again. */
const AT_ONCE = 1500;

/** Works a challenge out, and packs it as the server reads it; `null`: there is no number. */
export async function prove(challenge: Challenge): Promise<string | null> {
	const { salt, maxnumber } = challenge;
	for (let number = 0; number <= maxnumber; number++) {
		if (number % AT_ONCE === AT_ONCE - 1) await new Promise((wake) => setTimeout(wake));
		if (sha256(`${salt}${number}`) === challenge.challenge) return btoa(JSON.stringify({ ...challenge, number }));
	}
	return null;
}
