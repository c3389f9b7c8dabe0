import type { Knex } from 'knex';
import { findScopesOf } from '../database/find-actor.ts';
import { lastSettling } from '../domain/absence.ts';
import { type Actor, mayTakeBack, type ResidentPlace } from '../domain/scope.ts';
import type { FollowupKind } from '../types/api.ts';

interface Recorded {
	kind: FollowupKind;
	recorder: string | null;
	place: ResidentPlace;
}

/**
 * The students of whom the asker may take back what settled them last: the rule by which a 'reopened' is judged.
 *
 * @param followups by student, oldest first
 */
export async function findReopenable(
	db: Knex,
	actor: Actor,
	followups: ReadonlyMap<number, readonly Recorded[]>,
	now: Date,
): Promise<Set<number>> {
	const last = [...followups].flatMap(([student, lines]) => {
		const line = lastSettling(lines);
		return line === null ? [] : [{ student, ...line }];
	});
	const recorders = [...new Set(last.flatMap(({ recorder }) => recorder ?? []))];
	const scopes = await findScopesOf(db, recorders, now);
	return new Set(
		last
			.filter(({ recorder, place }) =>
				mayTakeBack(actor, { user: recorder, scopes: scopes.get(recorder ?? '') ?? [] }, place),
			)
			.map(({ student }) => student),
	);
}
