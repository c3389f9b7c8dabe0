import type { Knex } from 'knex';
import { countOverdueNights } from '../database/find-due-nights.ts';
import { readMark } from '../database/installation.ts';
import { findOnlyCollege } from '../database/structure.ts';
import type { HealthAnswer } from '../types/api.ts';
import { showNext } from './show-hierarchy.ts';

/** A night that is still open so long after its cut-off is an alarm: silence must not look like health. */
const OVERDUE_MS = 60_000;

/** @param rejections promise rejections that the shield has caught since the start */
export async function readHealth(db: Knex, now: Date, rejections: number): Promise<HealthAnswer> {
	const overdue = await countOverdueNights(db, new Date(now.getTime() - OVERDUE_MS));
	const college = await findOnlyCollege(db);
	return {
		status: overdue > 0 ? 'alarm' : 'ok',
		now: now.toISOString(),
		last_tick_at: await readMark(db, 'last_tick_at'),
		rejections,
		next: college === null ? null : await showNext(db, college, now),
		overdue_nights: overdue,
	};
}
