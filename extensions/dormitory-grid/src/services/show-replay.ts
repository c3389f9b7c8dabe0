import type { Knex } from 'knex';
import { findExpectedUnits, sumByBuilding } from '../database/find-desk.ts';
import { findNightHead } from '../database/find-nights.ts';
import type { Actor } from '../domain/scope.ts';
import { GridForbiddenError } from '../errors/index.ts';
import type { ReplayAnswer } from '../types/api-desk.ts';
import { refusal } from './refuse.ts';
import { findDeskCollege, listEvents } from './show-desk.ts';

/** A night of a college has some thousand events; what is beyond this is no longer a replay. */
const MOST_EVENTS = 20_000;

/** A night minute by minute: who reported what, who was told what and opened it when (for the working group). */
export async function showReplay(db: Knex, actor: Actor, asked: number, now: Date): Promise<ReplayAnswer> {
	const college = await findDeskCollege(db, actor);
	const night = await findNightHead(db, asked, college.id);
	if (night === null) throw refusal(GridForbiddenError, actor.language, 'errors.GRID_FORBIDDEN');
	const events = await listEvents(db, college.id, night, MOST_EVENTS);
	return {
		now: now.toISOString(),
		time_zone: college.timeZone,
		night,
		units: await findExpectedUnits(db, night.id),
		buildings: (await sumByBuilding(db, night.id)).map(({ id, code, name }) => ({ id, code, name })),
		events: events.slice(-MOST_EVENTS),
		cut: events.length > MOST_EVENTS,
	};
}
