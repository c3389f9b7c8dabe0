import type { Knex } from 'knex';
import { COLLECTIONS as C } from '../../constants/collections.ts';
import { findStaffWithin } from '../../database/activities.ts';
import {
	type ActivityPart,
	countActivities,
	findActivities,
	findCalledPeople,
	findOwingGrids,
	findStaffNames,
	loadActivityRules,
} from '../../database/activity-views.ts';
import { findEmergencyPlace } from '../../database/emergencies.ts';
import { findCollegeOf } from '../../database/find-nights.ts';
import { findTerms } from '../../database/find-student-nights.ts';
import { findPhotosOf } from '../../database/photos.ts';
import { kindsOn, owedOf } from '../../domain/activity.ts';
import { dateAt } from '../../domain/calendar.ts';
import { type Actor, authorityOver } from '../../domain/scope.ts';
import { chooseTerm } from '../../domain/term.ts';
import { GridForbiddenError } from '../../errors/index.ts';
import type { ActivitiesAnswer, CallableAnswer } from '../../types/activity.ts';
import { refusal } from '../refuse.ts';

/** Activities of one answer, unless more are asked for. */
const PAGE = 60;
const MOST = 600;

const forbidden = (actor: Actor) => refusal(GridForbiddenError, actor.language, 'errors.GRID_FORBIDDEN');

/** What a person may hold, what his grids and all below them owe this term, what was held there, and what he is called to. */
export async function showActivities(
	db: Knex,
	actor: Actor,
	{ limit = PAGE }: { limit?: number | undefined },
	now: Date,
): Promise<ActivitiesAnswer> {
	const college = await findCollegeOf(db, actor);
	if (actor.user === null || college === null) throw forbidden(actor);
	const part = partOf(actor, college.id);
	const today = dateAt(now, college.timeZone);
	const terms = await findTerms(db, college.id);
	const term = chooseTerm(terms, today);
	const grids = await findOwingGrids(db, part);
	const size = Math.min(limit, MOST);
	const held = await showHeld(db, actor, { user: actor.user, part, limit: size + 1 });
	return {
		now: now.toISOString(),
		time_zone: college.timeZone,
		person: { id: actor.user, name: actor.name, language: actor.language },
		term,
		grids: grids.map(({ id, code, name, level }) => ({ grid: id, code, name, level, kinds: kindsOn(level) })),
		owed: term === null ? [] : await showOwed(db, { college: college.id, part, grids, term }),
		activities: held.slice(0, size),
		more: held.length > size,
	};
}

/** Whom one can call to something that is held on a grid on a date; for whoever may hold it. */
export async function showCallable(
	db: Knex,
	actor: Actor,
	asked: { grid: number; on: string },
): Promise<CallableAnswer> {
	const place = await findEmergencyPlace(db, asked.grid);
	if (place === null || authorityOver(actor, place).kind === 'none') throw forbidden(actor);
	const staff = await findStaffWithin(db, place.id, asked.on);
	const first = staff.filter(({ person }, index) => staff.findIndex((one) => one.person === person) === index);
	return { people: first.map(({ person, name, position, level, code }) => ({ person, name, position, level, code })) };
}

function partOf(actor: Actor, college: number): ActivityPart {
	const group = actor.admin || actor.scopes.some((scope) => scope.college === college);
	const grids = actor.scopes.flatMap(({ unit, floor, building }) => unit ?? floor ?? building ?? []);
	return { college: group ? college : null, grids: [...new Set(grids)] };
}

async function showOwed(
	db: Knex,
	asked: {
		college: number;
		part: ActivityPart;
		grids: Awaited<ReturnType<typeof findOwingGrids>>;
		term: { id: number; starts_on: string; ends_on: string };
	},
): Promise<ActivitiesAnswer['owed']> {
	const { college, part, grids, term } = asked;
	const rules = await loadActivityRules(db, college);
	const counted = await countActivities(db, part, term.id);
	const staff = await findStaffNames(db, part);
	const byId = new Map(grids.map((grid) => [grid.id, grid]));
	const lines = owedOf(rules, grids, term, (grid, kind) => counted.get(`${grid}:${kind}`) ?? { held: 0, planned: 0 });
	return lines.flatMap((line) => {
		const grid = byId.get(line.grid);
		if (!grid) return [];
		const { code, name, level } = grid;
		return { ...line, code, name, level, staff: staff.get(line.grid) ?? [] };
	});
}

async function showHeld(
	db: Knex,
	actor: Actor,
	{ user, part, limit }: { user: string; part: ActivityPart; limit: number },
): Promise<ActivitiesAnswer['activities']> {
	const found = await findActivities(db, { part, person: user, limit });
	const people = await findCalledPeople(
		db,
		found.map(({ id }) => id),
	);
	const photos = await findPhotosOf(
		db,
		C.activityResults,
		found.flatMap(({ result }) => result ?? []),
	);
	return found.map(({ result, place_of, ...line }) => {
		const mine = authorityOver(actor, { id: line.grid, ...place_of }).kind !== 'none';
		const called = people.get(line.id) ?? [];
		const own = called.filter(({ person }) => person === user);
		return {
			...line,
			mine,
			invited: own.length > 0,
			people: mine ? called : own,
			// Photos are shown with the row's rights: whoever is only called does not read it.
			photos: mine && result !== null ? (photos.get(result) ?? []) : [],
		};
	});
}
