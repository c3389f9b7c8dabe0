import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { findEditionToOpen, markMessageOpened } from '../database/open-edition.ts';
import type { Actor } from '../domain/scope.ts';
import { GridForbiddenError } from '../errors/index.ts';
import { openingInput } from './inputs/night.ts';
import { parseInput } from './parse-input.ts';
import { alreadyReceived, refusal } from './refuse.ts';

/** A counsellor has opened his own edition: once an edition, so that a night can be replayed with who knew what when. */
export async function openEdition(trx: Knex, actor: Actor, payload: object, now: Date): Promise<object> {
	const input = parseInput(openingInput, payload, actor.language);
	const edition = await findEditionToOpen(trx, input.edition);
	if (edition === null || actor.user === null || edition.counsellor !== actor.user)
		throw refusal(GridForbiddenError, actor.language, 'errors.GRID_FORBIDDEN');
	const { opened, night, number, college, counsellor } = edition;
	if (opened !== null) {
		throw alreadyReceived(actor.language, { id: opened.id, at: opened.at, timeZone: edition.timeZone });
	}
	await markMessageOpened(trx, `edition:${night}:${counsellor}:${number}`, now);
	return {
		id: randomUUID(),
		edition: input.edition,
		night,
		college,
		counsellor,
		opened_by: actor.user,
		opened_at: now.toISOString(),
	};
}
