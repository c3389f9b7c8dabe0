import type { Knex } from 'knex';
import { countOverdueNights } from '../database/find-due-nights.ts';
import { readMark } from '../database/installation.ts';
import { findOnlyCollege } from '../database/structure.ts';
import type { HealthAnswer } from '../types/api.ts';
import { countDeadMessages, countOverdueMessages } from '../database/outbox-health.ts';
import { countUntold } from './climb-ladder.ts';
import { deliverySettings } from './delivery-settings.ts';
import { showNext } from './show-hierarchy.ts';

/** A night that is still open so long after its cut-off is an alarm: silence must not look like health. */
const OVERDUE_MS = 60_000;
/** The clock ticks every few seconds; this long without one, nobody would close the night either. */
const STILL_MS = 120_000;
/** A step that fails once is done at the next tick; after so long it is not going to be. */
const FAILING_MS = 60_000;
/** A step of the ladder is taken at the next tick, unless there is nobody to tell. */
const UNTOLD_MS = 60_000;
/** A robot takes twenty messages a minute, and a server just started has its backlog; later than this nobody is delivering. */
export const MESSAGE_OVERDUE_MS = 15 * 60_000;
/** Older dead letters are history: who has not sent them again by now will not. */
export const DEAD_SINCE_MS = 24 * 60 * 60_000;

/** @param rejections promise rejections that the shield has caught since the start */
export async function readHealth(db: Knex, now: Date, rejections: number): Promise<HealthAnswer> {
	const overdue = await countOverdueNights(db, new Date(now.getTime() - OVERDUE_MS));
	const { mails } = deliverySettings();
	const waiting = await countOverdueMessages(db, new Date(now.getTime() - MESSAGE_OVERDUE_MS), mails);
	const dead = await countDeadMessages(db, new Date(now.getTime() - DEAD_SINCE_MS));
	const college = await findOnlyCollege(db);
	const lastTick = await readMark(db, 'last_tick_at');
	const still = lastTick !== null && now.getTime() - Date.parse(lastTick) > STILL_MS;
	const failingSince = await readMark(db, 'failing_since');
	const failing = failingSince !== null && now.getTime() - Date.parse(failingSince) > FAILING_MS;
	const untold = await countUntold(db, now, new Date(now.getTime() - UNTOLD_MS));
	return {
		// A dead letter and an empty post are somebody's to look at, not the server's to be restarted for.
		status: still || failing || overdue + waiting > 0 ? 'alarm' : dead + untold > 0 ? 'warning' : 'ok',
		now: now.toISOString(),
		last_tick_at: lastTick,
		failing_since: failingSince,
		rejections,
		next: college === null ? null : await showNext(db, college, now),
		overdue_nights: overdue,
		overdue_messages: waiting,
		dead_messages: dead,
		untold_students: untold,
	};
}
