import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import { findCollegesOf, findOnlyCollege } from '../database/structure.ts';
import { type Actor, isWorkingGroup } from '../domain/scope.ts';
import { GridForbiddenError } from '../errors/index.ts';
import { parseInput, rehearsalInput } from './parse-input.ts';
import { refusal } from './refuse.ts';
import { structureError } from './structure.ts';

/** No rehearsal runs longer than this. */
const LONGEST_MS = 24 * 3_600_000;

/** A rehearsal asked for by the working group: any window of at most a day, any part of the tree. The clock does the rest. */
export async function requestRehearsal(trx: Knex, actor: Actor, payload: object, now: Date): Promise<object> {
	const input = parseInput(rehearsalInput, payload, actor.language);
	const root = input.root ?? null;
	const college =
		root === null
			? (input.college ?? ownCollege(actor) ?? (await findOnlyCollege(trx)))
			: [...(await findCollegesOf(trx, [{ collection: COLLECTIONS.grids, key: root }]))][0];
	if (college === undefined || college === null || !isWorkingGroup(actor, college))
		throw refusal(GridForbiddenError, actor.language, 'errors.GRID_FORBIDDEN');
	const opensAt = input.opens_at ? new Date(input.opens_at) : now;
	const closesAt = new Date(input.closes_at);
	if (closesAt <= opensAt || closesAt <= now || closesAt.getTime() - now.getTime() > LONGEST_MS) {
		throw structureError(actor.language, 'structure.window_future');
	}
	return {
		...payload,
		id: randomUUID(),
		college,
		root,
		opens_at: opensAt.toISOString(),
		closes_at: closesAt.toISOString(),
		requested_by: actor.user,
		requested_at: now.toISOString(),
	};
}

function ownCollege(actor: Actor): number | null {
	return actor.scopes.find((scope) => scope.position === 'working_group')?.college ?? null;
}
