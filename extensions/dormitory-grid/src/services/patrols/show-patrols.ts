import type { Knex } from 'knex';
import { findEmergencyPlace } from '../../database/emergencies.ts';
import { findEquippedBuildings, findFacilitiesOn } from '../../database/facilities.ts';
import { findCollegeOf } from '../../database/find-nights.ts';
import { findChecklist, findRoomScores, findRoomsOf } from '../../database/patrols.ts';
import {
	countUnfit,
	findDutiesOf,
	findOverview,
	findPastPatrols,
	findWalkGrids,
	type Overseen,
} from '../../database/patrol-views.ts';
import { dateAt } from '../../domain/calendar.ts';
import { isUnfit } from '../../domain/facility.ts';
import { type Actor, authorityOver } from '../../domain/scope.ts';
import { GridForbiddenError } from '../../errors/index.ts';
import type { PatrolOverview, PatrolsAnswer, WalkAnswer } from '../../types/patrol.ts';
import { refusal } from '../refuse.ts';
import { itemText } from './read-findings.ts';

/** Missed walks of the last days stay in sight. */
const LOOK_BACK_MS = 2 * 86_400_000;
const PAST = 20;
const MOST_WALKS = 2000;

const forbidden = (actor: Actor) => refusal(GridForbiddenError, actor.language, 'errors.GRID_FORBIDDEN');

/** What a person owes, may walk and has walked: of the units and floors that are his own. */
export async function showPatrols(db: Knex, actor: Actor, now: Date): Promise<PatrolsAnswer> {
	const college = await findCollegeOf(db, actor);
	if (actor.user === null || college === null) throw forbidden(actor);
	const own = [...new Set(actor.scopes.flatMap(({ unit, floor }) => unit ?? floor ?? []))];
	const since = new Date(now.getTime() - LOOK_BACK_MS);
	return {
		now: now.toISOString(),
		time_zone: college.timeZone,
		person: { id: actor.user, name: actor.name, language: actor.language },
		duties: await findDutiesOf(db, own, { person: actor.user, since }),
		grids: await findWalkGrids(db, own),
		past: await findPastPatrols(db, actor.user, PAST),
		oversees: overseenBy(actor, college.id) !== null,
	};
}

/** What a walk looks at, for whoever may walk there. */
export async function showWalk(db: Knex, actor: Actor, grid: number, now: Date): Promise<WalkAnswer> {
	const place = await findEmergencyPlace(db, grid);
	if (place === null || authorityOver(actor, place).kind === 'none') throw forbidden(actor);
	const [head] = await findWalkGrids(db, [grid]);
	if (!head) throw forbidden(actor);
	const rooms = await findRoomsOf(db, grid);
	const scores = await findRoomScores(
		db,
		rooms.map(({ id }) => id),
	);
	const today = dateAt(now, place.timeZone);
	return {
		now: now.toISOString(),
		time_zone: place.timeZone,
		grid: head,
		rooms: rooms.map(({ id, number }) => ({ room: id, number, score: scores.get(id)?.score ?? null })),
		items: (await findChecklist(db, place.college, place.level)).map((item) => ({
			id: item.id,
			topic: item.topic,
			per_room: item.perRoom,
			text: itemText(item, actor.language),
			points: item.points,
		})),
		facilities: (await findFacilitiesOn(db, place)).map((facility) => ({
			id: facility.id,
			code: facility.code,
			token: facility.token,
			kind: facility.kind,
			place: facility.place,
			state: facility.state,
			expires_on: facility.expiresOn,
			next_check_on: facility.nextCheckOn,
			unfit: isUnfit(facility.state, facility.expiresOn, today),
		})),
	};
}

/** Who below a floor head, a building's staff or the working group has walked today, and who has not. */
export async function showPatrolOverview(
	db: Knex,
	actor: Actor,
	asked: { date: string | null; now: Date },
): Promise<PatrolOverview> {
	const college = await findCollegeOf(db, actor);
	const part = college === null ? null : overseenBy(actor, college.id);
	if (college === null || part === null) throw forbidden(actor);
	const today = dateAt(asked.now, college.timeZone);
	const date = asked.date ?? today;
	return {
		now: asked.now.toISOString(),
		time_zone: college.timeZone,
		date,
		walks: await findOverview(db, part, { date, limit: MOST_WALKS }),
		unfit: await countUnfit(db, part, today),
		labels: await findEquippedBuildings(db, part),
	};
}

function overseenBy(actor: Actor, college: number): Overseen | null {
	const group = actor.admin || actor.scopes.some((scope) => scope.college === college);
	const buildings = actor.scopes.flatMap(({ building }) => building ?? []);
	const floors = actor.scopes.flatMap(({ floor }) => floor ?? []);
	if (!group && buildings.length + floors.length === 0) return null;
	return { college: group ? college : null, buildings, floors };
}
