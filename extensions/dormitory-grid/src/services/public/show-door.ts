import type { Knex } from 'knex';
import { CATEGORIES } from '../../constants/issues.ts';
import type { DoorPlace } from '../../database/public.ts';
import { findRoomScore } from '../../database/patrols.ts';
import { findOpenAt } from '../../database/public.ts';
import { dateAt } from '../../domain/calendar.ts';
import type { PublicPlace } from '../../types/api-public.ts';
import { openDoor, type Visitor } from './door.ts';

/** So many are shown on a door; the newest. */
const MOST_SHOWN = 30;

/** What stands behind a code: the place, and what is open there as category, state, since when, how many more have met it. */
export async function showDoor(db: Knex, visitor: Visitor, code: unknown): Promise<PublicPlace> {
	const place = await openDoor(db, visitor, code);
	const open = await findOpenAt(db, place, MOST_SHOWN);
	const walked = place.room === null ? null : await findRoomScore(db, place.room);
	return {
		now: visitor.now.toISOString(),
		time_zone: place.timeZone,
		place: placeName(place),
		building: place.buildingName,
		room: place.room !== null,
		college: place.collegeName,
		phone: place.phone,
		categories: CATEGORIES,
		// The day alone: the hour would tell who walked.
		score: walked && { points: walked.score, date: dateAt(walked.walkedAt, place.timeZone) },
		open: open.map(({ id, category, issue, reportedAt, followers }) => ({
			ref: visitor.secrets.ref(place.code, id),
			category,
			state: issue.state,
			since: reportedAt.toISOString(),
			followers,
		})),
	};
}

export function placeName({ roomNumber, buildingName }: Pick<DoorPlace, 'roomNumber' | 'buildingName'>): string {
	return roomNumber ?? buildingName;
}

/** The open issue that a door calls so. */
export async function findShown(
	db: Knex,
	{ secrets }: Visitor,
	place: DoorPlace & { code: string },
	ref: unknown,
): Promise<number | null> {
	const open = await findOpenAt(db, place, MOST_SHOWN);
	return open.find(({ id }) => secrets.ref(place.code, id) === ref)?.id ?? null;
}
