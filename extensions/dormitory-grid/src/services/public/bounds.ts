import type { Knex } from 'knex';
import type { ProofUse } from '../../constants/public.ts';
import { countUse } from '../../database/public.ts';
import { GridProofError, GridSlowDownError } from '../../errors/index.ts';
import { refusal } from '../refuse.ts';
import type { Visitor } from './door.ts';
import { checkProof } from './proof.ts';

const HOUR_MS = 3_600_000;

/** An hour's uses. A dormitory is one address, so an address has room for many; a door is one room's or one building's. */
const MOST = {
	issue: { address: 60, place: 12 },
	'me-too': { address: 240, place: 120 },
	photo: { address: 120, place: 40 },
} as const satisfies Record<ProofUse, { address: number; place: number }>;

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

/** Counts a use against the place and the address. @throws GRID_SLOW_DOWN; nothing of the transaction stays then */
export async function countAgainst(trx: Knex, visitor: Visitor, place: string, use: ProofUse): Promise<void> {
	const { secrets, language, now, address } = visitor;
	const hour = Math.floor(now.getTime() / HOUR_MS);
	const endsAt = new Date((hour + 1) * HOUR_MS);
	const keys = { place, address: secrets.address(address, now) };
	for (const what of ['place', 'address'] as const) {
		if ((await countUse(trx, `${use} ${what} ${keys[what]} ${hour}`, endsAt)) <= MOST[use][what]) continue;
		const seconds = Math.max(1, Math.ceil((endsAt.getTime() - now.getTime()) / 1000));
		const values = { minutes: Math.ceil(seconds / 60) };
		throw refusal(GridSlowDownError, language, `errors.GRID_SLOW_DOWN.${what}`, values, { retry_after: seconds });
	}
}
