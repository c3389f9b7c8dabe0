import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { acknowledgeLevels, countAcks, findAck, findEmergencyById } from '../database/emergency-levels.ts';
import { findEmergencyPlace } from '../database/emergencies.ts';
import { holdPerson } from '../database/staff.ts';
import type { Actor } from '../domain/scope.ts';
import { GridForbiddenError, GridTooManyError } from '../errors/index.ts';
import { ackInput } from './inputs/emergency.ts';
import { parseInput, wrongField } from './parse-input.ts';
import { alreadyReceived, refusal } from './refuse.ts';

/** Whoever says it more often about one emergency has nothing new to say. */
const MOST_ACKS = 20;

/**
 * "I know, and this is what I do": asked of each level of an emergency (DESIGN.md 6). Ends the ringing of every level the
 * person answers for; a second one of the same level is kept, too, because it may say something new.
 */
export async function acknowledge(trx: Knex, actor: Actor, payload: object, now: Date): Promise<object> {
	const input = parseInput(ackInput, payload, actor.language);
	const emergency = await findEmergencyById(trx, input.emergency);
	if (actor.user === null || emergency === null)
		throw refusal(GridForbiddenError, actor.language, 'errors.GRID_FORBIDDEN');
	const earlier = await findAck(trx, { by: actor.user, client_key: input.client_key });
	if (earlier !== null) {
		if (earlier.emergency !== emergency.id) throw wrongField(actor.language, 'client_key');
		const timeZone = (await findEmergencyPlace(trx, emergency.grid))?.timeZone ?? 'UTC';
		throw alreadyReceived(actor.language, { id: earlier.id, at: earlier.at, timeZone });
	}
	// Several at the same moment are counted one after another.
	await holdPerson(trx, actor.user);
	if ((await countAcks(trx, { by: actor.user, emergency: emergency.id })) >= MOST_ACKS)
		throw refusal(GridTooManyError, actor.language, 'errors.GRID_TOO_MANY.acks', { count: MOST_ACKS });
	const { scopes, admin } = actor;
	const { own } = await acknowledgeLevels(trx, emergency.id, { user: actor.user, scopes, admin, now });
	if (own === 0) throw refusal(GridForbiddenError, actor.language, 'errors.GRID_FORBIDDEN');
	const { college, building, floor, unit } = emergency;
	return {
		id: randomUUID(),
		client_key: input.client_key,
		emergency: emergency.id,
		note: input.note ?? null,
		by: actor.user,
		by_as:
			scopes.find((scope) =>
				[scope.unit, scope.floor, scope.building].some((id) => id === unit || id === floor || id === building),
			)?.position ??
			scopes[0]?.position ??
			null,
		at: now.toISOString(),
		college,
		building,
		floor,
		unit,
	};
}
