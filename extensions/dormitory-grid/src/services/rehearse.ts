import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { COLLECTIONS } from '../constants/collections.ts';
import { findRehearsalsDuring, findRoot, holdCollege } from '../database/rehearsals.ts';
import { findCollegesOf, findOnlyCollege } from '../database/structure.ts';
import { dayAndTime } from '../domain/calendar.ts';
import { shareGrids } from '../domain/rehearsal.ts';
import { type Actor, isWorkingGroup } from '../domain/scope.ts';
import { GridForbiddenError, GridRehearsalError } from '../errors/index.ts';
import { say } from '../lang/say.ts';
import { rehearsalInput } from './inputs/night.ts';
import { parseInput } from './parse-input.ts';
import { refusal } from './refuse.ts';
import { structureError } from './structure.ts';

/** No rehearsal runs longer than this. */
const LONGEST_MS = 24 * 3_600_000;

/** A rehearsal asked for by the working group: any window of at most a day, any part of the tree that no other rehearses meanwhile. The clock does the rest. */
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
	await checkOverlap(trx, actor, { college, root, opensAt, closesAt });
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

/** @throws GRID_REHEARSAL where another runs in the same grids: whoever answers in both would not know for which. */
async function checkOverlap(
	trx: Knex,
	{ language }: Actor,
	asked: { college: number; root: number | null; opensAt: Date; closesAt: Date },
): Promise<void> {
	const { college, opensAt, closesAt } = asked;
	await holdCollege(trx, college);
	const root = asked.root === null ? null : await findRoot(trx, asked.root);
	const others = await findRehearsalsDuring(trx, college, { from: opensAt, until: closesAt });
	const other = others.find((one) => shareGrids(root, one.root));
	if (!other) return;
	const values = {
		place: other.root?.code ?? say(language, 'errors.GRID_REHEARSAL.college'),
		from: dayAndTime(other.opensAt, other.timeZone),
		until: dayAndTime(other.closesAt, other.timeZone),
	};
	const details = { rehearsal: other.id, grid: other.root?.code ?? null, until: other.closesAt.toISOString() };
	throw refusal(GridRehearsalError, language, 'errors.GRID_REHEARSAL', values, details);
}

function ownCollege(actor: Actor): number | null {
	return actor.scopes.find((scope) => scope.position === 'working_group')?.college ?? null;
}
