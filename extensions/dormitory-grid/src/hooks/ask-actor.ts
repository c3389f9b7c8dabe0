import type { EventContext } from '@directus/types';
import type { Knex } from 'knex';
import { ACTOR_STEPS } from '../constants/issues.ts';
import { type Asker, findAsker } from '../database/find-actor.ts';
import type { KnownIssue } from '../database/issue-rows.ts';
import { holdAskedIssue } from '../database/issues.ts';
import { loadAskedSubmission, type SubmissionContext } from '../database/load-night-for-submission.ts';
import { readClock } from '../database/read-clock.ts';
import type { Actor } from '../domain/scope.ts';
import { GridForbiddenError } from '../errors/index.ts';
import { clientKey } from '../services/inputs/fields.ts';
import { readKey } from '../services/parse-input.ts';
import { refusal } from '../services/refuse.ts';
import { createArrivalClock } from './arrival-clock.ts';
import { waitedMs } from './shield/request-context.ts';

const reckonArrival = createArrivalClock();

export interface Asked {
	/** The transaction the event runs in, where it runs in one. */
	db: Knex;
	now: Date;
	actor: Actor;
}

const SYSTEM: Actor = { user: null, admin: true, language: 'zh-CN', name: '', scopes: [] };

/**
 * The entry of every guard: the clock is read here, and the person who asks is loaded. No accountability is the system
 * itself; a stranger writes nothing, and is told no more than that.
 */
export async function askActor({ database, accountability }: EventContext): Promise<Asked> {
	const db = database as Knex;
	if (!accountability) return { db, now: await readClock(db), actor: SYSTEM };
	if (!accountability.user) throw refusal(GridForbiddenError, 'zh-CN', 'errors.GRID_FORBIDDEN');
	return arrived(db, await findAsker(db, accountability.user, accountability.admin));
}

/** The same for a night's report, together with all that it is judged by: the hour before the close counts statements. */
export async function askSubmission(
	context: EventContext,
	payload: unknown,
): Promise<Asked & { submission?: SubmissionContext }> {
	const { database, accountability } = context;
	const input = asRecord(payload);
	const [night, grid, key] = [
		readKey(input['night']),
		readKey(input['grid']),
		clientKey.safeParse(input['client_key']),
	];
	if (!accountability?.user || night === null || grid === null || !key.success) return await askActor(context);
	const db = database as Knex;
	const wanted = { night, grid, reporter: accountability.user, clientKey: key.data };
	const asked = await loadAskedSubmission(db, wanted, accountability.admin);
	return asked ? { ...arrived(db, asked), submission: asked.submission } : await askActor(context);
}

/** The same for a step, together with its issue, held until the transaction ends. */
export async function askStep(context: EventContext, payload: unknown): Promise<Asked & { issue?: KnownIssue | null }> {
	const { database, accountability } = context;
	const input = asRecord(payload);
	// Nothing is held for what is no step: a report has no issue yet, and anything else is refused as it is.
	const issue = ACTOR_STEPS.some((kind) => kind === input['kind']) ? readKey(input['issue']) : null;
	if (!accountability?.user || issue === null) return await askActor(context);
	const db = database as Knex;
	const { user, admin } = accountability;
	const asked = await holdAskedIssue(db, issue, { user, admin });
	return asked ? { ...arrived(db, asked), issue: asked.issue } : { ...(await askActor(context)), issue: null };
}

/** A request is judged by when it came in, not by when its turn for the database came. */
function arrived(db: Knex, { actor, now }: Asker): Asked {
	return { db, actor, now: reckonArrival(now, waitedMs(), performance.now()) };
}

/** Guards change or refuse a payload that is an object; anything else is left to Directus to refuse. */
export function asRecord(payload: unknown): Record<string, unknown> {
	return typeof payload === 'object' && payload !== null ? (payload as Record<string, unknown>) : {};
}
