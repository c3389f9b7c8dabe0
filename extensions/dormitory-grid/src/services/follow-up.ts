import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { findResident } from '../database/structure.ts';
import { type Actor, authorityOver } from '../domain/scope.ts';
import { GridForbiddenError } from '../errors/index.ts';
import { followupInput, parseInput } from './parse-input.ts';
import { refusal } from './refuse.ts';

/** What was done about an absent student: by his counsellor, or by whoever answers for the unit he sleeps in. */
export async function recordFollowup(trx: Knex, actor: Actor, payload: object, now: Date): Promise<object> {
	const input = parseInput(followupInput, payload, actor.language);
	const place = await findResident(trx, input.night, input.student);
	const allowed =
		place !== null &&
		(actor.scopes.some((scope) => scope.counsellor !== null && scope.counsellor === place.counsellor) ||
			authorityOver(actor, {
				id: place.unit,
				level: 3,
				college: place.college,
				building: place.building,
				floor: place.floor,
			}).kind !== 'none');
	if (!allowed) throw refusal(GridForbiddenError, actor.language, 'errors.GRID_FORBIDDEN');
	return { ...input, ...place, id: randomUUID(), recorded_by: actor.user, recorded_at: now.toISOString() };
}
