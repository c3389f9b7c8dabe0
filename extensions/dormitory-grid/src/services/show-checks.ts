import type { Knex } from 'knex';
import { findChecksOf, findResidentsOfRooms } from '../database/checks.ts';
import { findCollegeOf } from '../database/find-nights.ts';
import { type Actor, authorityOver } from '../domain/scope.ts';
import { checksUntil } from '../domain/second-look.ts';
import { GridForbiddenError } from '../errors/index.ts';
import type { ChecksAnswer } from '../types/api-sheet.ts';
import { refusal } from './refuse.ts';

/** The rooms a person looks into tonight: who lives there, and nothing of what was reported. */
export async function showChecks(db: Knex, actor: Actor, now: Date): Promise<ChecksAnswer> {
	const college = actor.user === null ? null : await findCollegeOf(db, actor);
	if (actor.user === null || college === null)
		throw refusal(GridForbiddenError, actor.language, 'errors.GRID_FORBIDDEN');
	const checks = await findChecksOf(db, actor.user, { now });
	const residents = await findResidentsOfRooms(db, checks);
	return {
		now: now.toISOString(),
		time_zone: college.timeZone,
		rooms: checks.map(({ id, night, state, times, room, number, floorCode, result, ...place }) => ({
			check: id,
			night,
			state,
			until: checksUntil(times).toISOString(),
			room,
			number,
			floor: floorCode,
			blind: authorityOver(actor, { ...place, id: place.unit, level: 3 }).kind === 'none',
			residents: residents
				.filter((resident) => resident.night === night && resident.room === room)
				.map(({ student, name, bed }) => ({ student, name, bed })),
			result: result && { checked_at: result.checkedAt.toISOString(), absent: result.absent, note: result.note },
		})),
	};
}
