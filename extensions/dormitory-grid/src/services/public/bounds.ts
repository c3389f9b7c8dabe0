import type { Knex } from 'knex';
import type { ProofUse } from '../../constants/public.ts';
import { countUse } from '../../database/public.ts';
import { GridProofError, GridSlowDownError } from '../../errors/index.ts';
import { refusal } from '../refuse.ts';
import type { Visitor } from './door.ts';
import { checkProof } from './proof.ts';

const HOUR_MS = 3_600_000;

/**
 * An hour's uses. A dormitory is one address, so an address has room for many; a door is one room's or one building's. One
 * address has a share of a door, so that nobody uses it up for the others who stand there.
 */
export const MOST_USES = {
	issue: { share: 10, address: 60, place: 50 },
	'me-too': { share: 60, address: 240, place: 240 },
	photo: { share: 30, address: 120, place: 150 },
} as const satisfies Record<ProofUse, Record<Bound, number>>;

type Bound = 'share' | 'address' | 'place';

/**
 * Spends a proof: it counts once, for all replicas. The first statement of its transaction, which on SQLite has to write
 * before it reads.
 * @returns whether it was spent before
 * @throws GRID_PROOF where it is none, none of this place, or too old
 */
export async function spendProof(
	trx: Knex,
	{ secrets, language, now }: Visitor,
	proof: unknown,
	place: string,
	use: ProofUse,
): Promise<{ spent: boolean }> {
	const checked = checkProof(secrets.proof, proof, place, use, now);
	if (checked.kind !== 'ok') throw refusal(GridProofError, language, `errors.GRID_PROOF.${checked.kind}`);
	return { spent: (await countUse(trx, `proof ${checked.challenge}`, checked.expires)) > 1 };
}

export function proofUsed({ language }: Visitor): Error {
	return refusal(GridProofError, language, 'errors.GRID_PROOF.used');
}

/** Counts a use against the address's share of the place, the address and the place. @throws GRID_SLOW_DOWN; nothing of the transaction stays then */
export async function countAgainst(trx: Knex, visitor: Visitor, place: string, use: ProofUse): Promise<void> {
	const { secrets, language, now, address } = visitor;
	const hour = Math.floor(now.getTime() / HOUR_MS);
	const endsAt = new Date((hour + 1) * HOUR_MS);
	const from = secrets.address(address, now);
	const keys: Record<Bound, string> = { share: `${place} ${from}`, address: from, place };
	for (const what of ['share', 'address', 'place'] as const) {
		if ((await countUse(trx, `${use} ${what} ${keys[what]} ${hour}`, endsAt)) <= MOST_USES[use][what]) continue;
		const seconds = Math.max(1, Math.ceil((endsAt.getTime() - now.getTime()) / 1000));
		const values = { minutes: Math.ceil(seconds / 60) };
		throw refusal(GridSlowDownError, language, `errors.GRID_SLOW_DOWN.${what}`, values, { retry_after: seconds });
	}
}
