import type { Knex } from 'knex';
import { findMessageState, type MessageScope, noteRetry, reviveMessage } from '../database/retry-message.ts';
import type { Actor } from '../domain/scope.ts';
import { GridForbiddenError } from '../errors/index.ts';
import type { RetryAnswer } from '../types/api-messages.ts';
import { failpoint } from './failpoint.ts';
import { refusal } from './refuse.ts';

/**
 * A message that was given up is sent again because a person says so, under its old key. Said twice it is one retry: only
 * a dead letter can be revived, and who revived it is written down in the same transaction.
 */
export async function retryMessage(
	db: Knex,
	actor: Actor,
	asked: { id: number; ip: string | null; agent: string | null; now: Date },
): Promise<RetryAnswer> {
	const { id, now } = asked;
	const colleges = messageScope(actor);
	const { user } = actor;
	if (user === null || (await findMessageState(db, id, colleges)) === null) throw forbidden(actor);
	const retried = await db.transaction(async (trx) => {
		if (!(await reviveMessage(trx, id, now))) return false;
		await noteRetry(trx, { ...asked, user });
		await failpoint('retry.before-commit');
		return true;
	});
	return { id, retried, state: (await findMessageState(db, id, colleges)) ?? 'dead' };
}

/**
 * Whose messages a person may look at: a working group its college's, an administrator all of them, also those of none.
 * @throws GRID_FORBIDDEN
 */
export function messageScope(actor: Actor): MessageScope {
	if (actor.admin) return null;
	const colleges = actor.scopes.flatMap(({ position, college }) =>
		position === 'working_group' && college !== null ? [college] : [],
	);
	if (colleges.length === 0) throw forbidden(actor);
	return colleges;
}

function forbidden(actor: Actor): Error {
	return refusal(GridForbiddenError, actor.language, 'errors.GRID_FORBIDDEN');
}
