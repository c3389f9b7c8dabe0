import type { Knex } from 'knex';
import type { Position } from '../constants/positions.ts';
import { findCandidates } from '../database/preflight.ts';
import type { Actor } from '../domain/scope.ts';
import { judgeStandIn } from '../domain/stand-in.ts';
import { GridForbiddenError, GridStructureError } from '../errors/index.ts';
import { say } from '../lang/say.ts';
import { refusal } from './refuse.ts';

/**
 * Beside the working group the staff of a building fill what is empty tonight (the pre-flight check): units and floors of
 * their own building, from today for a week at most, with somebody who has a post in that building already.
 * @throws GRID_FORBIDDEN, GRID_STRUCTURE
 */
export async function checkStandIn(
	trx: Knex,
	actor: Actor,
	post: { position: Position; building: number | null; startsOn: string; endsOn: string | null; person: string },
	today: string,
): Promise<void> {
	const verdict = judgeStandIn(actor, post, today);
	switch (verdict.kind) {
		case 'allowed':
			break;
		case 'days': {
			const issue = say(actor.language, 'structure.stand_in_days', { from: today, until: verdict.until });
			throw refusal(GridStructureError, actor.language, 'errors.GRID_STRUCTURE', { issue });
		}
		case 'forbidden':
			throw refusal(GridForbiddenError, actor.language, 'errors.GRID_FORBIDDEN');
	}
	const known = await findCandidates(trx, post.building ?? 0);
	if (!known.some(({ person }) => person === post.person))
		throw refusal(GridForbiddenError, actor.language, 'errors.GRID_FORBIDDEN');
}
