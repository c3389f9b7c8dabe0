import type { Knex } from 'knex';
import { findActivityRules } from '../../database/activity-views.ts';
import { ACTIVITY_KINDS, kindsOn } from '../../domain/activity.ts';
import { type Actor, isWorkingGroup } from '../../domain/scope.ts';
import { GridForbiddenError } from '../../errors/index.ts';
import { readKey, wrongField } from '../parse-input.ts';
import { refusal } from '../refuse.ts';

const MOST_A_TERM = 200;

/** What a working group asks its own college to hold; looked at before it counts. */
export async function checkActivityRule(
	db: Knex,
	actor: Actor,
	payload: Record<string, unknown>,
	keys: readonly (string | number)[],
): Promise<object> {
	const blank = { college: null, kind: null, level: null, per_term: null };
	for (const row of keys.length === 0 ? [blank] : await findActivityRules(db, keys)) {
		const after: Record<string, unknown> = { ...row, ...payload };
		const college = readKey(after['college']);
		if (college === null) throw wrongField(actor.language, 'college');
		for (const one of [readKey(row.college), college])
			if (one !== null && !isWorkingGroup(actor, one))
				throw refusal(GridForbiddenError, actor.language, 'errors.GRID_FORBIDDEN');
		const kind = ACTIVITY_KINDS.find((known) => known === after['kind']);
		if (!kind) throw wrongField(actor.language, 'kind');
		const level = ([1, 2, 3] as const).find((known) => known === after['level']);
		if (!level || !kindsOn(level).includes(kind)) throw wrongField(actor.language, 'level');
		const times = after['per_term'];
		if (typeof times !== 'number' || !Number.isInteger(times) || times < 0 || times > MOST_A_TERM)
			throw wrongField(actor.language, 'per_term');
	}
	return payload;
}
